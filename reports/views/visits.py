"""The pages of a visit: the pack, a candidate, and why a unit is passed. They only read."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_required
from awards import storage
from courses.models import Unit
from enrolments.models import Enrolment
from ledger import audit
from quality.models import FrozenPack
from quality.views.within import VisitRequest, seen_in, within_visit
from reports.trails.events import of_enrolment, of_unit
from reports.trails.units import unit_story
from reports.trails.words import changes
from reports.visits import pack_of

PAGE = 50
NEWEST = 8


@within_visit
@require_safe
def visit_pack(request: VisitRequest) -> HttpResponse:
    """Everything that is ready for the assurer, on one page."""
    request.opened = "The visit pack"
    now = timezone.now()
    pack = pack_of(request.visit, user=request.user, now=now)
    context = {"visit": request.visit, "pack": pack, "state": request.visit.state(now=now)}
    if request.user.is_administrator:
        context["openings"] = request.visit.openings.all()[:NEWEST]
        context["frozen"] = FrozenPack.objects.filter(visit=request.visit).first()
    return render(request, "reports/visit_pack.html", context)


@role_required(Role.ADMINISTRATOR)
@within_visit
@require_safe
def visit_pack_file(request: VisitRequest, kind: str) -> HttpResponse:
    """The pack as it was kept, as pdf or zip. Who took it away is recorded (R25)."""
    pack = get_object_or_404(FrozenPack, visit=request.visit)
    kept = {
        "pdf": (pack.pdf_name, pack.pdf_sha256, "application/pdf"),
        "zip": (pack.zip_name, pack.zip_sha256, "application/zip"),
    }
    if kind not in kept:
        raise Http404
    name, digest, content_type = kept[kind]
    response = HttpResponse(storage.read(name, sha256=digest), content_type=content_type)
    day = timezone.localdate(request.visit.opens_at)
    response["Content-Disposition"] = f'attachment; filename="Visit {day}.{kind}"'
    audit.record(
        request.user, "took away the pack of", request.visit, after={"kind": kind},
        at=timezone.now(),
    )  # fmt: skip
    return response


@within_visit
@require_safe
def visit_candidate(request: VisitRequest, enrolment: UUID) -> HttpResponse:
    """One candidate: each unit, and everything that happened."""
    found = candidate_in(request, enrolment)
    request.opened = f"Candidate {found.candidate}"
    units = Unit.objects.filter(version=found.version_id).order_by("position")
    states = {row.unit_id: row for row in found.progress.all()}
    context = {
        "visit": request.visit,
        "enrolment": found,
        "units": [(unit, states.get(unit.pk)) for unit in units],
        **listed(request, found, None),
    }
    return render(request, "reports/visit_candidate.html", context)


@within_visit
@require_safe
def visit_unit(request: VisitRequest, enrolment: UUID, code: str) -> HttpResponse:
    """Why somebody passed a unit, or has not: the files, every decision, every release."""
    found = candidate_in(request, enrolment)
    unit = get_object_or_404(Unit, version=found.version_id, code=code)
    request.opened = f"{unit.short_code} of {found.candidate}"
    context = {
        "visit": request.visit,
        "story": unit_story(found, unit),
        **listed(request, found, unit),
    }
    return render(request, "reports/visit_unit.html", context)


def candidate_in(request: VisitRequest, reference: UUID) -> Enrolment:
    """A candidate of the visit; any other is not there."""
    return get_object_or_404(seen_in(request).with_people(), reference=reference)


def listed(request: VisitRequest, enrolment: Enrolment, unit: Unit | None) -> dict[str, object]:
    """One page of what happened, the newest first."""
    events = of_unit(enrolment, unit) if unit else of_enrolment(enrolment)
    rows = events.select_related("link").newest_first()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {"page": page, "lines": [(event, changes(event), None) for event in page]}
