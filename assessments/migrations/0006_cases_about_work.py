"""Cases of suspected malpractice; what was said in them stays."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0005_both_sides_of_a_conflict'),
        ('enrolments', '0003_history_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MalpracticeCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('plagiarism', 'Plagiarism'), ('collusion', 'Collusion'), ('fabrication', 'Made-up evidence or testimony'), ('contract', 'Somebody else was paid or asked to do it'), ('impersonation', 'Somebody posed as the candidate'), ('ai', 'Use of AI that was not declared'), ('other', 'Something else')], max_length=14)),
                ('suspicion', models.TextField(help_text='What is suspected, as the candidate reads it.')),
                ('opened_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, help_text='The candidate’s own.')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('unfounded', 'Not upheld'), ('warning', 'Upheld: a warning'), ('again', 'Upheld: the work is to be done again'), ('reported', 'Upheld: reported to the awarding organisation')], max_length=10)),
                ('finding', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('form_token', models.UUIDField(editable=False, unique=True)),
                ('assessor', models.ForeignKey(help_text='Who judged the work, or is to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='enrolments.enrolment')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='assessments.submission')),
            ],
            options={
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('form_token', models.UUIDField(editable=False, unique=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='assessments.malpracticecase')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('submission',), name='case_one_open_per_submission'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['plagiarism', 'collusion', 'fabrication', 'contract', 'impersonation', 'ai', 'other'])), name='case_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(('suspicion', ''), _negated=True), name='case_says_what_is_suspected'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('outcome__in', ['unfounded', 'warning', 'again', 'reported']), models.Q(('finding', ''), _negated=True)), _connector='OR'), name='case_decided_says_what_why_and_who'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('opened_by')), _negated=True), _connector='OR'), name='case_is_not_decided_by_whoever_opened_it'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('candidate')), _negated=True), _connector='OR'), name='case_is_not_decided_by_the_candidate'),
        ),
        migrations.AddConstraint(
            model_name='malpracticecase',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('assessor')), _negated=True), _connector='OR'), name='case_is_not_decided_by_the_assessor'),
        ),
        migrations.AddConstraint(
            model_name='casenote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='case_note_says_something'),
        ),
        append_only("assessments_casenote"),
        fixed_columns(
            "assessments_malpracticecase",
            "enrolment_id, submission_id, candidate_id, assessor_id, kind, suspicion, opened_by_id, opened_at",
        ),
    ]
