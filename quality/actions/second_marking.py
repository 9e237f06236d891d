"""Second marking: given to somebody who does not know the first, kept, finished, handed back.

Nothing here writes to the submission, its decisions or its result: what the candidate was told
stays as it is, whatever the second marker thinks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.models import Countersignature, CriterionDecision, Submission
from ledger import audit, jobs
from quality.drawing import drawn_by
from quality.errors import SecondMarkingRefused
from quality.judging import Judgement, Unjudged, judged
from quality.models import SecondDecision, SecondMarking
from quality.permissions import can_give_second, can_second_mark
from quality.second_marking import drawable, final_judgements, terms

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def give_second_marking(
    *, submission: Submission, marker: User, by: User, now: datetime
) -> SecondMarking:
    """Put a drawn judgement into somebody's hands: taken by themselves, or given by an assurer.

    The same again is the one there is. Raises `SecondMarkingRefused` when somebody else has it, or
    it is not drawn, and PermissionDenied for a marker with a part in the first (R15).
    """
    held = hold(submission)
    today = timezone.localdate(now)
    if by != marker and not can_give_second(by, held, today=today):
        raise PermissionDenied
    there = SecondMarking.objects.standing().filter(submission=held).first()
    if there is not None and there.marker_id == marker.pk:
        return there
    if not can_second_mark(marker, held, today=today):
        raise PermissionDenied
    if there is not None:
        raise SecondMarkingRefused("Somebody else has this already. Nothing was changed.")
    drawn = None
    if held.marked_at is not None and drawable(final_judgements()).filter(pk=held.pk).exists():
        drawn = drawn_by(terms(), reference=held.reference, judged_at=held.marked_at)
    if drawn is None:
        raise SecondMarkingRefused("This is not drawn for second marking.")
    result = held.results.latest("sequence")
    signed = Countersignature.objects.filter(result=result).first()
    marking = SecondMarking.objects.create(
        submission=held,
        policy_id=drawn.key,
        marker=marker,
        assessor_id=result.assessor_id,
        candidate=held.enrolment.candidate.user,
        countersigner_id=signed.by_id if signed else None,
        given_by=by,
        given_at=now,
    )
    _note(marking, "took" if by == marker else "gave", held, by=by, now=now)
    if by != marker:
        jobs.owe(
            "second_marking_mail",
            key=str(marking.pk),
            now=now,
            recipient=marker,
            marking_id=marking.pk,
        )
    return marking


@transaction.atomic
def keep_second_draft(
    *, marking: SecondMarking, typed: Mapping[str, str], by: User, now: datetime
) -> SecondMarking:
    """Keep what is typed so far, to go on later."""
    held = _hold(marking)
    _refuse_others(held, by=by, now=now)
    if held.finished_at is not None:
        raise SecondMarkingRefused("You finished this already.")
    held.draft = dict(typed)
    held.save(update_fields=["draft"])
    return held


@transaction.atomic
def finish_second_marking(
    *, marking: SecondMarking, judgements: Mapping[int, Judgement], by: User, now: datetime
) -> SecondMarking:
    """Keep a judgement of every criterion, by position, beside what stands now, once.

    Finished already: nothing changes. Whoever came to know the first marking meanwhile is refused.
    """
    held = _hold(marking)
    if held.marker_id == by.pk and held.finished_at is not None:
        return held
    _refuse_others(held, by=by, now=now)
    submission = held.submission
    standing = {
        decision.criterion_id: decision
        for decision in CriterionDecision.objects.current().filter(submission=submission)
    }
    criteria = [one for one in submission.unit.criteria.all() if one.pk in standing]
    try:
        found = judged(criteria, judgements)
    except Unjudged as refusal:
        raise SecondMarkingRefused(str(refusal)) from refusal
    SecondDecision.objects.bulk_create(
        SecondDecision(
            marking=held,
            criterion=one.criterion,
            first=standing[one.criterion.pk],
            marker=by,
            assessor_id=standing[one.criterion.pk].assessor_id,
            outcome=one.outcome,
            mark=one.mark,
            maximum=one.maximum,
            comment=one.comment,
        )
        for one in found
    )
    held.finished_at, held.draft = now, {}
    held.save(update_fields=["finished_at", "draft"])
    _note(held, "finished", submission, by=by, now=now)
    return held


@transaction.atomic
def return_second_marking(*, marking: SecondMarking, by: User, now: datetime) -> SecondMarking:
    """Hand it back, so that somebody else can have it. Handed back already: nothing changes."""
    held = _hold(marking)
    may = held.marker_id == by.pk or can_give_second(
        by, held.submission, today=timezone.localdate(now)
    )
    if not may:
        raise PermissionDenied
    if held.finished_at is not None:
        raise SecondMarkingRefused("This is finished already.")
    if held.returned_at is None:
        held.returned_at = now
        held.save(update_fields=["returned_at"])
        _note(held, "handed back", held.submission, by=by, now=now)
    return held


def _hold(marking: SecondMarking) -> SecondMarking:
    """The marking as it is now, locked with its submission."""
    submission = hold(marking.submission)
    held = SecondMarking.objects.select_for_update(of=("self",)).get(pk=marking.pk)
    held.submission = submission
    return held


def _refuse_others(held: SecondMarking, *, by: User, now: datetime) -> None:
    if held.marker_id != by.pk or held.returned_at is not None:
        raise PermissionDenied
    is_blind = drawable(Submission.objects.filter(pk=held.submission_id)).exists()
    if not is_blind or not can_second_mark(by, held.submission, today=timezone.localdate(now)):
        raise PermissionDenied


def _note(
    marking: SecondMarking, verb: str, submission: Submission, *, by: User, now: datetime
) -> None:
    """On the candidate's trail: that there is a second marking, never what it says."""
    audit.record(
        by,
        verb,
        marking,
        after={"unit": submission.unit.code, "attempt": submission.attempt},
        about=submission.enrolment,
        at=now,
    )
