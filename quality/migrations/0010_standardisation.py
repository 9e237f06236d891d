"""Candidates choose whether assessors may practise on their work; exercises, and their minutes."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_records_of_discussions'),
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0005_staff_records'),
        ('quality', '0009_who_decides_anew'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StandardisationChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_refused', models.BooleanField()),
                ('chosen_at', models.DateTimeField()),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standardisation_choices', to='enrolments.enrolment')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='StandardisationExercise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('form_token', models.UUIDField(help_text='Sent twice, it is opened once.', unique=True)),
                ('title', models.CharField(max_length=120)),
                ('held_on', models.DateField(help_text='When the assessors meet.')),
                ('has_narrative', models.BooleanField(help_text='What the candidate wrote is part of it.')),
                ('declaration', models.TextField(help_text='What was declared of names inside the files.')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercises', to='courses.qualification')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercises', to='assessments.submission')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='exercise_has_a_title'), models.CheckConstraint(condition=models.Q(('declaration', ''), _negated=True), name='exercise_declares_what_was_looked_at'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__gte', models.F('opened_at')), ('closed_by__isnull', False)), _connector='OR'), name='exercise_closed_says_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='ExerciseFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.evidencefile')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='quality.standardisationexercise')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'file'), name='exercise_file_once'), models.UniqueConstraint(fields=('exercise', 'number'), name='exercise_file_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='exercise_file_number_from_one')],
            },
        ),
        migrations.CreateModel(
            name='ExerciseMarking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft', models.JSONField(default=dict, help_text='What is typed so far, as it was typed.')),
                ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercise_markings', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markings', to='quality.standardisationexercise')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('exercise', 'assessor'), name='exercise_marking_once'), models.CheckConstraint(condition=models.Q(('assessor', models.F('candidate')), _negated=True), name='exercise_marking_is_not_of_own_work')],
            },
        ),
        migrations.CreateModel(
            name='ExerciseJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('maximum', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('comment', models.TextField(blank=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('marking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='quality.exercisemarking')),
            ],
            options={
                'ordering': ['criterion__position'],
                'constraints': [models.UniqueConstraint(fields=('marking', 'criterion'), name='exercise_judgement_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['met', 'not_yet_met'])), name='exercise_judgement_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', True), ('maximum__isnull', True)), models.Q(('mark__gte', Decimal('0')), ('mark__lte', models.F('maximum'))), _connector='OR'), name='exercise_judgement_mark_within_maximum'), models.CheckConstraint(condition=models.Q(('mark__isnull', True), models.Q(django.db.models.lookups.GreaterThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'met')), models.Q(django.db.models.lookups.LessThan(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'not_yet_met')), _connector='OR'), name='exercise_judgement_met_exactly_from_half_the_marks')],
            },
        ),
        migrations.CreateModel(
            name='ExerciseMinutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('form_token', models.UUIDField(help_text='Sent twice, it is kept once.', unique=True)),
                ('discussed', models.TextField()),
                ('reason', models.CharField(blank=True, help_text='Why it was corrected.', max_length=300)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='quality.standardisationexercise')),
            ],
            options={
                'verbose_name_plural': 'exercise minutes',
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'version'), name='exercise_minutes_version_once'), models.CheckConstraint(condition=models.Q(('discussed', ''), _negated=True), name='exercise_minutes_say_what_was_discussed'), models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('version__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='exercise_minutes_correction_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='MinutesAttendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendees', to='quality.exerciseminutes')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['person__family_name', 'person__given_name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'person'), name='minutes_attendee_once')],
            },
        ),
        migrations.CreateModel(
            name='AgreedJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('maximum', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('comment', models.TextField(blank=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed', to='quality.exerciseminutes')),
            ],
            options={
                'ordering': ['criterion__position'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'criterion'), name='agreed_judgement_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['met', 'not_yet_met'])), name='agreed_judgement_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', True), ('maximum__isnull', True)), models.Q(('mark__gte', Decimal('0')), ('mark__lte', models.F('maximum'))), _connector='OR'), name='agreed_judgement_mark_within_maximum'), models.CheckConstraint(condition=models.Q(('mark__isnull', True), models.Q(django.db.models.lookups.GreaterThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'met')), models.Q(django.db.models.lookups.LessThan(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'not_yet_met')), _connector='OR'), name='agreed_judgement_met_exactly_from_half_the_marks')],
            },
        ),
        migrations.CreateModel(
            name='MinutesAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='quality.exerciseminutes')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='minutes_action_says_what')],
            },
        ),
        append_only(
            'quality_standardisationchoice',
            'quality_exercisefile',
            'quality_exercisejudgement',
            'quality_exerciseminutes',
            'quality_minutesattendee',
            'quality_agreedjudgement',
            'quality_minutesaction',
        ),
        fixed_columns(
            'quality_standardisationexercise',
            'title, qualification_id, unit_id, submission_id, held_on, has_narrative, declaration,'
            ' opened_by_id, opened_at',
        ),
        fixed_columns('quality_exercisemarking', 'exercise_id, assessor_id, candidate_id'),
    ]
