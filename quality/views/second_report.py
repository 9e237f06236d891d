"""Second marking as quality assurance sees it: what waits, who has it, how far markings agree."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.scopes import assured_scope
from quality.actions.second_marking import give_second_marking
from quality.errors import SecondMarkingRefused
from quality.forms.judging import GiveForm
from quality.models import SamplingPolicy, SecondMarking
from quality.permissions import can_sample
from quality.second_marking import Drawn, compared, drawn_in, final_judgements, report_of
from quality.views.within import VisitRequest, within_visit

ON_A_PAGE = 50


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_safe
def second_marking_report(request: AuthedRequest) -> HttpResponse:
    """What is drawn, what is in whose hands, and the agreement of what is finished."""
    return report_page(request)


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_POST
def second_marking_give(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Give what is drawn to somebody who does not know the first marking."""
    waiting = drawn_for_overseer(request)
    found = next((one for one in waiting if one.submission.reference == reference), None)
    if found is None:
        given = SecondMarking.objects.overseen_by(request.user, today=timezone.localdate())
        if not given.standing().filter(submission__reference=reference).exists():
            raise Http404
        said = "Somebody has that already. Nothing was changed."
        return report_page(request, problem=said, status=409)
    form = form_of(found, request)
    if not form.is_valid():
        problem = str(form.errors["marker"][0])
        return report_page(request, problem=problem, bound=form, of=found, status=422)
    try:
        marking = give_second_marking(
            submission=found.submission, marker=form.chosen, by=request.user, now=timezone.now()
        )
    except SecondMarkingRefused as refusal:
        return report_page(request, problem=str(refusal), status=409)
    messages.success(request, f"Given to {marking.marker}, who gets a mail.")
    return redirect("quality:second_marking_report")


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def second_comparison(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Both markings side by side, once the second is finished."""
    today = timezone.localdate()
    rows = SecondMarking.objects.comparable_by(request.user, today=today).with_work()
    marking = get_object_or_404(rows, reference=reference)
    context = compared_page(marking) | {
        "oversees": marking.marker_id != request.user.pk,
        "may_sample": can_sample(request.user, marking.submission, today=today),
    }
    return render(request, "quality/second_comparison.html", context)


@within_visit
@require_safe
def visit_second(request: VisitRequest, marking: UUID) -> HttpResponse:
    """Both markings of a candidate of the visit."""
    rows = SecondMarking.objects.inspectable_by(
        request.user, visit=request.visit, now=timezone.now()
    ).with_work()
    found = get_object_or_404(rows, reference=marking)
    submission = found.submission
    request.opened = (
        f"Second marking of {submission.enrolment.candidate}, {submission.unit.short_code}"
    )
    context = compared_page(found) | {"visit": request.visit}
    return render(request, "quality/visit_second.html", context)


def compared_page(marking: SecondMarking) -> dict[str, object]:
    """Both markings, and how far they agree."""
    decisions = list(marking.decisions.select_related("first", "criterion", "assessor"))
    rows, agreement = compared(decisions)
    return {
        "marking": marking,
        "rows": rows,
        "agreement": agreement,
        "is_large": any(pair.is_large for _, pair in rows),
    }


def drawn_for_overseer(request: AuthedRequest) -> list[Drawn]:
    """What waits, of what the person oversees; never their own work as a candidate."""
    today, seen = timezone.localdate(), final_judgements()
    seen = seen.exclude(enrolment__candidate__user=request.user)
    if not request.user.is_administrator:
        seen = seen.filter(assured_scope(request.user, today=today))
    return drawn_in(seen, today=today)


def form_of(one: Drawn, request: AuthedRequest | None = None) -> GiveForm:
    """The picker of a drawn judgement."""
    sent = request.POST if request is not None else None
    return GiveForm(sent, markers=one.markers, auto_id=f"drawn-{one.submission.pk}-%s")


def report_page(
    request: AuthedRequest,
    *,
    problem: str = "",
    bound: GiveForm | None = None,
    of: Drawn | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what was refused at its head."""
    overseen = SecondMarking.objects.overseen_by(request.user, today=timezone.localdate())
    done = overseen.with_work().finished().order_by("-finished_at", "-pk")
    waiting = drawn_for_overseer(request)
    is_bound = of.submission.pk if of else None
    context = {
        "policy": SamplingPolicy.objects.in_force(),
        "report": report_of(overseen.finished()),
        "drawn": [
            (one, bound if bound and one.submission.pk == is_bound else form_of(one))
            for one in waiting
        ],
        "in_hand": overseen.with_work().in_hand(),
        "page": Paginator(done, ON_A_PAGE).get_page(request.GET.get("page")),
        "problem": problem,
    }
    return render(request, "quality/second_marking_report.html", context, status=status)
