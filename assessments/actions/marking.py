"""Marking: drafts while it goes on, then decisions that are added and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.actions.judging import refuse_changed_files, refuse_unchecked_files
from assessments.choices import Grade, Outcome, SubmissionStage
from assessments.deciding import Right, right_to_decide
from assessments.drafts import Entry, Seen
from assessments.errors import MarkingRefused, MarkingUnfinished
from assessments.grading import MarkRefused, checked_mark
from assessments.models import CriterionDecision, MarkingDraft, Submission, UnitResult
from assessments.permissions import can_mark
from assessments.sheets import Line, Sheet, reread, sheet_of
from assessments.verdicts import missing_from
from ledger import audit
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User

# Why a decision has a second row when marking was reopened before anybody was told.
REMARKED = "Marked again before release."
NOT_CONFIRMED = (
    "Confirm that the evidence is valid, authentic, current, sufficient and reliable: "
    "prior learning passes on nothing less."
)


@transaction.atomic
def save_sheet(
    *,
    sheet: Sheet,
    entries: Mapping[int, Entry],
    seen: Mapping[int, Seen],
    by: User,
    now: datetime,
    resubmit_by: date | None = None,
) -> Sheet:
    """Keep what is typed for any number of criteria, by position: all of it, or nothing.

    A criterion somebody else saved since it was seen is not overwritten: `StaleVersion` names
    the drafts that stand. What was not touched here is left as it stands, whoever saved it.
    The first save starts the marking, and from then on the candidate cannot withdraw.
    """
    held = hold(sheet.submission)
    refuse_unless_markable(held, by)
    sheet = reread(sheet, held)
    changed = [
        (line, entry)
        for line in sheet.lines
        if (entry := entries.get(line.criterion.position)) is not None
        and _is_typed(line, entry, seen.get(line.criterion.position, Seen(version=0)))
    ]
    refuse_stale([line for line, _ in changed], seen)
    drafts = {
        line.criterion.pk: write_draft(held, line, entry, by=by, now=now) for line, entry in changed
    }
    is_dated = resubmit_by is not None and resubmit_by != held.draft_resubmit_by
    if changed or is_dated:
        begin(held, by=by, now=now, resubmit_by=resubmit_by if is_dated else None)
    return sheet.with_drafts(drafts)


def _is_typed(line: Line, entry: Entry, seen: Seen) -> bool:
    """Whether an entry says something new: neither what stands nor what was seen."""
    return entry != line.entry and entry.digest != seen.digest


def refuse_unless_markable(held: Submission, by: User) -> None:
    """Today's tutor marks work that is with them, of somebody still enrolled (R12)."""
    if can_mark(by, held):
        return
    if held.stage == SubmissionStage.WITHDRAWN:
        raise MarkingRefused(f"{held.enrolment.candidate} withdrew this submission.")
    if not held.enrolment.is_live:
        raise MarkingRefused(
            f"The enrolment of {held.enrolment.candidate} has ended, so this cannot be marked."
        )
    if held.stage in (SubmissionStage.MARKED, SubmissionStage.RELEASED):
        raise MarkingRefused("Marking of this submission is finished.")
    raise MarkingRefused(f"Only the tutor of {held.enrolment.candidate} marks this.")


def need_right_to_decide(held: Submission, by: User, *, now: datetime) -> Right:
    """Refuse an assessor who may decide nothing here today; say what they are (R7, R8, R16)."""
    right = right_to_decide(by, held, on=timezone.localdate(now))
    if right.refusal:
        raise MarkingRefused(right.refusal)
    return right


def refuse_stale(lines: list[Line], seen: Mapping[int, Seen]) -> None:
    """Refuse to write over a draft that is newer than what was seen."""
    stale = [
        line.draft
        for line in lines
        if line.draft and seen.get(line.criterion.position, Seen(0)).version != line.draft.version
    ]
    if stale:
        raise StaleVersion(
            f"{stale[0].saved_by} saved this after you opened it. Nothing of yours is lost.",
            theirs=stale,
        )


def refuse_unseen(sheet: Sheet, shown: Mapping[int, Entry]) -> None:
    """Refuse to decide on a draft that says something else than the page it is finished from."""
    unseen = [
        line.draft
        for line in sheet.open_lines
        if line.draft and shown.get(line.criterion.position) != line.entry
    ]
    if unseen:
        raise StaleVersion(
            f"{unseen[0].saved_by} saved something you have not seen.", theirs=unseen
        )


def write_draft(
    held: Submission, line: Line, entry: Entry, *, by: User, now: datetime
) -> MarkingDraft:
    """Write one draft; a mark that is none is refused."""
    criterion = line.criterion
    if line.is_carried:
        raise MarkingRefused(f"{criterion.number} was met before. Reopen it to judge it again.")
    mark = entry.mark
    if line.maximum is None:
        if mark is not None:
            raise MarkingRefused(f"{criterion.number} takes no mark.")
    elif entry.outcome is not None:
        raise MarkingRefused(f"{criterion.number} is decided by its mark.")
    elif mark is not None:
        try:
            mark = checked_mark(mark, maximum=line.maximum)
        except MarkRefused as refusal:
            raise MarkingRefused(f"{criterion.number}: {refusal}") from refusal
    draft = line.draft or MarkingDraft(submission=held, criterion=criterion, version=0)
    draft.mark = mark
    draft.outcome = entry.outcome or ""
    draft.feedback = entry.feedback
    draft.version += 1
    draft.saved_by = by
    draft.saved_at = now
    draft.save()
    return draft


def begin(held: Submission, *, by: User, now: datetime, resubmit_by: date | None = None) -> None:
    """Start the marking with its first save, and keep the day typed for a resubmission.

    Drafts are typing, not judgement: the trail has the first of them, and the rows have the rest.
    """
    fields = []
    if resubmit_by is not None:
        held.draft_resubmit_by = resubmit_by
        fields.append("draft_resubmit_by")
    if held.stage == SubmissionStage.SUBMITTED:
        refuse_changed_files(held)
        held.stage = SubmissionStage.MARKING
        held.marking_started_at = held.marking_started_at or now
        fields += ["stage", "marking_started_at"]
        audit.record(by, "started marking", held, at=now)
    if fields:
        held.save(update_fields=fields)


@transaction.atomic
def finish_marking(
    *,
    submission: Submission,
    resubmit_by: date | None,
    by: User,
    now: datetime,
    shown: Mapping[int, Entry] | None = None,
    is_current: bool = False,
) -> UnitResult:
    """Turn the drafts into decisions and a result. The candidate is told only by release.

    Every open criterion is decided; each that is not yet met has feedback, and the referral a
    day to resubmit by (R2, R13); what is met at Level 5 rests on evidence (R22). Criteria met
    before are carried over (R14). `shown` is what the page said, by position: nobody finishes on
    a draft that somebody else saved meanwhile and that they have not seen. The result of an
    assessor who is not qualified yet is provisional (R16). Prior learning passes only where its
    assessor confirms what `is_current` says of the evidence (R23).
    """
    held = hold(submission)
    refuse_unless_markable(held, by)
    right = need_right_to_decide(held, by, now=now)
    sheet = sheet_of(held)
    if shown is not None:
        refuse_unseen(sheet, shown)
    judged = [line.judged for line in sheet.lines]
    missing = missing_from(judged, resubmit_by=resubmit_by, today=timezone.localdate(now))
    grade = sheet.verdict.grade
    if missing or grade is None:
        raise MarkingUnfinished(missing)
    if held.is_prior_learning and grade == Grade.PASS and not is_current:
        raise MarkingRefused(NOT_CONFIRMED)
    refuse_unchecked_files(held)
    refuse_changed_files(held)
    add_decisions(sheet, by=by, now=now)
    last = held.results.order_by("-sequence").first()
    result = UnitResult.objects.create(
        submission=held,
        grade=grade,
        resubmit_by=resubmit_by if sheet.verdict.not_yet_met else None,
        assessor=by,
        decided_at=now,
        sequence=last.sequence + 1 if last else 1,
        reason=REMARKED if last else "",
        is_provisional=not right.is_final,
        is_current=is_confirmed(held, grade, is_current=is_current),
    )
    held.stage = SubmissionStage.MARKED
    held.marking_started_at = held.marking_started_at or now
    held.marked_at = now
    held.save(update_fields=["stage", "marking_started_at", "marked_at"])
    audit.record(
        by,
        "finished marking",
        held,
        after={"grade": grade, "not_yet_met": list(sheet.verdict.not_yet_met)}
        | ({} if right.is_final else {"is_provisional": True}),
        at=now,
    )
    return result


def is_confirmed(held: Submission, grade: Grade, *, is_current: bool) -> bool:
    """Whether a result keeps that its evidence was confirmed: a pass of prior learning alone.

    A referral confirms nothing, whatever was ticked: else a correction could pass on it (R23).
    """
    return held.is_prior_learning and grade == Grade.PASS and is_current


def add_decisions(sheet: Sheet, *, by: User, now: datetime) -> None:
    """One row for each criterion; none where the row of an earlier finish says the same."""
    standing = CriterionDecision.objects.current().filter(submission=sheet.submission)
    before = {decision.criterion_id: decision for decision in standing}
    rows = []
    for line in sheet.lines:
        row = decision_for(line, sheet.submission, by=by, now=now)
        last = before.get(line.criterion.pk)
        if last is not None:
            if says_the_same(last, row):
                continue
            row.sequence = last.sequence + 1
            row.reason = row.reason or REMARKED
        rows.append(row)
    CriterionDecision.objects.bulk_create(rows)


def decision_for(
    line: Line, submission: Submission, *, by: User, now: datetime
) -> CriterionDecision:
    """What is decided for one criterion. What carries over keeps the name of who judged it."""
    if line.is_carried and line.carried is not None:
        return CriterionDecision(
            submission=submission,
            criterion=line.criterion,
            assessor=line.carried.assessor,
            outcome=line.carried.outcome,
            mark=line.carried.mark,
            maximum=line.carried.maximum,
            feedback=line.carried.feedback,
            decided_at=now,
            carried_from=line.carried,
        )
    return CriterionDecision(
        submission=submission,
        criterion=line.criterion,
        assessor=by,
        outcome=Outcome(line.outcome or ""),  # an undecided one is no outcome and raises
        mark=line.entry.mark,
        maximum=line.maximum,
        feedback=line.entry.feedback,
        decided_at=now,
        reason=line.draft.reopened_reason if line.draft else "",
    )


def says_the_same(one: CriterionDecision, other: CriterionDecision) -> bool:
    """Whether two rows hold the same judgement."""
    told = ("outcome", "mark", "feedback", "carried_from_id")
    return all(getattr(one, name) == getattr(other, name) for name in told)
