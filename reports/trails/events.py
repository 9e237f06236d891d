"""Which events are on a trail, narrowed by day and by what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from assessments.models import Submission
from courses.models import Unit
from enrolments.models import Attendance, Enquiry, Enrolment
from ledger.models import AuditEvent
from ledger.querysets import AuditEventQuerySet
from ledger.subjects import subject_of

# Done to a tutorial by one of its candidates: no matter of the others who attended it.
ONES_OWN = ("confirmed", "queried", "did an agreed action", "reopened an agreed action")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The days (London, both included) and the verb an address asks for; empty for all."""

    first: date | None = None
    last: date | None = None
    verb: str = ""

    @classmethod
    def asked(cls, query: QueryDict) -> Narrowing:
        """What an address asks for; what cannot be meant is left out."""
        verb = query.get("verb", "").replace("\x00", "")[:60]
        return cls(first=_day(query.get("from", "")), last=_day(query.get("to", "")), verb=verb)

    @property
    def is_asked(self) -> bool:
        """Whether anything is left out."""
        return bool(self.first or self.last or self.verb)

    def of(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        """Those of the events that are asked for."""
        if self.first:
            events = events.filter(at__gte=_begin(self.first))
        if self.last:
            events = events.filter(at__lt=_begin(self.last + timedelta(days=1)))
        return events.filter(verb=self.verb) if self.verb else events


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def of_enrolment(enrolment: Enrolment) -> AuditEventQuerySet:
    """All that happened to a candidate on a diploma, from the enquiry on.

    A tutorial of several belongs to each who attended; what one of the others answered does not.
    """
    attended = Attendance.objects.filter(enrolment=enrolment).values_list("tutorial_id", flat=True)
    enquiries = Enquiry.objects.filter(enrolment=enrolment).values_list("pk", flat=True)
    return AuditEvent.objects.filter(
        Q(subject=subject_of(enrolment))
        | Q(subject="")
        & (
            _things("enrolments.tutorial", attended) & ~Q(verb__in=ONES_OWN)
            | _things("enrolments.enquiry", enquiries)
            | _things("enrolments.candidate", [enrolment.candidate_id])
        )
    )


def of_unit(enrolment: Enrolment, unit: Unit) -> AuditEventQuerySet:
    """What happened in one unit: its submissions, and what was done for it in the portfolio."""
    sent = Submission.objects.filter(enrolment=enrolment, unit=unit).values_list("pk", flat=True)
    return AuditEvent.objects.filter(subject=subject_of(enrolment)).filter(
        _things("assessments.submission", sent) | Q(after__unit=unit.code)
    )


def of_person(person: User) -> AuditEventQuerySet:
    """What somebody did, wherever they did it."""
    return AuditEvent.objects.filter(actor=person)


def concerned(events: Iterable[AuditEvent]) -> dict[str, Enrolment]:
    """Whom each event concerns, by its subject: one query for a whole page."""
    keys = {subject.rpartition(":")[2] for event in events if (subject := event.subject)}
    found = Enrolment.objects.filter(pk__in=keys).select_related("candidate__user", "version")
    return {subject_of(enrolment): enrolment for enrolment in found}


def _things(label: str, keys: Iterable[int]) -> Q:
    return Q(thing_type=label, thing_id__in=[str(key) for key in keys])
