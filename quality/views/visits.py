"""Visits of external quality assurers: the list, opening one, closing it, what was opened."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Qualification
from enrolments.choices import VisitKind
from enrolments.models import EQAVisit
from ledger.errors import DomainError
from quality.actions.visiting import close_visit, open_visit
from quality.forms.visiting import VisitForm
from quality.views.within import VisitRequest, within_visit

ON_A_PAGE = 50


@role_required(Role.EQA, Role.ADMINISTRATOR)
@require_safe
def visit_list(request: AuthedRequest) -> HttpResponse:
    """An assurer's own visits, with their times; for administrators all, and where to open one."""
    now = timezone.now()
    visits = EQAVisit.objects.visible_to(request.user).with_people()
    page = Paginator(visits, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(visit, visit.state(now=now)) for visit in page],
        "may_open": request.user.is_administrator,
        "qualifications": Qualification.objects.order_by("level", "code")
        if request.user.is_administrator
        else (),
    }
    return render(request, "quality/visit_list.html", context)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_create(request: AuthedRequest, slug: str) -> HttpResponse:
    """Open a visit to a diploma: what is read, who comes, from when to when."""
    qualification = get_object_or_404(Qualification, slug=slug)
    sent = request.POST if request.method == "POST" else None
    form = VisitForm(sent, qualification=qualification, today=timezone.localdate())
    if form.is_valid():
        try:
            visit = open_visit(
                qualification=qualification,
                part=form.part,
                visitor=form.visitor,
                kind=VisitKind(form.cleaned_data["kind"]),
                opens_at=form.opens_at,
                closes_at=form.closes_at,
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"The visit is open to {visit.assurer}, who gets a mail.")
            return redirect(visit)
    context = {"form": form, "qualification": qualification}
    status = 422 if form.is_bound else 200
    return render(request, "quality/visit_create.html", context, status=status)


@within_visit
@require_POST
def visit_close(request: VisitRequest) -> HttpResponse:
    """Close a visit before its time."""
    close_visit(visit=request.visit, by=request.user, now=timezone.now())
    messages.success(request, "The visit is closed. What was read and said is kept.")
    return redirect("quality:visit_list")


@role_required(Role.ADMINISTRATOR)
@require_safe
def visit_openings(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Every page and file that was opened, the newest first (R25)."""
    visit = get_object_or_404(EQAVisit.objects.with_people(), reference=reference)
    page = Paginator(visit.openings.select_related("user"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "quality/visit_openings.html", {"visit": visit, "page": page})
