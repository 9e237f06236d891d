"""What an external quality assurer leaves in an open visit, and what is done about it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from enrolments.choices import RatingCode
from enrolments.models import Enrolment, EQAVisit, VisitCandidate
from ledger import audit
from quality.errors import VisitRefused
from quality.models import VisitAction, VisitRemark
from quality.permissions import can_settle_visit_actions, can_write_in, owners_in


def _open(visit: EQAVisit, *, by: User, now: datetime) -> EQAVisit:
    """The visit as it is now, held until the transaction ends; its assurer alone writes in it."""
    held = EQAVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if not can_write_in(by, held, now=now):
        raise PermissionDenied
    return held


@transaction.atomic
def pick_candidate(*, visit: EQAVisit, enrolment: Enrolment, by: User, now: datetime) -> Enrolment:
    """Take one more candidate of the qualification into a visit (R25). In it already: no change."""
    held = _open(visit, by=by, now=now)
    if enrolment.qualification_id != held.qualification_id:
        raise VisitRefused("Only candidates of this qualification can be picked.")
    if Enrolment.objects.inspectable_by(by, visit=held, now=now).filter(pk=enrolment.pk).exists():
        return enrolment
    picked = VisitCandidate.objects.create(
        visit=held, enrolment=enrolment, added_by=by, added_at=now, is_picked=True
    )
    audit.record(by, "picked", picked, at=now)
    return enrolment


@transaction.atomic
def add_remark(*, visit: EQAVisit, text: str, by: User, now: datetime) -> VisitRemark:
    """Keep what the assurer says. The same words again are the remark there is."""
    held = _open(visit, by=by, now=now)
    if not text.strip():
        raise VisitRefused("Write the remark.")
    said = held.remarks.filter(author=by, text=text.strip()).first()
    if said is not None:
        return said
    remark = VisitRemark.objects.create(visit=held, text=text.strip(), author=by, said_at=now)
    audit.record(by, "remarked in", held, after={"remark": remark.pk}, at=now)
    return remark


@transaction.atomic
def set_action(
    *, visit: EQAVisit, text: str, owner: User, due_on: date, by: User, now: datetime
) -> VisitAction:
    """Ask something of the centre: who does it, by when. The same again is the action there is."""
    held = _open(visit, by=by, now=now)
    if not text.strip():
        raise VisitRefused("Say what is to be done.")
    if due_on < timezone.localdate(now):
        raise VisitRefused("Choose a day to come.")
    if not owners_in(held, by, now=now).filter(pk=owner.pk).exists():
        raise VisitRefused("Choose somebody of the centre who works on this qualification.")
    asked = held.actions.filter(text=text.strip(), owner=owner, due_on=due_on).first()
    if asked is not None:
        return asked
    action = VisitAction.objects.create(
        visit=held, text=text.strip(), owner=owner, due_on=due_on, set_by=by, set_at=now
    )
    audit.record(
        by, "asked for", action, after={"owner": str(owner), "due_on": due_on.isoformat()}, at=now
    )
    return action


@transaction.atomic
def rate_visit(*, visit: EQAVisit, code: RatingCode, by: User, now: datetime) -> EQAVisit:
    """Say how the qualification is rated after the visit.

    What the centre may do follows from the rating an administrator records (R20), not from this.
    """
    held = _open(visit, by=by, now=now)
    if held.rating_after == code:
        return held
    before, held.rating_after = held.rating_after, code
    held.save(update_fields=["rating_after"])
    audit.record(by, "rated after", held, before={"code": before}, after={"code": code}, at=now)
    return held


@transaction.atomic
def finish_visit_action(*, action: VisitAction, note: str, by: User, now: datetime) -> VisitAction:
    """Say what was done about an action, whether or not the visit is over. Done: no change."""
    if not can_settle_visit_actions(by):
        raise PermissionDenied
    if not note.strip():
        raise VisitRefused("Say what was done.")
    held = VisitAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if held.done_at is not None:
        return held
    held.done_at, held.done_by, held.done_note = now, by, note.strip()
    held.save(update_fields=["done_at", "done_by", "done_note"])
    audit.record(by, "did", held, at=now)
    return held
