"""The administration site is for superusers only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sessions_end_at_once")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_staff", False), ("is_superuser", True), _connector="OR"),
                name="user_staff_is_superuser",
                violation_error_message="Only superusers reach the administration site.",
            ),
        )
    ]
