"""Letting an external quality assurer in, noting what they open, and closing the door again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actions import create_person, grant_role, invite_user
from accounts.models import User
from accounts.roles import Role
from courses.models import Qualification
from enrolments.choices import VisitKind
from enrolments.models import Cohort, Enrolment, EQAVisit, QualityRating, VisitCandidate
from ledger import audit, jobs
from quality.errors import VisitRefused
from quality.models import FrozenPack, VisitOpening
from quality.permissions import can_close, can_open_visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who comes. The names count only where the address is new to the centre."""

    email: str
    given_name: str = ""
    family_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a visit reads of a qualification: everything where neither is named."""

    cohorts: Sequence[Cohort] = ()
    enrolments: Sequence[Enrolment] = ()

    @property
    def is_all(self) -> bool:
        """Every candidate, those of tomorrow too."""
        return not self.cohorts and not self.enrolments


@transaction.atomic
def open_visit(
    *,
    qualification: Qualification,
    part: Part,
    visitor: Visitor,
    kind: VisitKind,
    opens_at: datetime,
    closes_at: datetime,
    by: User | None,
    now: datetime,
) -> EQAVisit:
    """Let somebody read a part of a qualification for a time, and invite them (R25).

    The same person, qualification and beginning again: the visit there is. `by` is None when the
    system itself opens it. Raises `VisitRefused`, and `RoleRefused` for somebody of the centre.
    """
    if by is not None and not can_open_visits(by):
        raise PermissionDenied
    if closes_at <= opens_at:
        raise VisitRefused("A visit closes after it opens.")
    chosen = {one.qualification_id for one in part.cohorts}
    chosen |= {one.qualification_id for one in part.enrolments}
    if chosen - {qualification.pk}:
        raise VisitRefused("Choose cohorts and candidates of this qualification.")
    qualification = Qualification.objects.select_for_update().get(pk=qualification.pk)
    assurer = let_in(visitor, by=by, now=now)
    there = EQAVisit.objects.filter(
        assurer=assurer, qualification=qualification, opens_at=opens_at
    ).first()
    if there is not None:
        return there
    rating = QualityRating.objects.standing_for([qualification.pk])[qualification.pk]
    visit = EQAVisit.objects.create(
        qualification=qualification,
        assurer=assurer,
        kind=kind,
        covers_all=part.is_all,
        opens_at=opens_at,
        closes_at=closes_at,
        rating_before=rating,
        made_by=by,
        made_at=now,
    )
    visit.cohorts.set(part.cohorts)
    VisitCandidate.objects.bulk_create(
        VisitCandidate(visit=visit, enrolment=enrolment, added_by=by, added_at=now, is_picked=False)
        for enrolment in part.enrolments
    )
    audit.record(
        by,
        "opened",
        visit,
        after={
            "opens_at": opens_at.isoformat(),
            "closes_at": closes_at.isoformat(),
            "covers_all": part.is_all,
            "cohorts": [cohort.reference for cohort in part.cohorts],
            "candidates": len(part.enrolments),
        },
        at=now,
    )
    jobs.owe("visit_mail", key=str(visit.pk), now=now, recipient=assurer, visit_id=visit.pk)
    over = closes_at + timedelta(seconds=1)
    jobs.owe("visit_pack", key=str(visit.pk), now=now, not_before=over, visit_id=visit.pk)
    return visit


def let_in(visitor: Visitor, *, by: User | None, now: datetime) -> User:
    """The assurer with that address: known, or added and invited. Another role is refused."""
    user: User | None = User.objects.filter(email=visitor.email.strip().lower()).first()
    if user is None:
        if not visitor.given_name.strip():
            raise VisitRefused("Nobody has that address yet: give their name too.")
        user = create_person(
            email=visitor.email,
            given_name=visitor.given_name,
            family_name=visitor.family_name,
            by=by,
            now=now,
        )
    grant_role(user=user, role=Role.EQA, by=by, now=now)
    if not user.invitations.good(now=now).exists():
        invite_user(user=user, by=by, now=now)  # nothing is sent to who has a password
    return user


@transaction.atomic
def close_visit(*, visit: EQAVisit, by: User, now: datetime) -> EQAVisit:
    """End a visit: from this moment on nothing of it is shown, and nothing is added to it.

    Closed by somebody already: nothing changes.
    """
    held = EQAVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if not can_close(by, held, now=now):
        raise PermissionDenied
    if held.ended_at is not None:
        return held
    held.ended_at, held.ended_by = now, by
    held.save(update_fields=["ended_at", "ended_by"])
    audit.record(by, "closed", held, at=now)
    jobs.owe("visit_pack", key=f"{held.pk}:closed", now=now, visit_id=held.pk)
    return held


def note_opening(
    *, visit: EQAVisit, by: User, thing: str, path: str, status: int, now: datetime
) -> VisitOpening:
    """Write down that an assurer asked for something of a visit, and how it was answered (R25)."""
    return VisitOpening.objects.create(
        visit=visit, user=by, at=now, thing=thing[:200], path=path[:300], status=status
    )


@transaction.atomic
def keep_pack(
    *, visit: EQAVisit, pdf: tuple[str, str], archive: tuple[str, str], now: datetime
) -> FrozenPack:
    """Write down the files a visit left behind: names in the store and SHA-256. By the system."""
    pack = FrozenPack.objects.create(
        visit=visit,
        pdf_name=pdf[0],
        pdf_sha256=pdf[1],
        zip_name=archive[0],
        zip_sha256=archive[1],
        made_at=now,
    )
    audit.record(
        None,
        "kept the pack of",
        visit,
        after={"pdf_sha256": pdf[1], "zip_sha256": archive[1]},
        at=now,
    )
    return pack
