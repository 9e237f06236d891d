"""Wrong passwords and codes are counted in a table of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_only_superusers_are_staff")]

    operations = [
        migrations.CreateModel(
            name="GuessCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="A hash: it names nobody.", max_length=64, unique=True
                    ),
                ),
                (
                    "moments",
                    models.JSONField(
                        default=list, help_text="Of the guesses, in seconds since 1970."
                    ),
                ),
                ("stale_at", models.DateTimeField(db_index=True)),
            ],
        )
    ]
