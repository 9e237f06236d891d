"""Which reminders somebody wants: stopped by a link in a mail, or chosen on the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from enrolments.choices import ReminderRule
from enrolments.models import ReminderPreference
from ledger import audit


@transaction.atomic
def stop_reminders(*, user: User, rules: Iterable[ReminderRule], now: datetime) -> None:
    """Send these no more; stopping twice is stopping once."""
    held = User.objects.locked(user)
    stopped = set(held.stopped_reminders.values_list("rule", flat=True))
    fresh = [rule for rule in rules if rule not in stopped]
    ReminderPreference.objects.bulk_create(
        ReminderPreference(user=held, rule=rule, stopped_at=now) for rule in fresh
    )
    if fresh:
        names = [rule.value for rule in fresh]
        audit.record(held, "stopped reminders", held, after={"rules": names}, at=now)


@transaction.atomic
def choose_reminders(
    *, user: User, wanted: Iterable[ReminderRule], among: Iterable[ReminderRule], now: datetime
) -> None:
    """Of the reminders `among` which there is a choice, send the `wanted` and no others."""
    held, wanted = User.objects.locked(user), set(wanted)
    again = held.stopped_reminders.filter(rule__in=wanted)
    names = sorted(again.values_list("rule", flat=True))
    again.delete()
    if names:
        audit.record(held, "asked for reminders", held, after={"rules": names}, at=now)
    stop_reminders(user=held, rules=[rule for rule in among if rule not in wanted], now=now)
