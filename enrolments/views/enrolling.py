"""Enrolling one or twenty: choose on the list, confirm here, see what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.enrolling import Outcome, enrol_each
from enrolments.entry import LEVEL_WITH_REQUIREMENTS
from enrolments.forms.enrolling import EnrolForm, EntryCheckForm
from enrolments.models import Candidate, Enquiry, Enrolment

MOST_AT_ONCE = 50
OUTCOMES = "enrol_outcomes"
UNSURE = "Not sure yet which diploma, and not ticked to be enrolled all the same."


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_enrol(request: AuthedRequest) -> HttpResponse:
    """One plan for everybody chosen, one check of entry for each who needs it."""
    sent = request.POST if request.method == "POST" else None
    enquiries = chosen(request.POST if sent is not None else request.GET)
    if not enquiries:
        return render(request, "enrolments/enquiry_enrol.html", {"enquiries": []})
    form = EnrolForm(sent, enquiries=enquiries, today=timezone.localdate())
    checks = checks_for(enquiries, form, sent)
    if sent is None:
        return page(request, form, enquiries, checks)
    cohort = form.cleaned_data.get("cohort") if form.is_valid() else None
    going = form.going()
    has_entry = cohort is not None and cohort.qualification.level == LEVEL_WITH_REQUIREMENTS
    asked = [check for check in checks if has_entry and check.enquiry in going]
    if cohort is None or any(check.errors for check in asked):
        return page(request, form, enquiries, checks, status=422)
    outcomes = enrol_each(
        enquiries=going,
        cohort=cohort,
        tutor=form.cleaned_data["tutor"],
        starts_on=form.cleaned_data["starts_on"],
        planned_end_on=form.cleaned_data["planned_end_on"],
        entry_checks={check.enquiry.pk: check.findings() for check in asked},
        by=request.user,
        now=timezone.now(),
    )
    outcomes += [Outcome(one, refusal=UNSURE) for one in enquiries if one not in going]
    request.session[OUTCOMES] = [kept(outcome) for outcome in outcomes]
    return redirect("enrolments:enquiry_enrolled")


@role_required(Role.ADMINISTRATOR)
@require_safe
def enquiry_enrolled(request: AuthedRequest) -> HttpResponse:
    """What became of each: enrolled, enrolled already, or why not."""
    lines = lines_of(request.session.get(OUTCOMES, []))
    context = {"lines": lines, "enrolled": sum(line.is_new for line in lines)}
    return render(request, "enrolments/enquiry_enrolled.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the result page."""

    enquiry: Enquiry
    enrolment: Enrolment | None
    is_new: bool
    refusal: str


def chosen(data: QueryDict) -> list[Enquiry]:
    """The enquiries ticked, in the order of a register; what is no reference is passed over."""
    references = []
    for text in data.getlist("e")[:MOST_AT_ONCE]:
        try:
            references.append(UUID(text))
        except ValueError:
            continue
    rows = Enquiry.objects.filter(reference__in=references).select_related("qualification")
    return list(rows.order_by("family_name", "given_name", "pk"))


def checks_for(
    enquiries: Iterable[Enquiry], form: EnrolForm, sent: QueryDict | None
) -> list[EntryCheckForm]:
    """An entry check for everybody who may go to Level 7 by this form."""
    if LEVEL_WITH_REQUIREMENTS not in form.levels:
        return []
    return [
        EntryCheckForm(sent, enquiry=enquiry)
        for enquiry in enquiries
        if enquiry.qualification is None or enquiry.qualification.level == LEVEL_WITH_REQUIREMENTS
    ]


def page(
    request: HttpRequest,
    form: EnrolForm,
    enquiries: list[Enquiry],
    checks: list[EntryCheckForm],
    *,
    status: int = 200,
) -> HttpResponse:
    """The confirm page."""
    known = Candidate.objects.filter(user__email__in=[enquiry.email for enquiry in enquiries])
    addresses = set(known.values_list("user__email", flat=True))
    context = {
        "form": form,
        "enquiries": enquiries,
        "sure": request.POST.getlist("sure"),
        "known": [enquiry.pk for enquiry in enquiries if enquiry.email in addresses],
        "checks": checks,
        "has_faulty_checks": status != 200 and any(check.errors for check in checks),
    }
    return render(request, "enrolments/enquiry_enrol.html", context, status=status)


def kept(outcome: Outcome) -> dict[str, Any]:
    """An outcome as the session keeps it: references and words."""
    return {
        "enquiry": str(outcome.enquiry.reference),
        "enrolment": str(outcome.enrolment.reference) if outcome.enrolment else "",
        "is_new": outcome.is_new,
        "refusal": outcome.refusal,
    }


def lines_of(outcomes: list[dict[str, Any]]) -> list[Line]:
    """The result page's lines, from two queries."""
    enquiries = by_reference(Enquiry.objects.all(), (o["enquiry"] for o in outcomes))
    enrolments = by_reference(
        Enrolment.objects.with_people(), (o["enrolment"] for o in outcomes if o["enrolment"])
    )
    return [
        Line(
            enquiry=enquiries[outcome["enquiry"]],
            enrolment=enrolments.get(outcome["enrolment"]),
            is_new=outcome["is_new"],
            refusal=outcome["refusal"],
        )
        for outcome in outcomes
        if outcome["enquiry"] in enquiries
    ]


def by_reference(rows: QuerySet[Any], references: Iterable[str]) -> dict[str, Any]:
    """Rows by their reference as text."""
    return {str(row.reference): row for row in rows.filter(reference__in=list(references))}
