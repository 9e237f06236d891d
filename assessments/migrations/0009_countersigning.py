"""Results of assessors who are not qualified yet wait for a countersignature."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, opened


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_portfolio_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        opened('assessments_unitresult'),
        migrations.AddField(
            model_name='unitresult',
            name='is_provisional',
            field=models.BooleanField(default=False, help_text='Its assessor was not qualified that day: it waits for another.'),
        ),
        migrations.CreateModel(
            name='Countersignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('agreed', 'Agreed'), ('returned', 'Handed back')], max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='countersignatures', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='countersignature', to='assessments.unitresult')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['agreed', 'returned'])), name='countersignature_answer_is_known'), models.CheckConstraint(condition=models.Q(('by', models.F('assessor')), _negated=True), name='countersignature_is_not_of_own_judgement'), models.CheckConstraint(condition=models.Q(('by', models.F('candidate')), _negated=True), name='countersignature_is_not_of_own_work'), models.CheckConstraint(condition=models.Q(('answer', 'agreed'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='countersignature_handed_back_has_a_reason')],
            },
        ),
        append_only('assessments_unitresult', 'assessments_countersignature'),
    ]
