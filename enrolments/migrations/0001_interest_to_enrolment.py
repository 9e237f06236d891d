import django.db.models.deletion
import phonenumber_field.modelfields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('courses', '0001_catalogue'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityKindDefault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('one_to_one', 'One-to-one tutorial'), ('group', 'Group discussion or teaching'), ('webinar', 'Webinar'), ('observation', 'Observation'), ('professional_discussion', 'Professional discussion'), ('coaching', 'Coaching'), ('mentoring', 'Mentoring'), ('practical', 'Practical assessment'), ('feedback', 'One-to-one feedback'), ('online_guidance', 'Online guidance from a tutor'), ('assessing', 'Staff time assessing'), ('e_learning', 'E-learning'), ('reading', 'Guided reading'), ('research', 'Independent research'), ('project', 'Project work'), ('portfolio', 'Writing and gathering evidence'), ('induction', 'Induction')], max_length=24, unique=True)),
                ('is_guided', models.BooleanField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['one_to_one', 'group', 'webinar', 'observation', 'professional_discussion', 'coaching', 'mentoring', 'practical', 'feedback', 'online_guidance', 'assessing', 'e_learning', 'reading', 'research', 'project', 'portfolio', 'induction'])), name='activity_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'one_to_one'), _negated=True), ('is_guided', True), _connector='OR'), name='activity_kind_one_to_one_is_guided', violation_error_message='One-to-one tutorials are always guided.')],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='candidate', to=settings.AUTH_USER_MODEL)),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None)),
                ('employer_name', models.CharField(max_length=160)),
                ('employer_kind', models.CharField(choices=[('practice', 'GP practice'), ('pcn', 'Primary care network'), ('federation', 'Federation or super practice'), ('other', 'Another organisation')], max_length=10)),
                ('job_role', models.CharField(blank=True, max_length=120)),
                ('reports_to', models.CharField(blank=True, max_length=120)),
                ('membership_number', models.CharField(blank=True, help_text='P5.14', max_length=30)),
                ('uln', models.CharField(blank=True, help_text='Ten digits, when held (R10).', max_length=10, verbose_name='unique learner number')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('uln', ''), _negated=True), fields=('uln',), name='candidate_uln_once')],
            },
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.SlugField(help_text='For addresses, for example l5-2026-03.', unique=True)),
                ('name', models.CharField(help_text='For example Spring 2026.', max_length=80)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='courses.qualification')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('capacity', models.PositiveSmallIntegerField(default=20)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='cohort_ends_after_it_starts', violation_error_message='A cohort must end after it starts.')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='enrolments.candidate')),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='courses.qualification')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='courses.specificationversion')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='enrolments.cohort')),
                ('tutor', models.ForeignKey(help_text="Today's tutor (P5.7); TutorAssignment keeps the history.", on_delete=django.db.models.deletion.PROTECT, related_name='tutored_enrolments', to=settings.AUTH_USER_MODEL)),
                ('status', models.CharField(choices=[('active', 'Active'), ('on_break', 'On a break'), ('completed', 'Complete'), ('withdrawn', 'Withdrawn')], default='active', max_length=10)),
                ('starts_on', models.DateField()),
                ('planned_end_on', models.DateField(help_text='A date of its own, never from hours (D3).')),
                ('weekly_minutes', models.PositiveSmallIntegerField(default=360, help_text='Planned study a week (P5.9, P7.6).')),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
                ('registration_number', models.CharField(blank=True, help_text="The awarding organisation's number for the candidate.", max_length=12)),
                ('registered_on', models.DateField(blank=True, null=True)),
                ('funding', models.CharField(choices=[('non_funded', 'Non-funded'), ('funded', 'Funded')], default='non_funded', max_length=10)),
                ('enrolled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolled_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'withdrawn'), _negated=True), fields=('candidate', 'qualification'), name='enrolment_one_live_per_qualification'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'on_break', 'completed', 'withdrawn'])), name='enrolment_status_is_known'), models.CheckConstraint(condition=models.Q(('funding__in', ['non_funded', 'funded'])), name='enrolment_funding_is_known'), models.CheckConstraint(condition=models.Q(('planned_end_on__gt', models.F('starts_on'))), name='enrolment_plans_to_end_after_it_starts', violation_error_message='The planned end must come after the start.'), models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', False), ('status', 'completed')), models.Q(models.Q(('status', 'completed'), _negated=True), ('completed_at__isnull', True)), _connector='OR'), name='enrolment_complete_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), ('withdrawn_on__isnull', False)), models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_on__isnull', True)), _connector='OR'), name='enrolment_withdrawn_says_when')],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('form_token', models.CharField(help_text='Of the form it came from: one form, one enquiry.', max_length=64, unique=True)),
                ('origin', models.CharField(blank=True, db_index=True, help_text="Of the sender's network on that day, unreadable; for counting only.", max_length=64)),
                ('received_at', models.DateTimeField()),
                ('given_name', models.CharField(max_length=100)),
                ('family_name', models.CharField(max_length=100)),
                ('email', models.EmailField(db_index=True, max_length=254)),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None)),
                ('employer_name', models.CharField(max_length=160)),
                ('employer_kind', models.CharField(choices=[('practice', 'GP practice'), ('pcn', 'Primary care network'), ('federation', 'Federation or super practice'), ('other', 'Another organisation')], max_length=10)),
                ('job_role', models.CharField(max_length=120)),
                ('reports_to', models.CharField(blank=True, help_text='P5.1', max_length=120)),
                ('qualification', models.ForeignKey(blank=True, help_text='Empty: not sure yet.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='courses.qualification')),
                ('preferred_start_on', models.DateField(blank=True, null=True)),
                ('message', models.TextField(blank=True)),
                ('heard_from', models.CharField(blank=True, choices=[('colleague', 'A colleague'), ('pma', 'PMA news or event'), ('search', 'A web search'), ('employer', 'My employer'), ('ilm', 'ILM'), ('other', 'Somewhere else')], max_length=10)),
                ('wants_membership', models.BooleanField(default=False, help_text='P5.14')),
                ('status', models.CharField(choices=[('new', 'New'), ('contacted', 'Contacted'), ('waiting', 'Waiting'), ('offered', 'Offered a place'), ('enrolled', 'Enrolled'), ('closed', 'Closed')], default='new', max_length=10)),
                ('closed_reason', models.CharField(blank=True, choices=[('no_reply', 'No reply'), ('elsewhere', 'Chose another provider'), ('not_ready', 'Not now'), ('not_suitable', 'The diploma does not suit'), ('funding', 'No funding'), ('duplicate', 'The same as another enquiry'), ('unwanted', 'Not a real enquiry')], max_length=12)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries_owned', to=settings.AUTH_USER_MODEL)),
                ('next_action_on', models.DateField(blank=True, null=True)),
                ('enrolment', models.ForeignKey(blank=True, help_text='What it became.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='enrolments.enrolment')),
            ],
            options={
                'verbose_name_plural': 'enquiries',
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['new', 'contacted', 'waiting', 'offered', 'enrolled', 'closed'])), name='enquiry_status_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), models.Q(('closed_reason', ''), _negated=True), _connector='OR'), name='enquiry_closed_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'enrolled'), _negated=True), ('enrolment__isnull', False), _connector='OR'), name='enquiry_enrolled_names_the_enrolment')],
            },
        ),
        migrations.CreateModel(
            name='EnquiryConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='enrolments.enquiry')),
                ('purpose', models.CharField(choices=[('news', 'News of courses and events by e-mail'), ('phone', 'A telephone call about this enquiry'), ('employer', 'Talking to my employer about this enquiry')], max_length=10)),
                ('is_given', models.BooleanField()),
                ('notice_version', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='EnquiryNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='enrolments.enquiry')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='BreakInLearning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='enrolments.enrolment')),
                ('starts_on', models.DateField()),
                ('expected_back_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(max_length=300)),
            ],
            options={
                'verbose_name_plural': 'breaks in learning',
                'ordering': ['-starts_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('enrolment',), name='break_one_open_per_enrolment'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('starts_on')), _connector='OR'), name='break_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='EntryCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entry_checks', to='enrolments.enrolment')),
                ('requirement', models.CharField(choices=[('employer', "The employer's own selection criteria"), ('maths', 'Level 2 Maths'), ('english', 'Level 2 English'), ('level_3', 'Literacy and numeracy background of about Level 3'), ('study_skills', 'Substantial study skills'), ('experience', 'Sustained experience in a management role'), ('leadership', 'Leadership experience, or qualifications at Level 5 or above')], max_length=12)),
                ('strength', models.CharField(choices=[('required', 'Required'), ('expected', 'Expected'), ('normally', 'Normally'), ('preferable', 'Preferable'), ('advisable', 'Advisable'), ('employer', 'Set by the employer')], max_length=10)),
                ('decision', models.CharField(choices=[('met', 'Met'), ('waived', 'Waived'), ('not_shown', 'Not shown')], max_length=10)),
                ('evidence', models.CharField(blank=True, help_text='What was seen.', max_length=300)),
                ('reason', models.CharField(blank=True, help_text='Why it was waived.', max_length=300)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'requirement'), name='entry_requirement_checked_once'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'waived'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='entry_waiver_has_a_reason', violation_error_message='Say why the requirement is waived.'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'met'), _negated=True), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='entry_met_names_its_evidence', violation_error_message='Say what was seen.'), models.CheckConstraint(condition=models.Q(('decision', 'not_shown'), ('strength', 'required'), _negated=True), name='entry_required_is_met_or_waived', violation_error_message='A required entry is met, or waived with a reason.')],
            },
        ),
        migrations.CreateModel(
            name='InductionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='induction_records', to='enrolments.enrolment')),
                ('item', models.CharField(choices=[('format', 'How the programme runs'), ('support', 'The qualification and the support available'), ('membership', 'ILM studying membership'), ('study_skills', 'Learning and study skills'), ('ethics', 'Medical ethics in a GP practice'), ('safeguarding', 'Safeguarding in a GP practice'), ('skills_scan', 'Skills scan for prior learning')], max_length=14)),
                ('done_on', models.DateField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'item'), name='induction_item_once')],
            },
        ),
        migrations.CreateModel(
            name='LearningActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learning_activities', to='enrolments.enrolment')),
                ('done_on', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('one_to_one', 'One-to-one tutorial'), ('group', 'Group discussion or teaching'), ('webinar', 'Webinar'), ('observation', 'Observation'), ('professional_discussion', 'Professional discussion'), ('coaching', 'Coaching'), ('mentoring', 'Mentoring'), ('practical', 'Practical assessment'), ('feedback', 'One-to-one feedback'), ('online_guidance', 'Online guidance from a tutor'), ('assessing', 'Staff time assessing'), ('e_learning', 'E-learning'), ('reading', 'Guided reading'), ('research', 'Independent research'), ('project', 'Project work'), ('portfolio', 'Writing and gathering evidence'), ('induction', 'Induction')], max_length=24)),
                ('is_guided', models.BooleanField()),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form_token', models.UUIDField(blank=True, editable=False, help_text='Of the form that logged it: once each.', null=True)),
                ('logged_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'learning activities',
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), name='learning_activity_lasts_within_a_day', violation_error_message='Give between 1 minute and 24 hours.'), models.CheckConstraint(condition=models.Q(('kind__in', ['one_to_one', 'group', 'webinar', 'observation', 'professional_discussion', 'coaching', 'mentoring', 'practical', 'feedback', 'online_guidance', 'assessing', 'e_learning', 'reading', 'research', 'project', 'portfolio', 'induction'])), name='learning_activity_kind_is_known'), models.UniqueConstraint(fields=('enrolment', 'form_token'), name='learning_activity_logged_once_per_form')],
            },
        ),
        migrations.CreateModel(
            name='PaceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pace_changes', to='enrolments.enrolment')),
                ('weekly_minutes_before', models.PositiveSmallIntegerField()),
                ('weekly_minutes', models.PositiveSmallIntegerField()),
                ('planned_end_before', models.DateField()),
                ('planned_end_on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='project', to='enrolments.enrolment')),
                ('title', models.CharField(max_length=200)),
                ('sponsor', models.CharField(blank=True, max_length=160)),
                ('objective', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ProjectMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='enrolments.project')),
                ('text', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='QualityRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='courses.qualification')),
                ('code', models.CharField(choices=[('00', '00: direct claims'), ('01', '01: direct claims, with an action plan'), ('02', "02: claims need the external quality assurer's signature"), ('3a', '3a: registrations suspended'), ('3b', '3b: certification suspended'), ('04', '04: approval for the qualification withdrawn'), ('05', '05: approval of the centre withdrawn')], max_length=2)),
                ('given_on', models.DateField()),
                ('note', models.CharField(blank=True, help_text='The visit or letter it is from.', max_length=300)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-given_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__in', ['00', '01', '02', '3a', '3b', '04', '05'])), name='rating_code_is_known')],
            },
        ),
        migrations.CreateModel(
            name='RegistrationNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registration_numbers', to='enrolments.candidate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number',), name='registration_number_belongs_to_one_person', violation_error_message='That is the registration number of somebody else.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('tutorial_due', 'Your next tutorial is due'), ('tutorial_give', 'A candidate is due a tutorial'), ('action_due', 'An agreed action is due'), ('marking_due', 'Work is waiting near its turnaround'), ('no_contact', 'No contact for some weeks'), ('target_near', "A unit's target date is near")], max_length=14)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL)),
                ('about', models.PositiveBigIntegerField(help_text='Key of the row it is about, by rule.')),
                ('period', models.DateField(help_text='The day that makes it due: of that day once.')),
                ('owed_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, help_text='Not due any more when it was looked at again.', null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dropped_at__isnull', True), ('sent_at__isnull', True)), fields=['user'], name='reminder_waiting')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'user', 'about', 'period'), name='reminder_once_per_period'), models.CheckConstraint(condition=models.Q(('rule__in', ['tutorial_due', 'tutorial_give', 'action_due', 'marking_due', 'no_contact', 'target_near'])), name='reminder_rule_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ReminderPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stopped_reminders', to=settings.AUTH_USER_MODEL)),
                ('rule', models.CharField(choices=[('tutorial_due', 'Your next tutorial is due'), ('tutorial_give', 'A candidate is due a tutorial'), ('action_due', 'An agreed action is due'), ('marking_due', 'Work is waiting near its turnaround'), ('no_contact', 'No contact for some weeks'), ('target_near', "A unit's target date is near")], max_length=14)),
                ('stopped_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'rule'), name='reminder_stopped_once')],
            },
        ),
        migrations.CreateModel(
            name='SkillsScanEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skills_scan', to='enrolments.enrolment')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.learningoutcome')),
                ('own_rating', models.CharField(blank=True, choices=[('new', 'New to me'), ('some', 'Some experience'), ('confident', 'Confident'), ('evidence', 'Confident, and I could show evidence')], max_length=10)),
                ('tutor_rating', models.CharField(blank=True, choices=[('new', 'New to me'), ('some', 'Some experience'), ('confident', 'Confident'), ('evidence', 'Confident, and I could show evidence')], max_length=10)),
                ('prior_learning', models.CharField(blank=True, help_text='Earlier learning that could be credited.', max_length=300)),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'skills scan entries',
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'outcome'), name='skills_scan_once')],
            },
        ),
        migrations.CreateModel(
            name='TutorAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tutor_assignments', to='enrolments.enrolment')),
                ('tutor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('starts_at', models.DateTimeField()),
                ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tutorial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('tutor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tutorials', to=settings.AUTH_USER_MODEL)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(help_text='Start plus minutes; kept for finding overlaps.')),
                ('minutes', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('one_to_one', 'One-to-one tutorial'), ('group', 'Group discussion or teaching'), ('webinar', 'Webinar'), ('observation', 'Observation'), ('professional_discussion', 'Professional discussion'), ('coaching', 'Coaching'), ('mentoring', 'Mentoring'), ('practical', 'Practical assessment'), ('feedback', 'One-to-one feedback'), ('online_guidance', 'Online guidance from a tutor'), ('assessing', 'Staff time assessing'), ('e_learning', 'E-learning'), ('reading', 'Guided reading'), ('research', 'Independent research'), ('project', 'Project work'), ('portfolio', 'Writing and gathering evidence'), ('induction', 'Induction')], max_length=24)),
                ('mode', models.CharField(choices=[('video', 'By video'), ('face_to_face', 'Face to face'), ('phone', 'By telephone')], max_length=12)),
                ('is_guided', models.BooleanField(default=True)),
                ('note', models.TextField(blank=True)),
                ('form_token', models.UUIDField(blank=True, editable=False, help_text='Of the form that recorded it: once each.', null=True)),
                ('recorded_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_reason', models.CharField(blank=True, max_length=300)),
                ('units', models.ManyToManyField(blank=True, related_name='+', to='courses.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['tutor', 'starts_at'], name='tutorial_by_tutor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 480)), name='tutorial_lasts_up_to_eight_hours', violation_error_message='A tutorial lasts between 1 minute and 8 hours.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='tutorial_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('kind__in', ['one_to_one', 'group', 'webinar', 'observation', 'professional_discussion', 'coaching', 'mentoring', 'practical', 'feedback', 'online_guidance', 'assessing', 'e_learning', 'reading', 'research', 'project', 'portfolio', 'induction'])), name='tutorial_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'one_to_one'), _negated=True), ('is_guided', True), _connector='OR'), name='tutorial_one_to_one_is_guided'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), models.Q(('cancelled_reason', ''), _negated=True), _connector='OR'), name='tutorial_cancelled_says_why', violation_error_message='Say why the tutorial is cancelled.'), models.UniqueConstraint(fields=('tutor', 'form_token'), name='tutorial_recorded_once_per_form')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tutorial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='enrolments.tutorial')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='enrolments.enrolment')),
                ('has_attended', models.BooleanField(default=True)),
                ('response', models.CharField(choices=[('none', 'Not answered'), ('confirmed', 'Confirmed'), ('queried', 'Queried')], default='none', max_length=10)),
                ('response_note', models.TextField(blank=True)),
                ('responded_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tutorial', 'enrolment'), name='attendance_once_per_tutorial'), models.CheckConstraint(condition=models.Q(models.Q(('responded_at__isnull', True), ('response', 'none')), models.Q(models.Q(('response', 'none'), _negated=True), ('responded_at__isnull', False)), _connector='OR'), name='attendance_answer_says_when')],
            },
        ),
        migrations.CreateModel(
            name='TutorialAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tutorial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='enrolments.tutorial')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_actions', to='enrolments.enrolment')),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('owner', models.CharField(choices=[('candidate', 'Candidate'), ('tutor', 'Tutor')], max_length=10)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('owner__in', ['candidate', 'tutor'])), name='agreed_action_owner_is_known')],
            },
        ),
        migrations.CreateModel(
            name='TutorialRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tutorial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='enrolments.tutorial')),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('one_to_one', 'One-to-one tutorial'), ('group', 'Group discussion or teaching'), ('webinar', 'Webinar'), ('observation', 'Observation'), ('professional_discussion', 'Professional discussion'), ('coaching', 'Coaching'), ('mentoring', 'Mentoring'), ('practical', 'Practical assessment'), ('feedback', 'One-to-one feedback'), ('online_guidance', 'Online guidance from a tutor'), ('assessing', 'Staff time assessing'), ('e_learning', 'E-learning'), ('reading', 'Guided reading'), ('research', 'Independent research'), ('project', 'Project work'), ('portfolio', 'Writing and gathering evidence'), ('induction', 'Induction')], max_length=24)),
                ('mode', models.CharField(choices=[('video', 'By video'), ('face_to_face', 'Face to face'), ('phone', 'By telephone')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('unit_codes', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=300)),
                ('replaced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaced_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-replaced_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='UnitTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unit_targets', to='enrolments.enrolment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
                ('target_on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'unit'), name='unit_target_once')],
            },
        ),
        migrations.CreateModel(
            name='AssuranceDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assurer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assurance_duties', to=settings.AUTH_USER_MODEL)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assurance_duties', to='courses.qualification')),
                ('starts_on', models.DateField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('appointed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('appointed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'assurance duties',
                'ordering': ['-starts_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('assurer', 'qualification'), name='assurance_duty_one_open_per_qualification'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('appointed_at')), _connector='OR'), name='assurance_duty_ends_after_it_was_given')],
            },
        ),
    ]
