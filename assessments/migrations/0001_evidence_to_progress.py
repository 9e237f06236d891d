import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('courses', '0001_catalogue'),
        ('enrolments', '0001_interest_to_enrolment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='enrolments.enrolment')),
                ('kind', models.CharField(choices=[('document', 'Document'), ('scenario', 'Scenario response'), ('work_product', 'Work product'), ('professional_discussion', 'Professional discussion'), ('observation', 'Observation'), ('witness_testimony', 'Witness testimony'), ('reflective_account', 'Reflective account'), ('assignment', 'Assignment')], default='document', max_length=24)),
                ('title', models.CharField(max_length=255)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, help_text='Taken out of the portfolio; submissions keep it.', null=True)),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['document', 'scenario', 'work_product', 'professional_discussion', 'observation', 'witness_testimony', 'reflective_account', 'assignment'])), name='evidence_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='assessments.evidence')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='courses.assessmentcriterion')),
                ('location', models.CharField(blank=True, help_text='Page or time: p. 4–6, 12:30.', max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('evidence', 'criterion'), name='claim_once')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='assessments.evidence')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('original_name', models.CharField(max_length=255)),
                ('stored_name', models.CharField(max_length=80, unique=True)),
                ('media_type', models.CharField(help_text='As sniffed, from the allowed list.', max_length=100)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('evidence', 'version'), name='evidence_file_version_once'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='evidence_file_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Narrative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='narratives', to='enrolments.enrolment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('text', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'unit'), name='narrative_once_per_unit')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='enrolments.enrolment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='courses.unit')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('stage', models.CharField(choices=[('submitted', 'With tutor'), ('marking', 'Being marked'), ('marked', 'Marked, not released'), ('released', 'Released'), ('withdrawn', 'Withdrawn')], default='submitted', max_length=10)),
                ('narrative', models.TextField(blank=True, help_text='As it was when submitted.')),
                ('narrative_sha256', models.CharField(blank=True, max_length=64)),
                ('submitted_at', models.DateTimeField()),
                ('due_back_on', models.DateField(help_text='Submitted plus the marking turnaround (D7).')),
                ('marking_started_at', models.DateTimeField(blank=True, null=True)),
                ('draft_resubmit_by', models.DateField(blank=True, help_text='Typed while marking; a referral keeps its own.', null=True)),
                ('marked_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage', 'withdrawn'), _negated=True), fields=('enrolment', 'unit', 'attempt'), name='submission_attempt_once'), models.UniqueConstraint(condition=models.Q(('stage__in', ['submitted', 'marking', 'marked'])), fields=('enrolment', 'unit'), name='submission_one_open_per_unit'), models.CheckConstraint(condition=models.Q(('attempt__gte', 1)), name='submission_attempt_from_one'), models.CheckConstraint(condition=models.Q(('stage__in', ['submitted', 'marking', 'marked', 'released', 'withdrawn'])), name='submission_stage_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('stage', 'released')), models.Q(models.Q(('stage', 'released'), _negated=True), ('released_at__isnull', True)), _connector='OR'), name='submission_released_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'withdrawn'), _negated=True), models.Q(('marking_started_at__isnull', True), ('withdrawn_at__isnull', False)), _connector='OR'), name='submission_withdrawn_before_marking'), models.CheckConstraint(condition=models.Q(('released_at__isnull', True), ('released_at__gte', models.F('submitted_at')), _connector='OR'), name='submission_released_after_submitted')],
            },
        ),
        migrations.CreateModel(
            name='MarkingDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='assessments.submission')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('feedback', models.TextField(blank=True)),
                ('reopened_reason', models.CharField(blank=True, help_text='Why a criterion met before is judged again (R14).', max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'criterion'), name='marking_draft_once'), models.CheckConstraint(condition=models.Q(('mark__isnull', True), ('mark__gte', Decimal('0')), _connector='OR'), name='marking_draft_mark_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='declaration', to='assessments.submission')),
                ('text_version', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('has_refused_standardisation', models.BooleanField(help_text="Keeps the script out of the awarding organisation's standardisation.")),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('declared_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CriterionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='assessments.submission')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='courses.assessmentcriterion')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.CharField(choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('maximum', models.DecimalField(blank=True, decimal_places=1, help_text="The criterion's, then.", max_digits=5, null=True)),
                ('feedback', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField()),
                ('sequence', models.PositiveSmallIntegerField(default=1, help_text='1 for the decision, 2, 3 … for its corrections.')),
                ('reason', models.CharField(blank=True, help_text='Why it was corrected.', max_length=300)),
                ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.criteriondecision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'criterion', 'sequence'), name='decision_sequence_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['met', 'not_yet_met'])), name='decision_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', True), ('maximum__isnull', True)), models.Q(('mark__gte', Decimal('0')), ('mark__lte', models.F('maximum'))), _connector='OR'), name='decision_mark_within_maximum'), models.CheckConstraint(condition=models.Q(('mark__isnull', True), models.Q(django.db.models.lookups.GreaterThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'met')), models.Q(django.db.models.lookups.LessThan(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'not_yet_met')), _connector='OR'), name='decision_met_exactly_from_half_the_marks'), models.CheckConstraint(condition=models.Q(('sequence', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='decision_correction_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seals', to='assessments.submission')),
                ('is_sealed', models.BooleanField()),
                ('reason', models.CharField(blank=True, help_text='Why it was reopened.', max_length=300)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_sealed', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='submission_seal_reopened_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SubmittedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='assessments.submission')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submitted_as', to='assessments.evidencefile')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('location', models.CharField(blank=True, max_length=60)),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'file', 'criterion'), name='submitted_file_once')],
            },
        ),
        migrations.CreateModel(
            name='UnitProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='enrolments.enrolment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('state', models.CharField(choices=[('not_started', 'Not started'), ('drafting', 'Drafting'), ('submitted', 'With tutor'), ('referred', 'Referral'), ('passed', 'Passed')], default='not_started', max_length=12)),
                ('since', models.DateTimeField(help_text='When the state began.')),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Submitted, not withdrawn.')),
                ('criteria_total', models.PositiveSmallIntegerField()),
                ('criteria_met', models.PositiveSmallIntegerField(default=0, help_text='Released and met.')),
                ('criterion_states', models.JSONField(default=list, help_text="A UnitState per criterion, in the unit's order.")),
                ('passed_at', models.DateTimeField(blank=True, null=True)),
                ('resubmit_by', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'unit progress',
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'unit'), name='unit_progress_once'), models.CheckConstraint(condition=models.Q(('state__in', ['not_started', 'drafting', 'submitted', 'referred', 'passed'])), name='unit_progress_state_is_known'), models.CheckConstraint(condition=models.Q(('criteria_met__lte', models.F('criteria_total'))), name='unit_progress_met_within_total'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'passed'), _negated=True), models.Q(('criteria_met', models.F('criteria_total')), ('criteria_total__gt', 0), ('passed_at__isnull', False)), _connector='OR'), name='unit_progress_passed_means_all_met')],
            },
        ),
        migrations.CreateModel(
            name='UnitResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='assessments.submission')),
                ('grade', models.CharField(choices=[('pass', 'Pass'), ('referred', 'Referral')], max_length=8)),
                ('resubmit_by', models.DateField(blank=True, null=True)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField()),
                ('sequence', models.PositiveSmallIntegerField(default=1)),
                ('reason', models.CharField(blank=True, help_text='Why it was corrected.', max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'sequence'), name='unit_result_sequence_once'), models.CheckConstraint(condition=models.Q(('grade__in', ['pass', 'referred'])), name='unit_result_grade_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('grade', 'referred'), _negated=True), ('resubmit_by__isnull', False), _connector='OR'), name='unit_result_referral_has_a_date', violation_error_message='A referral needs a day to resubmit by.'), models.CheckConstraint(condition=models.Q(('sequence', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='unit_result_correction_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='AttemptOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempt_overrides', to='enrolments.enrolment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(max_length=300)),
                ('allowed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('allowed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'unit', 'attempt'), name='attempt_override_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='attempt_override_has_a_reason')],
            },
        ),
    ]
