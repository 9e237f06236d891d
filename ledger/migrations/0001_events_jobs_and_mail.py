import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('actor', models.ForeignKey(blank=True, help_text='Empty when the system itself acted.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actor_name', models.CharField(help_text='As it was then.', max_length=200)),
                ('verb', models.CharField(max_length=60)),
                ('thing_type', models.CharField(help_text='Like assessments.submission.', max_length=60)),
                ('thing_id', models.CharField(max_length=40)),
                ('thing_label', models.CharField(max_length=200)),
                ('before', models.JSONField(blank=True, null=True)),
                ('after', models.JSONField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('subject', models.CharField(blank=True, help_text='Whose trail it belongs to: enrolments.enrolment:12.', max_length=60)),
                ('salt', models.CharField(help_text='Keeps short texts from being guessed.', max_length=32)),
                ('digest', models.CharField(help_text='SHA-256 of all of the above.', max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['thing_type', 'thing_id', 'at'], name='audit_by_thing'), models.Index(fields=['subject', 'at'], name='audit_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_has_one_head')],
            },
        ),
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='link', to='ledger.auditevent')),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('payload', models.JSONField(default=dict, help_text='Ids only; handlers read the rest anew.')),
                ('is_mail', models.BooleanField(default=False)),
                ('recipient', models.ForeignKey(blank=True, help_text='Whom a mail is for, when they have an account.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL)),
                ('address', models.EmailField(blank=True, help_text='Where a mail goes, when they have none.', max_length=254)),
                ('state', models.CharField(choices=[('pending', 'Owed'), ('done', 'Done'), ('cancelled', 'Not needed any more'), ('dead', 'Failed')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('owed_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, help_text='Why nothing was needed.', max_length=200)),
                ('last_error', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['not_before'], name='job_due'), models.Index(fields=['state', '-owed_at'], name='job_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'done', 'cancelled', 'dead'])), name='job_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='job_done_says_when')],
            },
        ),
        migrations.CreateModel(
            name='SentMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sent_mail', to='ledger.job')),
                ('address', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('sent_at', models.DateTimeField()),
            ],
        ),
    ]
