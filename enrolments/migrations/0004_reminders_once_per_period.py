"""Reminders are rows, once per rule, person, thing and period."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = [
    ("tutorial_due", "Your next tutorial is due"),
    ("tutorial_give", "A candidate is due a tutorial"),
    ("action_due", "An agreed action is due"),
    ("marking_due", "Work is waiting near its turnaround"),
    ("no_contact", "No contact for some weeks"),
    ("target_near", "A unit's target date is near"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("enrolments", "0003_breaks_are_dated"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminderpreference",
            name="rule",
            field=models.CharField(choices=RULES, max_length=14),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(choices=RULES, max_length=14)),
                (
                    "about",
                    models.PositiveBigIntegerField(
                        help_text="Key of the row it is about, by rule."
                    ),
                ),
                (
                    "period",
                    models.DateField(help_text="The day that makes it due: of that day once."),
                ),
                ("owed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dropped_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Not due any more when it was looked at again.",
                        null=True,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("dropped_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["user"],
                        name="reminder_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "user", "about", "period"), name="reminder_once_per_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", [rule for rule, _ in RULES])),
                        name="reminder_rule_is_known",
                    ),
                ],
            },
        ),
    ]
