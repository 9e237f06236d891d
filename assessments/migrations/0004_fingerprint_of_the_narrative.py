"""A submission keeps the SHA-256 of its narrative beside it, as it does for each file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_keep_all_that_is_typed_while_marking")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="narrative_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
