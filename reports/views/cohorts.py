"""The cohort page, which is the cohort report."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.models import Cohort, Enrolment
from reports.cohort import FIGURES, CohortReport, Filters, cohort_report
from reports.exporting import record_export
from reports.exports import CONTENT_TYPES, RENDERINGS

DOWNLOADS = ("csv", "xlsx")


def _filters(asked: QueryDict) -> Filters:
    """What the address asks for; what it cannot mean is left out."""
    figure = asked.get("show", "")
    return Filters(
        figure=figure if figure in FIGURES else "",
        tutor=asked.get("tutor", "").replace("\x00", "")[:200],
        has_withdrawn=asked.get("withdrawn") != "hide",
    )


def _address(filters: Filters, **changes: str) -> str:
    """The query of the same page with something changed."""
    values = {
        "show": filters.figure,
        "tutor": filters.tutor,
        "withdrawn": "" if filters.has_withdrawn else "hide",
    } | changes
    return "?" + urlencode({key: value for key, value in values.items() if value})


def _address_of(name: str, role: Role, request: AuthedRequest, reference: str) -> str:
    """The address of something to do with a cohort, for who may."""
    if role not in request.user.role_names:
        return ""
    return reverse(f"enrolments:{name}", args=[reference])


def _report(request: AuthedRequest, reference: str) -> CohortReport:
    visible = Cohort.objects.visible_to(request.user).select_related("qualification")
    return cohort_report(
        cohort=get_object_or_404(visible, reference=reference),
        enrolments=Enrolment.objects.for_staff(request.user),
        filters=_filters(request.GET),
        made_by=str(request.user),
        now=timezone.now(),
    )


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def cohort_report_page(request: AuthedRequest, reference: str) -> HttpResponse:
    """Candidates by units, five figures that open into people, filters in the address."""
    report = _report(request, reference)
    filters = report.filters
    figures = [
        {
            "number": report.figures[figure.key],
            "label": figure.label,
            "url": _address(
                filters, show="" if filters.figure == figure.key else figure.key, withdrawn=""
            ),
            "tone": "attention" if figure.is_warning else "",
            "is_current": filters.figure == figure.key,
        }
        for figure in FIGURES.values()
    ]
    context = {
        "report": report,
        "figures": figures,
        "figure": FIGURES.get(filters.figure),
        "query": _address(filters),
        "everybody_url": _address(filters, show=""),
        "withdrawn_url": _address(filters, withdrawn="hide" if filters.has_withdrawn else ""),
        "session_url": _address_of("group_session_record", Role.TUTOR, request, reference),
        "edit_url": _address_of("cohort_edit", Role.ADMINISTRATOR, request, reference),
        "units": list(zip(report.unit_codes, report.unit_titles, strict=True)),
    }
    return render(request, "reports/cohort_report.html", context)


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def cohort_report_export(request: AuthedRequest, reference: str, kind: str) -> HttpResponse:
    """The same value as a file; `kind` is csv or xlsx. Who took it away is recorded (R25)."""
    if kind not in DOWNLOADS:
        raise Http404
    report = _report(request, reference)
    record_export(report, kind=kind, by=request.user)
    response = HttpResponse(RENDERINGS[kind](report), content_type=CONTENT_TYPES[kind])
    day = timezone.localdate(report.made_at)
    response["Content-Disposition"] = f'attachment; filename="{report.reference} {day}.{kind}"'
    return response
