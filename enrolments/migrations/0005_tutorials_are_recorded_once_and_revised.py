import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrolments', '0004_reminders_once_per_period'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TutorialRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('one_to_one', 'One-to-one tutorial'), ('group', 'Group discussion or teaching'), ('webinar', 'Webinar'), ('observation', 'Observation'), ('professional_discussion', 'Professional discussion'), ('coaching', 'Coaching'), ('mentoring', 'Mentoring'), ('practical', 'Practical assessment'), ('feedback', 'One-to-one feedback'), ('online_guidance', 'Online guidance from a tutor'), ('assessing', 'Staff time assessing'), ('e_learning', 'E-learning'), ('reading', 'Guided reading'), ('research', 'Independent research'), ('project', 'Project work'), ('portfolio', 'Writing and gathering evidence'), ('induction', 'Induction')], max_length=24)),
                ('mode', models.CharField(choices=[('video', 'By video'), ('face_to_face', 'Face to face'), ('phone', 'By telephone')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('unit_codes', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=300)),
                ('replaced_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-replaced_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='tutorial',
            name='form_token',
            field=models.UUIDField(blank=True, editable=False, help_text='Of the form that recorded it: once each.', null=True),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('responded_at__isnull', True), ('response', 'none')), models.Q(models.Q(('response', 'none'), _negated=True), ('responded_at__isnull', False)), _connector='OR'), name='attendance_answer_says_when'),
        ),
        migrations.AddConstraint(
            model_name='tutorial',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'one_to_one'), _negated=True), ('is_guided', True), _connector='OR'), name='tutorial_one_to_one_is_guided'),
        ),
        migrations.AddConstraint(
            model_name='tutorial',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), models.Q(('cancelled_reason', ''), _negated=True), _connector='OR'), name='tutorial_cancelled_says_why', violation_error_message='Say why the tutorial is cancelled.'),
        ),
        migrations.AddConstraint(
            model_name='tutorial',
            constraint=models.UniqueConstraint(fields=('tutor', 'form_token'), name='tutorial_recorded_once_per_form'),
        ),
        migrations.AddConstraint(
            model_name='tutorialaction',
            constraint=models.CheckConstraint(condition=models.Q(('owner__in', ['candidate', 'tutor'])), name='agreed_action_owner_is_known'),
        ),
        migrations.AddField(
            model_name='tutorialrevision',
            name='replaced_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tutorialrevision',
            name='tutorial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='enrolments.tutorial'),
        ),
    ]
