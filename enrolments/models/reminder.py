"""Reminders: what somebody is to be told of, once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from enrolments.choices import ReminderRule


class Reminder(models.Model):
    """One thing to remind one person of, once per rule, thing and period.

    Several of one person go into one mail; each is asked again before it is sent.
    """

    rule = models.CharField(max_length=14, choices=ReminderRule)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    about = models.PositiveBigIntegerField(help_text="Key of the row it is about, by rule.")
    period = models.DateField(help_text="The day that makes it due: of that day once.")
    owed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="Not due any more when it was looked at again."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reminder_once_per_period", fields=["rule", "user", "about", "period"]
            ),
            models.CheckConstraint(
                name="reminder_rule_is_known", condition=Q(rule__in=ReminderRule.values)
            ),
        ]
        indexes = [
            models.Index(
                name="reminder_waiting",
                fields=["user"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}, {self.user}"


class ReminderPreference(models.Model):
    """A reminder somebody has stopped."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stopped_reminders"
    )
    rule = models.CharField(max_length=14, choices=ReminderRule)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reminder_stopped_once", fields=["user", "rule"])
        ]

    def __str__(self) -> str:
        return f"{self.user} stopped {self.rule}"
