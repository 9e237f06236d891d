"""A newer file for a piece of evidence, and one piece where two hold the same file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.versions import add_version, use_instead
from assessments.errors import EvidenceRefused, FileRefused, NoRoom
from assessments.models import Evidence
from assessments.names import clean_name
from assessments.views.scope import own_evidence, own_unit
from assessments.views.unit_answers import done, not_done
from assessments.views.unit_pages import RefusedFile, Trouble, show_unit
from enrolments.models import Enrolment


@role_required(Role.CANDIDATE)
@require_POST
def evidence_version(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Add a newer file beside what the evidence holds."""
    enrolment, unit = own_unit(request, reference, code)
    item = own_evidence(enrolment, evidence)
    upload = request.FILES.get("newer")
    name = clean_name(upload.name or "") if upload else ""
    try:
        if upload is None:
            raise FileRefused("Choose the newer file first.")
        file = add_version(
            evidence=item, unit=unit, upload=upload, by=request.user, now=timezone.now()
        )
    except (NoRoom, FileRefused, EvidenceRefused) as refusal:
        status = 507 if isinstance(refusal, NoRoom) else 422
        trouble = Trouble(files=[RefusedFile(name, str(refusal))])
        return show_unit(request, enrolment, unit, trouble=trouble, status=status)
    said = f"“{item.title}” is now at version {file.version}."
    return done(request, enrolment, unit, said, at=f"evidence-{item.reference}")


@role_required(Role.CANDIDATE)
@require_POST
def evidence_instead(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Map the other item that holds the same file, and take this one out."""
    enrolment, unit = own_unit(request, reference, code)
    item = own_evidence(enrolment, evidence)
    try:
        twin = _twin(enrolment, request.POST.get("twin", ""))
        kept = use_instead(evidence=item, twin=twin, unit=unit, by=request.user, now=timezone.now())
    except EvidenceRefused as refusal:
        return not_done(request, enrolment, unit, refusal)
    said = f"“{kept.title}” now stands for both."
    return done(request, enrolment, unit, said, at=f"evidence-{kept.reference}")


def _twin(enrolment: Enrolment, reference: str) -> Evidence:
    """The other item, of the same portfolio."""
    try:
        return own_evidence(enrolment, UUID(reference))
    except (ValueError, Http404):
        raise EvidenceRefused("Say which one is used instead.") from None
