"""The marking page: one form for the whole sheet, saved as it is typed or all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.conflicts import keep_both_sides
from assessments.actions.marking import finish_marking, save_sheet
from assessments.actions.reopening import keep_criterion, reopen_criterion
from assessments.errors import MarkingRefused, MarkingUnfinished
from assessments.forms.marking import FROM_ELSEWHERE, SheetForm, decision_name, feedback_name
from assessments.models import MarkingDraft, Submission
from assessments.permissions import can_mark
from assessments.sheets import Line, Sheet, sheet_of
from assessments.verdicts import unsupported
from assessments.views.sheets import (
    Trouble,
    sheet_page,
    standing_of_lines,
    verdict_html,
)
from ledger.errors import StaleVersion


def tutored(request: AuthedRequest, reference: UUID) -> Submission:
    """A submission of today's caseload; 404 for any other."""
    overseen = Submission.objects.overseen_by(request.user).select_related(
        "unit__version", "enrolment__candidate__user", "enrolment__qualification"
    )
    return get_object_or_404(overseen, reference=reference, enrolment__tutor=request.user)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def submission_mark(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The sheet beside the evidence; a POST saves all that is typed."""
    submission = tutored(request, reference)
    if request.method == "POST":
        form = saved_form(request, submission)
        if isinstance(form, HttpResponse):
            return form
        messages.success(request, "Saved.")
        return redirect("assessments:submission_mark", reference=reference)
    if not can_mark(request.user, submission):
        return redirect("assessments:submission_result", reference=reference)
    form = SheetForm(sheet=sheet_of(submission), today=timezone.localdate())
    return sheet_page(request, form, version=form.initial["version"])


@role_required(Role.TUTOR)
@require_POST
def draft_save(request: AuthedRequest, reference: UUID) -> JsonResponse:
    """What autosave.js sends: the whole sheet, of which what changed is kept.

    A mark that is none is kept as no mark and named, so that the rest is safe meanwhile.
    """
    submission = tutored(request, reference)
    form = typed_form(request.POST, submission)
    if not form.is_of_this_sheet:
        return JsonResponse({"message": FROM_ELSEWHERE}, status=422)
    now = timezone.now()
    try:
        sheet = save(form, by=request.user)
    except StaleVersion as conflict:
        return JsonResponse(
            both_sides(request.POST, submission, conflict, reader=request.user), status=409
        )
    except MarkingRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return JsonResponse(
        {
            "version": form.version_after(sheet),
            "saved_at": f"{timezone.localtime(now):%H:%M:%S}",
            "problems": problems_of(form, sheet),
            "verdict": verdict_html(sheet),
            "is_referral": sheet.verdict.would_be_referral,
            "standings": standing_of_lines(sheet),
        }
    )


@role_required(Role.TUTOR)
@require_POST
def submission_finish(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Save all that is typed, then turn it into decisions."""
    submission = tutored(request, reference)
    form = saved_form(request, submission)
    if isinstance(form, HttpResponse):
        return form
    try:
        finish_marking(
            submission=submission,
            resubmit_by=form.cleaned_data["resubmit_by"],
            by=request.user,
            now=timezone.now(),
            shown=form.entries(),
            is_current=form.cleaned_data.get("is_current", False),
        )
    except StaleVersion as conflict:
        return conflict_page(request, submission, conflict)
    except MarkingRefused as refusal:
        missing = refusal.missing if isinstance(refusal, MarkingUnfinished) else ()
        said = "" if missing else str(refusal)
        return page_again(request, form, Trouble(refusal=said, missing=missing, is_saved=True))
    return redirect("assessments:submission_result", reference=reference)


@role_required(Role.TUTOR)
@require_POST
def criterion_reopen(request: AuthedRequest, reference: UUID, position: int) -> HttpResponse:
    """Save what is typed, then open a criterion that an earlier attempt met (R14)."""
    submission = tutored(request, reference)
    line = line_at(submission, position)
    form = saved_form(request, submission)
    if isinstance(form, HttpResponse):
        return form
    try:
        reopen_criterion(
            submission=submission,
            criterion=line.criterion,
            reason=request.POST.get(f"c{position}-reason", "")[:300],
            by=request.user,
            now=timezone.now(),
        )
    except MarkingRefused as refusal:
        return page_again(request, form, Trouble(refusal=str(refusal), is_saved=True))
    return redirect_to(submission, position)


@role_required(Role.TUTOR)
@require_POST
def criterion_keep(request: AuthedRequest, reference: UUID, position: int) -> HttpResponse:
    """Save what is typed, then let a reopened criterion stand as it was."""
    submission = tutored(request, reference)
    line = line_at(submission, position)
    form = saved_form(request, submission)
    if isinstance(form, HttpResponse):
        return form
    try:
        keep_criterion(
            submission=submission, criterion=line.criterion, by=request.user, now=timezone.now()
        )
    except MarkingRefused as refusal:
        return page_again(request, form, Trouble(refusal=str(refusal), is_saved=True))
    return redirect_to(submission, position)


def typed_form(data: QueryDict, submission: Submission) -> SheetForm:
    """What was sent, read against the sheet as it stands."""
    form = SheetForm(data, sheet=sheet_of(submission), today=timezone.localdate())
    form.full_clean()
    return form


def save(form: SheetForm, *, by: User) -> Sheet:
    """Keep what is typed."""
    return save_sheet(
        sheet=form.sheet,
        entries=form.entries(),
        seen=form.seen,
        by=by,
        now=timezone.now(),
        resubmit_by=form.typed_day,
    )


def saved_form(request: AuthedRequest, submission: Submission) -> SheetForm | HttpResponse:
    """The form with all of it saved, or the page that says why nothing of it is."""
    form = typed_form(request.POST, submission)
    if not form.is_of_this_sheet:
        fresh = SheetForm(sheet=form.sheet, today=timezone.localdate())
        trouble = Trouble(refusal=FROM_ELSEWHERE, is_saved=True)
        return sheet_page(
            request, fresh, version=fresh.initial["version"], trouble=trouble, status=422
        )
    if not form.is_valid():
        return sheet_page(request, form, version=form.data["version"], status=422)
    try:
        save(form, by=request.user)
    except StaleVersion as conflict:
        return conflict_page(request, submission, conflict)
    except MarkingRefused as refusal:
        trouble = Trouble(refusal=str(refusal))
        return sheet_page(request, form, version=form.data["version"], trouble=trouble, status=422)
    return form


def page_again(request: AuthedRequest, form: SheetForm, trouble: Trouble) -> HttpResponse:
    """The page with what was saved, and why the next step was not taken."""
    again = typed_form(request.POST, form.sheet.submission)
    return sheet_page(
        request, again, version=form.version_after(again.sheet), trouble=trouble, status=422
    )


def problems_of(form: SheetForm, sheet: Sheet) -> dict[str, str]:
    """What the page is to say beside a field although the rest is saved, by name of the field."""
    entries = form.entries()
    found = {name: str(errors[0]) for name, errors in form.errors.items()}
    for line in sheet.open_lines:
        entry = entries.get(line.criterion.position)
        if line.draft and entry is not None and entry != line.entry:
            at = f"{timezone.localtime(line.draft.saved_at):%H:%M}"
            told = f"{line.draft.saved_by} saved something else here at {at}. Open the page again."
            found.setdefault(feedback_name(line), told)
        elif lack := unsupported(line.judged):
            found.setdefault(decision_name(line), lack)
    return found


def conflict_page(
    request: AuthedRequest,
    submission: Submission,
    conflict: StaleVersion,
    *,
    data: QueryDict | None = None,
) -> HttpResponse:
    """The page with both sides of what differs; what is typed, or came as `data`, is kept in it."""
    form = typed_form(request.POST if data is None else data, submission)
    found = conflicts_of(form, conflict)
    keep_both(form, found, by=request.user)
    return sheet_page(
        request,
        form,
        version=form.version_knowing(found),
        trouble=Trouble(conflicts=found),
        status=409,
    )


def conflicts_of(form: SheetForm, conflict: StaleVersion) -> dict[int, MarkingDraft]:
    """The drafts that stand against what was typed, by position."""
    drafts: Iterable[MarkingDraft] = conflict.theirs  # type: ignore[assignment]
    theirs = {draft.criterion_id: draft for draft in drafts}
    return {
        line.criterion.position: theirs[line.criterion.pk]
        for line in form.sheet.open_lines
        if line.criterion.pk in theirs
    }


def keep_both(form: SheetForm, found: Mapping[int, MarkingDraft], *, by: User) -> None:
    """Keep both sides of a conflict in its history, whichever is chosen."""
    keep_both_sides(
        submission=form.sheet.submission,
        entries=form.entries(),
        drafts=found.values(),
        by=by,
        now=timezone.now(),
    )


def both_sides(
    data: QueryDict, submission: Submission, conflict: StaleVersion, *, reader: User
) -> dict[str, Any]:
    """What autosave.js shows of a conflict: every field as it would be with the saved text."""
    again = typed_form(data, submission)
    found = conflicts_of(again, conflict)
    keep_both(again, found, by=reader)
    saved = next(iter(found.values()))
    theirs = {"resubmit_by": data.get("resubmit_by", "")}
    for line in again.sheet.open_lines:
        for name in (decision_name(line), feedback_name(line)):
            is_theirs = line.criterion.position in found
            theirs[name] = again.initial[name] if is_theirs else data.get(name, "")
    is_own = saved.saved_by == reader
    return {
        "theirs": theirs,
        "their_version": again.version_knowing(found),
        "their_name": "You, in another window," if is_own else str(saved.saved_by),
        "their_time": f"{timezone.localtime(saved.saved_at):%H:%M:%S}",
    }


def line_at(submission: Submission, position: int) -> Line:
    """A criterion of the submission's unit by its position; 404 where there is none."""
    line = sheet_of(submission).line(position)
    if line is None:
        raise Http404
    return line


def redirect_to(submission: Submission, position: int) -> HttpResponse:
    """Back to the page, at one criterion."""
    page = reverse("assessments:submission_mark", args=[submission.reference])
    return redirect(f"{page}#criterion-{position}")
