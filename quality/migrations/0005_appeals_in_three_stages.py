"""Appeals in three stages; what was said in them, and who had which part, stays."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0006_cases_about_work'),
        ('enrolments', '0003_history_is_append_only'),
        ('quality', '0004_external_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('lodged_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, help_text='The candidate lets it rest, before or after an answer.', null=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='enrolments.enrolment')),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='assessments.unitresult')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='assessments.submission')),
            ],
            options={
                'ordering': ['-lodged_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AppealStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('grounds', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('is_upheld', models.BooleanField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('go_on_by', models.DateField(blank=True, help_text='Until when the candidate may ask for the next stage.', null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='quality.appeal')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AppealPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('candidate', 'Candidate'), ('tutor', 'Tutor'), ('decided', 'Decided'), ('assured', 'Assured'), ('reviewer', 'Answers a stage')], max_length=10)),
                ('since', models.DateTimeField()),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='quality.appeal')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeal_parts', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviewers', to='quality.appealstage')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('lodged_at')), _connector='OR'), name='appeal_ends_after_it_was_lodged'),
        ),
        migrations.AddConstraint(
            model_name='appealstage',
            constraint=models.UniqueConstraint(fields=('appeal', 'number'), name='appeal_stage_once'),
        ),
        migrations.AddConstraint(
            model_name='appealstage',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 3)), name='appeal_has_three_stages'),
        ),
        migrations.AddConstraint(
            model_name='appealstage',
            constraint=models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='appeal_stage_has_grounds'),
        ),
        migrations.AddConstraint(
            model_name='appealstage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('is_upheld', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('is_upheld__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='appeal_stage_answered_says_what_and_who'),
        ),
        migrations.AddConstraint(
            model_name='appealstage',
            constraint=models.UniqueConstraint(fields=('appeal', 'answered_by'), name='appeal_nobody_answers_two_stages'),
        ),
        migrations.AddConstraint(
            model_name='appealpart',
            constraint=models.UniqueConstraint(fields=('appeal', 'person'), name='appeal_one_part_for_each_person'),
        ),
        migrations.AddConstraint(
            model_name='appealpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('part', 'reviewer'), ('stage__isnull', False)), models.Q(('part__in', ['candidate', 'decided', 'assured', 'tutor']), ('stage', None)), _connector='OR'), name='appeal_reviewer_has_a_stage'),
        ),
        append_only("quality_appealpart"),
        fixed_columns(
            "quality_appeal",
            "enrolment_id, submission_id, result_id, candidate_id, lodged_at",
        ),
        fixed_columns("quality_appealstage", "appeal_id, number, grounds, opened_at, due_on"),
    ]
