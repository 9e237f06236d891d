"""All sessions of a person can be ended by raising a number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invitations_end")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_round",
            field=models.PositiveIntegerField(
                default=0, help_text="Raised to end all of a person's sessions at once."
            ),
        )
    ]
