"""What must hold before a tutorial is logged or corrected, and the locks it is asked under."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from courses.models import Unit
from enrolments.choices import EnrolmentStatus
from enrolments.errors import TutorialRefused
from enrolments.models import Attendance, Enrolment, Tutorial
from enrolments.tutoring import GROUP_KINDS, Meeting, first_day, refusal


def lock_log_of(tutor: User) -> None:
    """Let one change at a time be made to a tutor's log."""
    User.objects.select_for_update(no_key=True).get(pk=tutor.pk)


def lock_enrolments(keys: Collection[int]) -> list[Enrolment]:
    """The enrolments as they stand now, held until the transaction ends."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("candidate__user").filter(pk__in=keys).order_by("pk"))


def made_by(
    token: UUID | None, *, meeting: Meeting, enrolments: Collection[Enrolment], by: User
) -> Tutorial | None:
    """What the same form has recorded before; a refusal when it says something else now."""
    if token is None:
        return None
    twin = Tutorial.objects.filter(tutor=by, form_token=token).first()
    if twin is None:
        return None
    there = set(twin.attendances.values_list("enrolment_id", flat=True))
    is_same = (twin.starts_at, twin.minutes, twin.kind) == (
        meeting.starts_at,
        meeting.minutes,
        meeting.kind,
    )
    if is_same and there == {e.pk for e in enrolments}:
        return twin
    raise TutorialRefused(
        f"This form was saved already, as {twin}. Save again to log another tutorial."
    )


def need_open(enrolment: Enrolment) -> None:
    """Refuse somebody who withdrew."""
    if enrolment.status == EnrolmentStatus.WITHDRAWN:
        raise TutorialRefused(f"{enrolment.candidate} has withdrawn; no tutorial can be logged.")


def need_units(meeting: Meeting, *, versions: Collection[int]) -> None:
    """Refuse units of another diploma than the candidates'."""
    theirs = Unit.objects.filter(pk__in=meeting.units, version__in=versions)
    if theirs.count() != len(set(meeting.units)):
        raise TutorialRefused("Choose units of this diploma.", field="units")


def need_possible(meeting: Meeting, *, enrolments: Collection[Enrolment], now: datetime) -> None:
    """Refuse what cannot have been: see `tutoring.refusal`."""
    not_before = max(first_day(e.starts_on) for e in enrolments)
    found = refusal(meeting, not_before=not_before, now=now, zone=timezone.get_current_timezone())
    if found:
        raise TutorialRefused(found.reason, field=found.field)


def need_free(meeting: Meeting, *, tutor: User, apart_from: Tutorial | None = None) -> None:
    """Refuse a time at which the tutor's log has another tutorial."""
    others = tutor.tutorials.overlapping(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    if apart_from:
        others = others.exclude(pk=apart_from.pk)
    other = others.order_by("starts_at").first()
    if other is None:
        return
    who = other.attendances.select_related("enrolment__candidate__user").first()
    whom = f" with {who.enrolment.candidate}" if who else ""
    begins, ends = timezone.localtime(other.starts_at), timezone.localtime(other.ends_at)
    raise TutorialRefused(
        f"The log has another tutorial{whom} from {begins:%H:%M} to {ends:%H:%M}.", field="start"
    )


def need_attenders(
    meeting: Meeting, *, present: Collection[Enrolment], known: dict[int, Attendance]
) -> None:
    """Refuse a one-to-one of several people, and people from outside the cohort."""
    cohorts = {a.enrolment.cohort_id for a in known.values()}
    if not present and len(known) > 1:
        raise TutorialRefused("Tick who was there, or cancel the session.", field="attended")
    if any(e.pk not in known and e.cohort_id not in cohorts for e in present):
        raise PermissionDenied
    everybody = known.keys() | {e.pk for e in present}
    if len(everybody) > 1 and meeting.kind not in GROUP_KINDS:
        raise TutorialRefused("A session of several people is group work.", field="kind")
