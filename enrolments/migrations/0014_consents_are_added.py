"""Another answer about consent is another row, and the earlier one stays as proof."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0013_known_numbers_are_claimed")]

    operations = [
        migrations.RemoveConstraint(
            model_name="enquiryconsent", name="consent_once_per_purpose"
        ),
    ]
