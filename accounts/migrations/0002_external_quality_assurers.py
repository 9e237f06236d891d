from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_people_and_roles'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='role_grant_role_is_known',
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('candidate', 'Candidate'), ('tutor', 'Tutor'), ('iqa', 'Internal quality assurer'), ('eqa', 'External quality assurer'), ('administrator', 'Administrator')], max_length=14),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['candidate', 'tutor', 'iqa', 'eqa', 'administrator'])), name='role_grant_role_is_known'),
        ),
    ]
