"""Adjustments before the assessment, consideration after it, and more time; what they say stays."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_phrase_bank'),
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0003_history_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReasonableAdjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('what', models.CharField(max_length=300)),
                ('why', models.TextField()),
                ('evidence', models.CharField(help_text='What was seen of the need.', max_length=300)),
                ('agreed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('form_token', models.UUIDField(editable=False, unique=True)),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='enrolments.enrolment')),
            ],
            options={
                'ordering': ['-agreed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AdjustedUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_attempt', models.PositiveSmallIntegerField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('adjustment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='assessments.reasonableadjustment')),
            ],
            options={
                'ordering': ['unit__position'],
            },
        ),
        migrations.CreateModel(
            name='SpecialConsideration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened', models.TextField()),
                ('evidence', models.CharField(max_length=300)),
                ('follows', models.CharField(choices=[('time', 'More time: a deadline of the centre’s is moved'), ('attempt', 'Another attempt is allowed'), ('nothing', 'Nothing: it stays on record')], max_length=8)),
                ('recorded_at', models.DateTimeField()),
                ('form_token', models.UUIDField(editable=False, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='considerations', to='enrolments.enrolment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
            ],
            options={
                'ordering': ['-recorded_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.DateField()),
                ('until', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('granted_at', models.DateTimeField()),
                ('form_token', models.UUIDField(editable=False, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='enrolments.enrolment')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='assessments.unitresult')),
            ],
            options={
                'ordering': ['-granted_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('before'))), name='extension_gives_more_time'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='extension_has_a_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='reasonableadjustment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('why', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), name='adjustment_says_what_why_and_on_what_evidence'),
        ),
        migrations.AddConstraint(
            model_name='reasonableadjustment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('agreed_at')), _connector='OR'), name='adjustment_ends_after_it_was_agreed'),
        ),
        migrations.AddConstraint(
            model_name='adjustedunit',
            constraint=models.UniqueConstraint(fields=('adjustment', 'unit'), name='adjusted_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='adjustedunit',
            constraint=models.CheckConstraint(condition=models.Q(('from_attempt__gte', 1)), name='adjusted_unit_from_an_attempt'),
        ),
        migrations.AddConstraint(
            model_name='specialconsideration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('happened', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), name='consideration_says_what_happened_and_what_was_seen'),
        ),
        migrations.AddConstraint(
            model_name='specialconsideration',
            constraint=models.CheckConstraint(condition=models.Q(('follows__in', ['time', 'attempt', 'nothing'])), name='consideration_never_follows_into_a_mark'),
        ),
        append_only(
            "assessments_adjustedunit",
            "assessments_specialconsideration",
            "assessments_extension",
        ),
        fixed_columns(
            "assessments_reasonableadjustment",
            "enrolment_id, what, why, evidence, agreed_by_id, agreed_at",
        ),
    ]
