import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0003_history_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EQAVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('on_site', 'At the centre'), ('remote', 'Remote'), ('desk', 'From the desk, without meeting')], max_length=7)),
                ('covers_all', models.BooleanField(help_text='Every candidate of the qualification.')),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(help_text='The last second in which anything is shown.')),
                ('ended_at', models.DateTimeField(blank=True, help_text='When it was closed, before its time or after.', null=True)),
                ('rating_before', models.CharField(choices=[('00', '00: direct claims'), ('01', '01: direct claims, with an action plan'), ('02', "02: claims need the external quality assurer's signature"), ('3a', '3a: registrations suspended'), ('3b', '3b: certification suspended'), ('04', '04: approval for the qualification withdrawn'), ('05', '05: approval of the centre withdrawn')], max_length=2)),
                ('rating_after', models.CharField(blank=True, choices=[('00', '00: direct claims'), ('01', '01: direct claims, with an action plan'), ('02', "02: claims need the external quality assurer's signature"), ('3a', '3a: registrations suspended'), ('3b', '3b: certification suspended'), ('04', '04: approval for the qualification withdrawn'), ('05', '05: approval of the centre withdrawn')], max_length=2)),
                ('made_at', models.DateTimeField()),
                ('assurer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eqa_visits', to=settings.AUTH_USER_MODEL)),
                ('cohorts', models.ManyToManyField(blank=True, related_name='eqa_visits', to='enrolments.cohort')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eqa_visits', to='courses.qualification')),
            ],
            options={
                'verbose_name': 'visit',
                'ordering': ['-opens_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='VisitCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField()),
                ('is_picked', models.BooleanField(help_text='By the assurer, during the visit.')),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_candidates', to='enrolments.enrolment')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='enrolments.eqavisit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='eqavisit',
            constraint=models.UniqueConstraint(fields=('assurer', 'qualification', 'opens_at'), name='visit_once'),
        ),
        migrations.AddConstraint(
            model_name='eqavisit',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='visit_closes_after_it_opens', violation_error_message='A visit closes after it opens.'),
        ),
        migrations.AddConstraint(
            model_name='eqavisit',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['on_site', 'remote', 'desk'])), name='visit_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='eqavisit',
            constraint=models.CheckConstraint(condition=models.Q(('rating_before__in', ['00', '01', '02', '3a', '3b', '04', '05']), ('rating_after__in', ['', '00', '01', '02', '3a', '3b', '04', '05'])), name='visit_ratings_are_known'),
        ),
        migrations.AddConstraint(
            model_name='visitcandidate',
            constraint=models.UniqueConstraint(fields=('visit', 'enrolment'), name='visit_candidate_once'),
        ),
        append_only("enrolments_visitcandidate"),
    ]
