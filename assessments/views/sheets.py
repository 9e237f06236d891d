"""Putting a mark sheet on a page: each criterion with its fields, its evidence, its conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.roles import AuthedRequest
from assessments.actions.countersigning import returned_from
from assessments.attempt_limit import may_attempt
from assessments.banding import Anchors
from assessments.bench import (
    Standing,
    anchors_of,
    standing_of_line,
    turn_of,
)
from assessments.choices import Outcome
from assessments.deciding import right_to_decide
from assessments.drafts import Entry
from assessments.forms.marking import SheetForm, decision_name, feedback_name, taken_name
from assessments.grading import shown
from assessments.keys import marking_keys
from assessments.models import (
    AttemptOverride,
    DraftConflict,
    MarkingDraft,
    Phrase,
    ReasonableAdjustment,
    Submission,
)
from assessments.papers import Papers, Place, papers_of
from assessments.sheets import Line, Sheet
from assessments.verdicts import Missing
from enrolments.working_days import has_run_out


@dataclass(frozen=True, slots=True)
class Side:
    """One field of a conflict: what is saved, beside what is typed."""

    label: str
    saved: str
    typed: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion on the page; one that carries over has no fields."""

    line: Line
    standing: Standing
    anchors: Anchors | None
    places: tuple[Place, ...]
    decision: BoundField | None = None
    feedback: BoundField | None = None
    problems: tuple[str, ...] = ()
    conflict: MarkingDraft | None = None
    met: tuple[DraftConflict, ...] = ()
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a page comes back: what is refused, what is missing, what others saved."""

    refusal: str = ""
    missing: Sequence[Missing] = ()
    conflicts: Mapping[int, MarkingDraft] = field(default_factory=dict)
    is_saved: bool = False


NO_TROUBLE = Trouble()


def sheet_page(
    request: AuthedRequest,
    form: SheetForm,
    *,
    version: str,
    trouble: Trouble = NO_TROUBLE,
    status: int = 200,
) -> HttpResponse:
    """The marking page. What is typed but not saved yet has no verdict."""
    submission = form.sheet.submission
    papers = papers_of(submission)
    met = met_in(submission)
    rows = [
        row_of(line, form, trouble, papers, met.get(line.criterion.pk, ()))
        for line in form.sheet.lines
    ]
    is_saved = not form.is_bound or trouble.is_saved
    day_problems = [*form.errors.get("resubmit_by", [])] if form.is_bound else []
    context = {
        "submission": submission,
        "form": form,
        "version": version,
        "rows": rows,
        "papers": papers,
        "turn": turn_of(submission, request.user),
        "right": right_to_decide(request.user, submission, on=timezone.localdate()),
        "returned": returned_from(submission),
        "verdict": form.sheet.verdict,
        "is_saved": is_saved,
        "saved_at": last_saved(form.sheet) if is_saved else None,
        "trouble": trouble,
        "problems": [(row, problem) for row in rows for problem in row.problems],
        "day_problems": [*day_problems, *(m.what for m in trouble.missing if m.position is None)],
        "has_keys": request.user.has_key_shortcuts,
        "keys": marking_keys(is_marked=form.sheet.verdict.is_marked),
        "phrases": Phrase.objects.usable_by(request.user),
        "is_late": has_run_out(submission.due_back_on, today=timezone.localdate()),
        "is_last_attempt": is_last_attempt(submission),
        "adjustments": ReasonableAdjustment.objects.for_submission(submission),
    }
    return render(request, "assessments/submission_mark.html", context, status=status)


def is_last_attempt(submission: Submission) -> bool:
    """Whether a referral of this attempt leaves none that is allowed (R11)."""
    allowed = AttemptOverride.objects.numbers(enrolment=submission.enrolment, unit=submission.unit)
    limit = settings.ATTEMPTS_PER_UNIT
    return not may_attempt(submission.attempt + 1, limit=limit, allowed=allowed)


def met_in(submission: Submission) -> dict[int, tuple[DraftConflict, ...]]:
    """The versions that met while marking, by primary key of the criterion."""
    kept = submission.draft_conflicts.select_related("saved_by", "typed_by")
    found: dict[int, tuple[DraftConflict, ...]] = {}
    for conflict in kept:
        found[conflict.criterion_id] = (*found.get(conflict.criterion_id, ()), conflict)
    return found


def row_of(
    line: Line, form: SheetForm, trouble: Trouble, papers: Papers, met: tuple[DraftConflict, ...]
) -> Row:
    """One criterion of the page."""
    position = line.criterion.position
    row = Row(
        line=line,
        standing=standing_of_line(line),
        anchors=anchors_of(line),
        places=papers.at(position),
    )
    if line.is_carried:
        return row
    decision, feedback = form[decision_name(line)], form[feedback_name(line)]
    missing = [item.what for item in trouble.missing if item.position == position]
    conflict = trouble.conflicts.get(position)
    return Row(
        line=line,
        standing=row.standing,
        anchors=row.anchors,
        places=row.places,
        decision=decision,
        feedback=feedback,
        problems=(*decision.errors, *feedback.errors, *missing),
        conflict=conflict,
        met=met,
        sides=tuple(sides_of(line, form)) if conflict else (),
    )


def sides_of(line: Line, form: SheetForm) -> Iterator[Side]:
    """The fields of a criterion in which the saved text and the typed one differ."""
    typed = form.entries().get(line.criterion.position, line.entry)
    fields = (
        (decision_name(line), "Mark" if line.is_marked else "Decision", decision_text),
        (feedback_name(line), "Feedback", lambda entry: entry.feedback),
    )
    for name, label, read in fields:
        saved, ours = read(line.entry), read(typed)
        if saved != ours:
            yield Side(label=label, saved=saved, typed=ours, name=taken_name(name))


def decision_text(entry: Entry) -> str:
    """A mark or an outcome in a word."""
    if entry.mark is not None:
        return shown(entry.mark)
    return Outcome(entry.outcome).label if entry.outcome else ""


def last_saved(sheet: Sheet) -> datetime | None:
    """When anything of the sheet was last saved."""
    return max((line.draft.saved_at for line in sheet.lines if line.draft), default=None)


def verdict_html(sheet: Sheet) -> str:
    """The running verdict, as the page and autosave show it."""
    return render_to_string("assessments/_verdict.html", {"verdict": sheet.verdict})


def standing_of_lines(sheet: Sheet) -> dict[str, dict[str, str]]:
    """The pill and the band of each open criterion, for autosave to put on the page."""
    found = {}
    for line in sheet.open_lines:
        standing = standing_of_line(line)
        pill = render_to_string("assessments/_criterion_pill.html", {"standing": standing})
        found[str(line.criterion.position)] = {"pill": pill, "band": standing.band}
    return found
