"""What staff hold, what they did to keep it up, and what they are approved for."""

import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0004_external_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CPDEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_on', models.DateField()),
                ('hours', models.DecimalField(decimal_places=1, max_digits=4)),
                ('what', models.CharField(max_length=200)),
                ('reflection', models.TextField(blank=True)),
                ('form_token', models.UUIDField(help_text='Sent twice, it is kept once.', unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cpd_entries', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'CPD entry',
                'verbose_name_plural': 'CPD entries',
                'ordering': ['-done_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hours__gt', Decimal('0')), ('hours__lte', Decimal('100'))), name='cpd_hours_are_some'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='cpd_says_what')],
            },
        ),
        migrations.CreateModel(
            name='StaffQualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('award', models.CharField(choices=[('cava', 'CAVA, assessing vocational achievement'), ('a1', 'A1, assessing'), ('d32_d33', 'D32 and D33, assessing'), ('v1', 'V1, internal quality assurance'), ('d34', 'D34, internal quality assurance'), ('taqa', 'TAQA, internal quality assurance')], max_length=8)),
                ('working_since', models.DateField(blank=True, null=True)),
                ('awarded_on', models.DateField(blank=True, null=True)),
                ('certificate_number', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_reason', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_qualifications', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['award', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('person', 'award'), name='staff_qualification_once'), models.CheckConstraint(condition=models.Q(('award__in', ['cava', 'a1', 'd32_d33', 'v1', 'd34', 'taqa'])), name='staff_qualification_award_is_known'), models.CheckConstraint(condition=models.Q(('working_since__isnull', False), ('awarded_on__isnull', False), _connector='OR'), name='staff_qualification_has_a_day'), models.CheckConstraint(condition=models.Q(('working_since', None), ('awarded_on', None), ('awarded_on__gte', models.F('working_since')), _connector='OR'), name='staff_qualification_awarded_after_it_began'), models.CheckConstraint(condition=models.Q(('taken_back_at', None), models.Q(('taken_back_reason', ''), _negated=True), _connector='OR'), name='staff_qualification_taken_back_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='UnitApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_code', models.CharField(blank=True, help_text='Empty for every unit.', max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, help_text='The last day.', null=True)),
                ('approved_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unit_approvals', to=settings.AUTH_USER_MODEL)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.qualification')),
            ],
            options={
                'ordering': ['qualification', 'unit_code', '-starts_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('person', 'qualification', 'unit_code'), name='unit_approval_one_open'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='unit_approval_ends_after_it_starts')],
            },
        ),
        append_only('enrolments_cpdentry'),
    ]
