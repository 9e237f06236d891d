import awards.codes
import django.db.models.deletion
import uuid
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
            name='StatementNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=20, unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='courses.qualification')),
                ('funding', models.CharField(choices=[('non_funded', 'Non-funded'), ('funded', 'Funded')], max_length=10)),
                ('rating', models.CharField(help_text="The centre's rating on that day.", max_length=2)),
                ('signed_off_by', models.CharField(blank=True, help_text='The external quality assurer who agreed (R20).', max_length=120)),
                ('claimed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claimed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('funding__in', ['non_funded', 'funded'])), name='claim_funding_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ClaimLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='awards.claim')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_lines', to='enrolments.enrolment')),
                ('registration_number', models.CharField(help_text='As it was claimed.', max_length=12)),
                ('waiver', models.CharField(blank=True, help_text='Why it was claimed with one-to-one time short.', max_length=300)),
                ('certificate_number', models.CharField(blank=True, max_length=40)),
                ('awarded_on', models.DateField(blank=True, null=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('enrolment',), name='claim_line_one_standing_per_enrolment'), models.UniqueConstraint(condition=models.Q(('certificate_number', ''), _negated=True), fields=('certificate_number',), name='certificate_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('awarded_on', None), ('certificate_number', '')), models.Q(models.Q(('certificate_number', ''), _negated=True), ('awarded_on__isnull', False)), _connector='OR'), name='claim_line_award_has_its_number_and_day'), models.CheckConstraint(condition=models.Q(('taken_back_at', None), models.Q(models.Q(('taken_back_reason', ''), _negated=True), ('awarded_on__isnull', True)), _connector='OR'), name='claim_line_taken_back_with_a_reason_and_not_awarded')],
            },
        ),
        migrations.CreateModel(
            name='StatementOfResults',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('code', models.CharField(default=awards.codes.new_code, max_length=40, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='enrolments.enrolment')),
                ('snapshot', models.JSONField(help_text='Everything the paper says, as it was.')),
                ('snapshot_sha256', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='awards.statementofresults')),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_reason', models.CharField(blank=True, max_length=300)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
                ('pdf_name', models.CharField(blank=True, max_length=80)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('pdf_made_at', models.DateTimeField(blank=True, null=True)),
                ('signed_by', models.CharField(blank=True, help_text='Whom the certificate names; empty: not signed.', max_length=300)),
                ('signed_until', models.DateTimeField(blank=True, help_text="The certificate's last moment.", null=True)),
            ],
            options={
                'verbose_name_plural': 'statements of results',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('enrolment',), name='statement_one_live_per_enrolment'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), models.Q(('superseded_reason', ''), _negated=True), _connector='OR'), name='statement_superseded_has_a_reason'), models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='statement_superseded_or_withdrawn_not_both'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='statement_withdrawn_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('pdf_made_at__isnull', True), ('pdf_name', ''), ('pdf_sha256', '')), models.Q(models.Q(('pdf_name', ''), _negated=True), models.Q(('pdf_sha256', ''), _negated=True), ('pdf_made_at__isnull', False)), _connector='OR'), name='statement_pdf_has_its_hash'), models.CheckConstraint(condition=models.Q(models.Q(('signed_by', ''), ('signed_until__isnull', True)), models.Q(models.Q(('signed_by', ''), _negated=True), ('signed_until__isnull', False), models.Q(('pdf_name', ''), _negated=True)), _connector='OR'), name='statement_signature_is_of_a_pdf_and_has_its_end')],
            },
        ),
    ]
