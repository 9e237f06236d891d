"""The role of an internal quality assurer."""

from django.db import migrations, models

KNOWN = "role_grant_role_is_known"
ROLES = [
    ("candidate", "Candidate"),
    ("tutor", "Tutor"),
    ("iqa", "Internal quality assurer"),
    ("administrator", "Administrator"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_guesses_are_counted")]

    operations = [
        migrations.RemoveConstraint(model_name="rolegrant", name=KNOWN),
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(choices=ROLES, max_length=14),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(role__in=[value for value, _ in ROLES]), name=KNOWN
            ),
        ),
    ]
