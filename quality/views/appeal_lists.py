"""The list of appeals: a candidate's own, and those that staff may read."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.searching import about
from enrolments.views.listing import Sort, sorted_page
from quality.choices import Part
from quality.forms.appeals import ANY, SETTLED, AppealFilterForm
from quality.models import Appeal
from quality.views.appeals import RELATED, STAFF, readable

PERSON = ("candidate__family_name", "candidate__given_name")
SORTS = {
    "lodged": Sort("Lodged", ("-lodged_at",)),
    "name": Sort("Candidate", PERSON),
}


@role_required(Role.CANDIDATE, *STAFF)
@require_safe
def appeal_list(request: AuthedRequest) -> HttpResponse:
    """A candidate's own; for staff those to answer, of the caseload, of what is assured, or all."""
    today = timezone.localdate()
    filters = AppealFilterForm(request.GET)
    rows = readable(request)
    state = filters.value("state")
    unsettled = Appeal.objects.unsettled(today=today)
    if state == SETTLED:
        rows = rows.exclude(pk__in=unsettled.order_by().values("pk"))
    elif state != ANY:
        rows = rows.filter(pk__in=unsettled.order_by().values("pk"))
    rows = rows.filter(about(filters.value("q"), *PERSON, "submission__unit__title"))
    rows = rows.select_related(*RELATED).prefetch_related("stages__reviewers__person")
    page, heads = sorted_page(request, rows, SORTS, default="lodged")
    context = {
        "filters": filters,
        "page": page,
        "heads": heads,
        "rows": [
            (appeal, stages, last_of(stages))
            for appeal, stages in ((one, list(one.stages.all())) for one in page)
        ],
        "today": today,
    }
    return render(request, "quality/appeal_list.html", context)


def last_of(stages: list[Any]) -> dict[str, Any]:
    """The stage an appeal has come to, and who answers it."""
    reviewers = [one for one in stages[-1].reviewers.all() if one.part == Part.REVIEWER]
    return {"stage": stages[-1], "reviewer": reviewers[-1].person if reviewers else None}
