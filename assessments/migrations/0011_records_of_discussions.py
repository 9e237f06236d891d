"""Professional discussions: announced, recorded, confirmed; what is said of them stays."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_uploads_in_pieces'),
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0005_staff_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DiscussionCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ['criterion__unit__position', 'criterion__position'],
            },
        ),
        migrations.CreateModel(
            name='DiscussionPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.PositiveSmallIntegerField(help_text='From the start.')),
                ('question', models.TextField()),
                ('answer', models.TextField()),
            ],
            options={
                'ordering': ['minute', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DiscussionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('announced_at', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('medium', models.CharField(choices=[('notes', 'Notes'), ('audio', 'Sound recording and notes'), ('video', 'Video recording and notes')], max_length=5)),
                ('has_consented', models.BooleanField(help_text='The candidate, to it and to its recording.')),
                ('summary', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='EvidenceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('document', 'Document'), ('scenario', 'Scenario response'), ('work_product', 'Work product'), ('professional_discussion', 'Professional discussion'), ('observation', 'Observation'), ('witness_testimony', 'Witness testimony'), ('reflective_account', 'Reflective account'), ('assignment', 'Assignment')], max_length=24)),
                ('version', models.PositiveSmallIntegerField(help_text='That of its paper.')),
                ('made_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, help_text='Why it was corrected.', max_length=300)),
                ('form_token', models.UUIDField(editable=False, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProfessionalDiscussion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(max_length=300)),
                ('planned_for', models.DateTimeField()),
                ('place', models.CharField(help_text='Where, or by what means.', max_length=120)),
                ('needs', models.CharField(blank=True, help_text='What the candidate needs.', max_length=300)),
                ('announced_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=300)),
                ('form_token', models.UUIDField(editable=False, unique=True)),
            ],
            options={
                'ordering': ['planned_for', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RecordConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='evidence',
            name='has_record',
            field=models.BooleanField(default=False, help_text='Written down here: its files are drawn from its records.'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('has_record', False), ('kind__in', ('professional_discussion', 'observation', 'witness_testimony', 'reflective_account')), _connector='OR'), name='evidence_with_a_record_is_of_a_kind_that_has_one'),
        ),
        migrations.AddField(
            model_name='discussioncriterion',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion'),
        ),
        migrations.AddField(
            model_name='discussionpoint',
            name='announced',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='assessments.discussioncriterion'),
        ),
        migrations.AddField(
            model_name='discussionpoint',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='assessments.discussionrecord'),
        ),
        migrations.AddField(
            model_name='evidencerecord',
            name='attachment',
            field=models.ForeignKey(blank=True, help_text='The recording, or the signed paper: evidence of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attached_to', to='assessments.evidencefile'),
        ),
        migrations.AddField(
            model_name='evidencerecord',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidencerecord',
            name='paper',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='record', to='assessments.evidencefile'),
        ),
        migrations.AddField(
            model_name='discussionrecord',
            name='record',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='discussion', to='assessments.evidencerecord'),
        ),
        migrations.AddField(
            model_name='professionaldiscussion',
            name='announced_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='professionaldiscussion',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='enrolments.enrolment'),
        ),
        migrations.AddField(
            model_name='professionaldiscussion',
            name='evidence',
            field=models.OneToOneField(blank=True, help_text='Once it was held.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='discussion', to='assessments.evidence'),
        ),
        migrations.AddField(
            model_name='discussionrecord',
            name='discussion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='assessments.professionaldiscussion'),
        ),
        migrations.AddField(
            model_name='discussioncriterion',
            name='discussion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='assessments.professionaldiscussion'),
        ),
        migrations.AddField(
            model_name='recordconfirmation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordconfirmation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordconfirmation',
            name='record',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='assessments.evidencerecord'),
        ),
        migrations.AddConstraint(
            model_name='discussionpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('question', ''), _negated=True), models.Q(('answer', ''), _negated=True)), name='discussion_point_has_a_question_and_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='evidencerecord',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('professional_discussion', 'observation', 'witness_testimony', 'reflective_account'))), name='evidence_record_is_of_a_kind_that_has_one'),
        ),
        migrations.AddConstraint(
            model_name='evidencerecord',
            constraint=models.CheckConstraint(condition=models.Q(('version', 1), ('kind__in', ('witness_testimony', 'reflective_account')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='evidence_record_of_a_tutor_is_corrected_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='professionaldiscussion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', ''), _negated=True), models.Q(('place', ''), _negated=True)), name='discussion_says_what_for_and_where'),
        ),
        migrations.AddConstraint(
            model_name='professionaldiscussion',
            constraint=models.CheckConstraint(condition=models.Q(('planned_for__gte', models.F('announced_at'))), name='discussion_is_planned_after_it_is_announced'),
        ),
        migrations.AddConstraint(
            model_name='professionaldiscussion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at', None)), models.Q(('cancelled_at__isnull', False), ('evidence', None), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='discussion_cancelled_was_not_held_and_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='discussionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('started_at__gte', models.F('announced_at'))), name='discussion_starts_after_it_was_announced'),
        ),
        migrations.AddConstraint(
            model_name='discussionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('started_at'))), name='discussion_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='discussionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('has_consented', True)), name='discussion_has_consent'),
        ),
        migrations.AddConstraint(
            model_name='discussionrecord',
            constraint=models.CheckConstraint(condition=models.Q(('medium__in', ['notes', 'audio', 'video'])), name='discussion_medium_is_known'),
        ),
        migrations.AddConstraint(
            model_name='discussioncriterion',
            constraint=models.UniqueConstraint(fields=('discussion', 'criterion'), name='discussion_criterion_once'),
        ),
        migrations.AddConstraint(
            model_name='recordconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(('by', models.F('made_by')), _negated=True), name='record_is_confirmed_by_somebody_else'),
        ),
        append_only(
            "assessments_evidencerecord",
            "assessments_recordconfirmation",
            "assessments_discussioncriterion",
            "assessments_discussionrecord",
            "assessments_discussionpoint",
        ),
        fixed_columns(
            "assessments_professionaldiscussion",
            "reference, enrolment_id, purpose, planned_for, place, needs, announced_by_id, announced_at, form_token",
        ),
    ]
