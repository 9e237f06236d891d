"""What a candidate says a file is."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_records_of_the_other_kinds'),
        ('enrolments', '0005_staff_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='created_on',
            field=models.DateField(blank=True, help_text='When it came about, as its candidate says.', null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='is_anonymised',
            field=models.BooleanField(default=False, help_text='Declared: nobody else can be recognised from it.'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='prompt',
            field=models.CharField(blank=True, help_text='The scenario that a response answers.', max_length=300),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('prompt', ''), ('kind', 'scenario'), _connector='OR'), name='evidence_prompt_is_of_a_scenario'),
        ),
    ]
