from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrolments', '0005_tutorials_are_recorded_once_and_revised'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='activitykinddefault',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['one_to_one', 'group', 'webinar', 'observation', 'professional_discussion', 'coaching', 'mentoring', 'practical', 'feedback', 'online_guidance', 'assessing', 'e_learning', 'reading', 'research', 'project', 'portfolio', 'induction'])), name='activity_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='activitykinddefault',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'one_to_one'), _negated=True), ('is_guided', True), _connector='OR'), name='activity_kind_one_to_one_is_guided', violation_error_message='One-to-one tutorials are always guided.'),
        ),
        migrations.AddConstraint(
            model_name='learningactivity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['one_to_one', 'group', 'webinar', 'observation', 'professional_discussion', 'coaching', 'mentoring', 'practical', 'feedback', 'online_guidance', 'assessing', 'e_learning', 'reading', 'research', 'project', 'portfolio', 'induction'])), name='learning_activity_kind_is_known'),
        ),
    ]
