"""Evidence on the unit page: adding it, describing it, using it again, taking it out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.evidence import (
    add_evidence,
    describe_evidence,
    remove_evidence,
    restore_evidence,
    use_evidence,
)
from assessments.choices import EvidenceKind
from assessments.claims import Described
from assessments.errors import EvidenceRefused, FileRefused, NoRoom
from assessments.forms.portfolio import DescribeForm
from assessments.models import Evidence
from assessments.names import clean_name
from assessments.unit_page import unit_page
from assessments.views.autosaving import conflict, gone, is_autosave, saved, unsaved
from assessments.views.scope import own_evidence, own_unit
from assessments.views.submitting import unit_url
from assessments.views.unit_answers import done, not_done
from assessments.views.unit_pages import RefusedFile, Trouble, auto_id, show_unit
from courses.models import Unit
from enrolments.models import Enrolment
from ledger.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the files of one request."""

    added: list[Evidence]
    refused: list[RefusedFile]
    status: int


@role_required(Role.CANDIDATE)
@require_POST
def evidence_add(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Add one file or several; each stands or falls by itself."""
    enrolment, unit = own_unit(request, reference, code)
    received = receive(request, enrolment, unit, request.FILES.getlist("files"))
    if received.refused:
        for evidence in received.added:
            messages.success(request, f"“{evidence.title}” is added.")
        trouble = Trouble(files=received.refused)
        return show_unit(request, enrolment, unit, trouble=trouble, status=received.status)
    for evidence in received.added:
        messages.success(request, f"“{evidence.title}” is added. Untick what it does not show.")
    return HttpResponseRedirect(f"{unit_url(enrolment, unit)}#evidence")


def receive(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit, uploads: list[UploadedFile[bytes]]
) -> Received:
    """Add each upload, and remember why one was not."""
    added, refused, status = [], [], 200
    for upload in uploads:
        try:
            evidence = add_evidence(
                enrolment=enrolment,
                unit=unit,
                upload=upload,
                by=request.user,
                now=timezone.now(),
            )
        except NoRoom as refusal:
            refused.append(RefusedFile(clean_name(upload.name or ""), str(refusal)))
            status = 507
        except (FileRefused, EvidenceRefused) as refusal:
            refused.append(RefusedFile(clean_name(upload.name or ""), str(refusal)))
            status = max(status, 422)
        else:
            added.append(evidence)
    if not uploads:
        refused.append(RefusedFile("", "Choose a file first, or drop one here."))
        status = 422
    return Received(added, refused, status)


@role_required(Role.CANDIDATE)
@require_POST
def evidence_edit(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Title, kind, and what of this unit it shows where."""
    enrolment, unit = own_unit(request, reference, code)
    item = own_evidence(enrolment, evidence)
    criteria = unit_page(enrolment, unit).open_criteria
    standing = EvidenceKind(item.kind)
    form = DescribeForm(
        request.POST,
        criteria=criteria,
        standing=standing,
        today=timezone.localdate(),
        auto_id=auto_id(item),
    )
    if not form.is_valid():
        if is_autosave(request):
            return unsaved(form)
        trouble = Trouble(described={item.pk: form})
        return show_unit(request, enrolment, unit, trouble=trouble, status=422)
    described = form.described()
    now = timezone.now()
    try:
        describe_evidence(
            evidence=item,
            unit=unit,
            described=described,
            version=form.cleaned_data["version"],
            by=request.user,
            now=now,
        )
    except StaleVersion as stale:
        theirs = stale.theirs
        if not isinstance(theirs, Described):
            raise TypeError(theirs) from stale
        if is_autosave(request):
            return conflict(
                form.answers(theirs), version=theirs.version, at=now, yours=form.answers(described)
            )
        data = request.POST.copy()
        data["version"] = theirs.version
        form = DescribeForm(
            data,
            criteria=criteria,
            standing=standing,
            today=timezone.localdate(),
            auto_id=auto_id(item),
        )
        form.add_error(None, str(stale))
        trouble = Trouble(described={item.pk: form})
        return show_unit(request, enrolment, unit, trouble=trouble, status=409)
    except EvidenceRefused as refusal:
        if is_autosave(request):
            return gone(refusal)
        return not_done(request, enrolment, unit, refusal)
    if is_autosave(request):
        return saved(described.version, now)
    return done(request, enrolment, unit, f"“{described.title}” is saved.")


@role_required(Role.CANDIDATE)
@require_POST
def evidence_use(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Use something already in the portfolio for this unit as well."""
    enrolment, unit = own_unit(request, reference, code)
    item = own_evidence(enrolment, evidence)
    try:
        use_evidence(evidence=item, unit=unit, by=request.user, now=timezone.now())
    except EvidenceRefused as refusal:
        return not_done(request, enrolment, unit, refusal)
    return done(
        request, enrolment, unit, f"“{item.title}” is used here too. Untick what it does not show."
    )


@role_required(Role.CANDIDATE)
@require_POST
def evidence_remove(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Take something out of the portfolio; the page offers to put it back."""
    enrolment, unit = own_unit(request, reference, code)
    item = own_evidence(enrolment, evidence)
    try:
        remove_evidence(evidence=item, by=request.user, now=timezone.now())
    except EvidenceRefused as refusal:
        return not_done(request, enrolment, unit, refusal)
    return HttpResponseRedirect(f"{unit_url(enrolment, unit)}?removed={item.reference}#evidence")


@role_required(Role.CANDIDATE)
@require_POST
def evidence_restore(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Put something back that was removed."""
    enrolment, unit = own_unit(request, reference, code)
    item = own_evidence(enrolment, evidence)
    try:
        restore_evidence(evidence=item, by=request.user, now=timezone.now())
    except EvidenceRefused as refusal:
        return not_done(request, enrolment, unit, refusal)
    return done(request, enrolment, unit, f"“{item.title}” is back in your portfolio.")
