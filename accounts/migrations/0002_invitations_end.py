"""An invitation is made from a seed, and ends when a newer one is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_roles")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="ended_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a newer invitation or a deactivation ended it.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="seed",
            field=models.CharField(
                default="",
                help_text="Random; the link is made from it and the site's secret key.",
                max_length=43,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("used_at", None)),
                fields=("user",),
                name="invitation_one_open_per_person",
            ),
        ),
    ]
