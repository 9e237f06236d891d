"""Reminders: who is due, given today? One set-based query per rule, once per period.

`owe` writes what is due and owes a mail to each person concerned; running it twice, or
killing it in the middle, changes nothing. `still_due` asks the same queries again before a
mail leaves. Rules that look at submissions stand in `assessments.reminders`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    JSONField,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from accounts.roles import STAFF_ROLES, Role
from enrolments.choices import ActionOwner, EnrolmentStatus, ReminderRule
from enrolments.models import Enrolment, Reminder, ReminderPreference, TutorialAction
from enrolments.quiet_hours import next_sending_moment
from ledger.choices import JobState
from ledger.insertion import insert_from
from ledger.models import Job
from ledger.nudge import nudge_after_commit

MAIL_KIND = "reminder_mail"
ACTION_AHEAD = timedelta(days=2)
ACTION_PAST = timedelta(days=14)
FOR_CANDIDATES = (ReminderRule.TUTORIAL_DUE, ReminderRule.ACTION_DUE, ReminderRule.TARGET_NEAR)
FOR_TUTORS = (
    ReminderRule.MARKING_DUE,
    ReminderRule.NO_CONTACT,
    ReminderRule.TUTORIAL_TO_GIVE,
    ReminderRule.ACTION_DUE,
)

# A query of rows with `reminded` (user id), `about` (row id) and `period` (day).
Due = Callable[[date], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of reminder: who is due, and how a mail puts it for one and for several."""

    name: ReminderRule
    due: Due
    one: str
    several: str
    url_name: str
    can_be_stopped: bool = True

    def sentence(self, number: int) -> str:
        """What the mail says: no names, no results."""
        return self.one if number == 1 else self.several.format(number=number)


RULES: dict[ReminderRule, Rule] = {}


def register(rule: Rule) -> Rule:
    """Add a rule to those that are swept."""
    RULES[rule.name] = rule
    return rule


def owe(*, today: date, now: datetime) -> dict[ReminderRule, int]:
    """Write down what is due and owe the mails; how many are new, by rule."""
    with transaction.atomic():
        waiting().filter(user__is_active=False).update(dropped_at=now)
        fresh = {name: _owe_rule(rule, today=today, now=now) for name, rule in RULES.items()}
        _owe_mails(today=today, now=now)
        nudge_after_commit()
    return fresh


def waiting() -> QuerySet[Reminder]:
    """Reminders neither sent nor dropped."""
    return Reminder.objects.filter(sent_at=None, dropped_at=None)


def found(rule: Rule, *, today: date) -> QuerySet[Any]:
    """Who is due by a rule today, less those who stopped it or have no active account."""
    stopped = ReminderPreference.objects.filter(user=OuterRef("reminded"), rule=rule.name)
    people = get_user_model().objects.filter(pk=OuterRef("reminded"), is_active=True)
    rows = rule.due(today).filter(Exists(people))
    return rows.exclude(Exists(stopped)) if rule.can_be_stopped else rows


def still_due(reminders: Iterable[Reminder], *, today: date) -> list[Reminder]:
    """Of some reminders, those whose rule finds them still."""
    kept: list[Reminder] = []
    for rule in RULES.values():
        mine = [reminder for reminder in reminders if reminder.rule == rule.name]
        if not mine:
            continue
        due = found(rule, today=today).filter(
            reminded__in={reminder.user_id for reminder in mine},
            about__in={reminder.about for reminder in mine},
        )
        keys = set(due.values_list("reminded", "about", "period"))
        kept += [one for one in mine if (one.user_id, one.about, one.period) in keys]
    return kept


def _owe_rule(rule: Rule, *, today: date, now: datetime) -> int:
    rows = (
        found(rule, today=today)
        .annotate(the_rule=Value(rule.name.value, CharField()), at=Value(now, DateTimeField()))
        .order_by()
        .values_list("the_rule", "reminded", "about", "period", "at")
    )
    return insert_from(Reminder, ["rule", "user", "about", "period", "owed_at"], rows)


def _owe_mails(*, today: date, now: datetime) -> int:
    """One mail a person and day, for whatever waits then, outside the quiet hours."""
    mails = (
        waiting()
        .order_by()
        .values("user")
        .distinct()
        .annotate(
            kind=Value(MAIL_KIND, CharField()),
            key=Concat(
                Value(f"{MAIL_KIND}:"),
                Cast("user", CharField()),
                Value(f":{today.isoformat()}"),
                output_field=CharField(),
            ),
            payload=Value({}, JSONField()),
            is_mail=Value(True),
            address=Value("", CharField()),
            state=Value(JobState.PENDING.value, CharField()),
            attempts=Value(0),
            owed_at_=Value(now, DateTimeField()),
            not_before=Value(next_sending_moment(now), DateTimeField()),
            outcome=Value("", CharField()),
            last_error=Value("", CharField()),
        )
        .values_list(
            "kind", "key", "payload", "is_mail", "user", "address", "state", "attempts",
            "owed_at_", "not_before", "outcome", "last_error",
        )
    )  # fmt: skip
    columns = [
        "kind", "key", "payload", "is_mail", "recipient", "address", "state", "attempts",
        "owed_at", "not_before", "outcome", "last_error",
    ]  # fmt: skip
    return insert_from(Job, columns, mails)


def tutorials_due(today: date) -> QuerySet[Any]:
    """Active candidates without a tutorial for some weeks, told to the candidate."""
    due: QuerySet[Any] = _without_tutorial(today).annotate(reminded=F("candidate__user"))
    return due


def tutorials_due_from_tutor(today: date) -> QuerySet[Any]:
    """The same, told to the tutor."""
    due: QuerySet[Any] = _without_tutorial(today).annotate(reminded=F("tutor"))
    return due


def _without_tutorial(today: date) -> QuerySet[Any]:
    last = Coalesce(TruncDate("last_contact_at"), "starts_on")
    return (
        Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE, starts_on__lte=today)
        .with_contact()
        .annotate(about=F("pk"), period=last)
        .filter(period__lte=today - timedelta(days=settings.TUTORIAL_EVERY_DAYS))
    )


def actions_due(today: date) -> QuerySet[Any]:
    """Agreed actions due within two days, or lately past, told to whoever agreed to them."""
    owner = Case(
        When(owner=ActionOwner.CANDIDATE, then=F("enrolment__candidate__user")),
        default=F("enrolment__tutor"),
    )
    return TutorialAction.objects.filter(
        done_at=None,
        tutorial__cancelled_at=None,
        enrolment__status=EnrolmentStatus.ACTIVE,
        due_on__gte=today - ACTION_PAST,
        due_on__lte=today + ACTION_AHEAD,
    ).annotate(reminded=owner, about=F("pk"), period=F("due_on"))


register(
    Rule(
        name=ReminderRule.TUTORIAL_DUE,
        due=tutorials_due,
        one="It is time to arrange your next tutorial.",
        several="It is time to arrange {number} tutorials.",
        url_name="enrolments:my_tutorials",
    )
)
register(
    Rule(
        name=ReminderRule.TUTORIAL_TO_GIVE,
        due=tutorials_due_from_tutor,
        one="One of your candidates is due a tutorial.",
        several="{number} of your candidates are due a tutorial.",
        url_name="home",
    )
)
register(
    Rule(
        name=ReminderRule.ACTION_DUE,
        due=actions_due,
        one="An action agreed at a tutorial is due.",
        several="{number} actions agreed at tutorials are due.",
        url_name="home",
    )
)


def rules_for(roles: frozenset[Role]) -> list[ReminderRule]:
    """The rules that can concern somebody with these roles, each once."""
    rules = FOR_CANDIDATES if Role.CANDIDATE in roles else ()
    if not roles.isdisjoint(STAFF_ROLES):
        rules = (*rules, *FOR_TUTORS)
    return list(dict.fromkeys(rules))
