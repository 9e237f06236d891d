"""A candidate's whole portfolio as one archive: asking for it, watching it grow, downloading it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments import portfolio_archive
from assessments.actions.exporting import KEPT, ask_portfolio
from assessments.errors import EvidenceRefused, NoRoom
from assessments.models import PortfolioExport
from enrolments.models import Enrolment

log = logging.getLogger(__name__)
CHUNK = 256 * 1024


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def portfolio_download(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The page of the archive: ask for it, see how far it is, and download it."""
    mine = Enrolment.objects.filter(candidate__user=request.user).with_people()
    enrolment = get_object_or_404(mine, reference=reference)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            ask_portfolio(enrolment=enrolment, by=request.user, now=timezone.now())
        except (EvidenceRefused, NoRoom) as trouble:
            refusal, status = str(trouble), 507 if isinstance(trouble, NoRoom) else 422
        else:
            return redirect("assessments:portfolio_download", enrolment.reference)
    exports = enrolment.portfolio_exports.filter(removed_at__isnull=True)
    export = exports.order_by("-pk").first()
    context = {
        "enrolment": enrolment,
        "export": export,
        "left_out": sum(bool(entry["left_out"]) for entry in export.entries) if export else 0,
        "kept_days": KEPT.days,
        "refusals": [refusal] if refusal else [],
    }
    return render(request, "assessments/portfolio_download.html", context, status=status)


@role_required(Role.CANDIDATE)
@require_safe
def portfolio_file(request: AuthedRequest, reference: UUID) -> HttpResponseBase:
    """The archive itself. One that is not there (any more) leads back to its page."""
    mine = PortfolioExport.objects.filter(enrolment__candidate__user=request.user)
    rows = mine.select_related("enrolment__candidate__user")
    export = get_object_or_404(rows, reference=reference)
    place = portfolio_archive.path_of(export)
    if not export.is_there or not place.is_file():
        return redirect("assessments:portfolio_download", export.enrolment.reference)
    log.info("Portfolio %s downloaded by user %s", export.reference, request.user.pk)
    response = StreamingHttpResponse(_read(place), content_type="application/zip")
    name = f"Portfolio {export.enrolment.candidate} {export.asked_at:%Y-%m-%d}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Length"] = str(export.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _read(place: Path) -> Iterator[bytes]:
    with place.open("rb") as content:
        while chunk := content.read(CHUNK):
            yield chunk
