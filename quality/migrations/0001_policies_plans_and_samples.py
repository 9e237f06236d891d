import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('assessments', '0001_evidence_to_progress'),
        ('courses', '0001_catalogue'),
        ('enrolments', '0001_interest_to_enrolment'),
    ]

    operations = [
        migrations.CreateModel(
            name='IQASample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='assessments.submission')),
                ('sequence', models.PositiveSmallIntegerField(help_text='1, 2 … of the submission.')),
                ('assurer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('is_valid', models.BooleanField()),
                ('is_authentic', models.BooleanField()),
                ('is_current', models.BooleanField()),
                ('is_sufficient', models.BooleanField()),
                ('is_reliable', models.BooleanField()),
                ('snapshot', models.JSONField(help_text='Decisions, outcomes and file hashes as sampled.')),
                ('snapshot_sha256', models.CharField(max_length=64)),
                ('concluded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-sequence'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'sequence'), name='sample_sequence_once'), models.CheckConstraint(condition=models.Q(('assurer', models.F('assessor')), _negated=True), name='sample_is_not_of_own_judgement'), models.CheckConstraint(condition=models.Q(('assurer', models.F('candidate')), _negated=True), name='sample_is_not_of_own_work')],
            },
        ),
        migrations.CreateModel(
            name='SampleJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='quality.iqasample')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assured', to='assessments.criteriondecision')),
                ('assurer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('view', models.CharField(choices=[('agree', 'Agree'), ('action', 'Action'), ('disagree', 'Disagree')], max_length=8)),
                ('comment', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sample', 'decision'), name='sample_judgement_once'), models.CheckConstraint(condition=models.Q(('assurer', models.F('assessor')), _negated=True), name='sample_judgement_is_not_of_own_decision'), models.CheckConstraint(condition=models.Q(('view', 'agree'), models.Q(('view__in', ['disagree', 'action']), models.Q(('comment', ''), _negated=True)), _connector='OR'), name='sample_judgement_says_why')],
            },
        ),
        migrations.CreateModel(
            name='QualityAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('judgement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='action', to='quality.samplejudgement')),
                ('due_on', models.DateField()),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('answered_at', None), models.Q(('answer', ''), _negated=True), _connector='OR'), name='quality_action_answered_says_what'), models.CheckConstraint(condition=models.Q(('settled_at', None), ('settled_at__gte', models.F('answered_at')), _connector='OR'), name='quality_action_settled_after_its_answer')],
            },
        ),
        migrations.CreateModel(
            name='SamplingPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('rate_low', models.PositiveSmallIntegerField(help_text='Per cent of decisions.')),
                ('rate_medium', models.PositiveSmallIntegerField()),
                ('rate_high', models.PositiveSmallIntegerField()),
                ('rate_unqualified', models.PositiveSmallIntegerField()),
                ('first_decisions', models.PositiveSmallIntegerField(help_text="How many of a new assessor's first decisions are always sampled.")),
                ('too_quick_minutes', models.PositiveSmallIntegerField()),
                ('long_since_days', models.PositiveSmallIntegerField()),
                ('cycle_months', models.PositiveSmallIntegerField(help_text='In which every assessor, unit and method is sampled at least once.')),
                ('reason', models.CharField(max_length=300)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'sampling policies',
                'ordering': ['-version'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rate_low__gte', 10), ('rate_unqualified__lte', 100)), name='sampling_policy_rates_from_ten_to_hundred'), models.CheckConstraint(condition=models.Q(('rate_high__gte', models.F('rate_medium')), ('rate_medium__gte', models.F('rate_low')), ('rate_unqualified__gte', models.F('rate_high'))), name='sampling_policy_more_risk_is_sampled_no_less'), models.CheckConstraint(condition=models.Q(('first_decisions__gte', 1)), name='sampling_policy_first_decisions_from_one'), models.CheckConstraint(condition=models.Q(('cycle_months__gte', 1), ('long_since_days__gte', 1), ('too_quick_minutes__gte', 1)), name='sampling_policy_spans_are_positive'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='sampling_policy_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SamplePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sample_plans', to='courses.qualification')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='quality.samplingpolicy')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('seed', models.PositiveBigIntegerField(help_text='What was drawn at random was drawn with it.')),
                ('shortfalls', models.JSONField(default=list, help_text='What the policy asks for and the plan cannot give.')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sample_plans', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='sample_plan_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('accepted_at', None), ('accepted_at__gte', models.F('made_at')), _connector='OR'), name='sample_plan_accepted_after_it_was_made')],
            },
        ),
        migrations.CreateModel(
            name='PlannedSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='quality.sampleplan')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_samples', to='enrolments.enrolment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('assurer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.CharField(choices=[('interim', 'Interim'), ('summative', 'Summative')], max_length=10)),
                ('reasons', models.JSONField(default=list, help_text='Each a Why; none when added by hand.')),
                ('origin', models.CharField(choices=[('proposed', 'Proposed'), ('added', 'Added by hand')], max_length=8)),
                ('added_reason', models.CharField(blank=True, max_length=300)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'enrolment', 'unit'), name='planned_sample_once_per_plan'), models.CheckConstraint(condition=models.Q(('assurer', models.F('assessor')), _negated=True), name='planned_sample_is_not_of_own_judgement'), models.CheckConstraint(condition=models.Q(('assurer', models.F('candidate')), _negated=True), name='planned_sample_is_not_of_own_work'), models.CheckConstraint(condition=models.Q(('stage__in', ['interim', 'summative'])), name='planned_sample_stage_is_known'), models.CheckConstraint(condition=models.Q(('origin', 'proposed'), models.Q(('origin', 'added'), models.Q(('added_reason', ''), _negated=True)), _connector='OR'), name='planned_sample_added_has_a_reason'), models.CheckConstraint(condition=models.Q(('removed_at', None), models.Q(('removed_reason', ''), _negated=True), _connector='OR'), name='planned_sample_removed_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='AssessorRisk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessor_risks', to=settings.AUTH_USER_MODEL)),
                ('band', models.CharField(choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('unqualified', 'Unqualified')], max_length=12)),
                ('reason', models.CharField(max_length=300)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('band__in', ['low', 'medium', 'high', 'unqualified'])), name='assessor_risk_band_is_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='assessor_risk_has_a_reason'), models.CheckConstraint(condition=models.Q(('assessor', models.F('set_by')), _negated=True), name='assessor_risk_is_set_by_somebody_else')],
            },
        ),
    ]
