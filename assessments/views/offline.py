"""Marking without a network: the sheet as a file, and the file taken in again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.offline import take_sheet_away, take_sheet_in
from assessments.drafts import write_seen
from assessments.errors import FileRefused, MarkingRefused
from assessments.file_types import BY_EXTENSION
from assessments.forms.marking import SheetForm, decision_name, feedback_name
from assessments.forms.offline import SheetFileForm
from assessments.models import Submission
from assessments.offline import (
    Row,
    decision_of,
    faults_of,
    line_of,
    read_workbook,
    seen_of,
    workbook,
)
from assessments.permissions import can_mark
from assessments.sheets import Sheet, sheet_of
from assessments.views.marking import conflict_page, tutored, typed_form
from ledger.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class Refused:
    """A row with everything that is wrong with it."""

    row: Row
    reasons: tuple[str, ...]


@role_required(Role.TUTOR)
@require_POST
def sheet_export(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The open criteria as a workbook, to be marked without a network."""
    submission = tutored(request, reference)
    now = timezone.now()
    try:
        take_sheet_away(submission=submission, by=request.user, now=now)
    except MarkingRefused as refusal:
        return import_page(request, submission, SheetFileForm(), refusal=str(refusal))
    candidate = str(submission.enrolment.candidate)
    content = workbook(sheet_of(submission), candidate=candidate, by=str(request.user), now=now)
    name = f"marking-{submission.unit.code}-{str(submission.reference)[:8]}.xlsx"
    return HttpResponse(
        content,
        content_type=BY_EXTENSION["xlsx"].media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_import(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take a filled-in sheet in: all of it, or nothing, with the reason for each row."""
    submission = tutored(request, reference)
    if request.method != "POST":
        if not can_mark(request.user, submission):
            return redirect("assessments:submission_result", reference=reference)
        return import_page(request, submission, SheetFileForm())
    form = SheetFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return import_page(request, submission, form)
    content: bytes = form.cleaned_data["file"]
    try:
        rows = read_workbook(content)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return import_page(request, submission, form)
    return taken_in(request, submission, rows, digest=sha256(content).hexdigest())


def taken_in(
    request: AuthedRequest, submission: Submission, rows: Sequence[Row], *, digest: str
) -> HttpResponse:
    """Save what the rows say, or answer with what keeps them from being saved."""
    sheet = sheet_of(submission)
    data = as_typed(rows, sheet)
    typed = typed_form(data, submission)
    if refused := refused_rows(rows, sheet, typed):
        return import_page(request, submission, SheetFileForm(), refused=refused)
    try:
        changed = take_sheet_in(
            sheet=typed.sheet,
            entries=typed.entries(),
            seen=typed.seen,
            sha256=digest,
            by=request.user,
            now=timezone.now(),
        )
    except StaleVersion as conflict:
        return conflict_page(request, submission, conflict, data=data)
    except MarkingRefused as refusal:
        return import_page(request, submission, SheetFileForm(), refusal=str(refusal))
    news = f"Saved from the file: {', '.join(changed)}."
    messages.success(request, news if changed else "The file says nothing new.")
    return redirect("assessments:submission_mark", reference=submission.reference)


def as_typed(rows: Sequence[Row], sheet: Sheet) -> QueryDict:
    """What the page would send if the rows were typed on it; the rest of it as it stands."""
    page = SheetForm(sheet=sheet, today=timezone.localdate())
    data = QueryDict(mutable=True)
    data["resubmit_by"] = page.initial["resubmit_by"].isoformat()
    for standing in sheet.open_lines:
        for name in (decision_name(standing), feedback_name(standing)):
            data[name] = page.initial[name]
    seen = dict(sheet.seen)
    for row in rows:
        line, made_from = line_of(row, sheet), seen_of(row)
        if line is None or made_from is None:
            continue
        seen[line.criterion.position] = made_from
        data[decision_name(line)] = row.decision if line.is_marked else decision_of(row) or ""
        data[feedback_name(line)] = row.feedback
    data["version"] = write_seen(str(sheet.submission.reference), seen)
    return data


def refused_rows(rows: Sequence[Row], sheet: Sheet, typed: SheetForm) -> list[Refused]:
    """Every row that cannot be taken in, with every reason."""
    times = Counter(row.criterion.strip() for row in rows)
    candidate = str(sheet.submission.enrolment.candidate)
    found = []
    for row in rows:
        reasons = [*faults_of(row, sheet, candidate=candidate)]
        if times[row.criterion.strip()] > 1:
            reasons.append("This criterion is in the file more than once.")
        line = line_of(row, sheet)
        if line is not None and not line.is_carried:
            for name in (decision_name(line), feedback_name(line)):
                reasons += [str(error) for error in typed.errors.get(name, [])]
        if reasons:
            found.append(Refused(row=row, reasons=tuple(reasons)))
    return found


def import_page(
    request: AuthedRequest,
    submission: Submission,
    form: SheetFileForm,
    *,
    refused: Sequence[Refused] = (),
    refusal: str = "",
) -> HttpResponse:
    """The page to download the sheet and to bring it back; with what was refused, and why."""
    context = {
        "submission": submission,
        "form": form,
        "refused": refused,
        "refusals": [refusal] if refusal else [],
    }
    status = 422 if form.is_bound or refused or refusal else 200
    return render(request, "assessments/sheet_import.html", context, status=status)
