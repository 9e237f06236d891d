"""A reported case is lifted, with who and why; until then it holds the certificate."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import fixed_columns, loosened


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_records_of_discussions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        loosened('assessments_malpracticecase'),
        migrations.AddField(
            model_name='malpracticecase',
            name='lifted_at',
            field=models.DateTimeField(blank=True, help_text='A reported one holds the certificate no more.', null=True),
        ),
        migrations.AddField(
            model_name='malpracticecase',
            name='lifted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='malpracticecase',
            name='lifted_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None), ('lifted_reason', '')), models.Q(('lifted_at__gte', models.F('decided_at')), ('lifted_by__isnull', False), ('outcome', 'reported'), models.Q(('lifted_reason', ''), _negated=True)), _connector='OR'), name='case_lifted_was_reported_and_says_why_and_who'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_by', None), models.Q(models.Q(('lifted_by', models.F('opened_by')), _negated=True), models.Q(('lifted_by', models.F('candidate')), _negated=True), models.Q(('lifted_by', models.F('assessor')), _negated=True)), _connector='OR'), name='case_is_not_lifted_by_whoever_has_an_interest'),
        ),
        fixed_columns(
            'assessments_malpracticecase',
            'enrolment_id, submission_id, candidate_id, assessor_id, kind, suspicion, opened_by_id, opened_at',
        ),
    ]
