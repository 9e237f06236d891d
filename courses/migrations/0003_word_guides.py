"""How many words an assignment has, as a guide."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_versions_are_sealed'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='word_guide',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Words of its assignment: a guide, never a rule.', null=True),
        ),
    ]
