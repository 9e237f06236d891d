"""Statements for those who issue them and those who hold them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from awards import storage
from awards.actions import issue_statement, withdraw_statement
from awards.errors import NothingToReplace, StatementRefused
from awards.forms import ReplaceForm, WithdrawForm
from awards.models import StatementOfResults
from awards.permissions import can_issue, can_withdraw
from awards.querysets import StatementQuerySet
from awards.results import disputes_of, unit_passes
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from ledger import audit

PAGE = 50


# Lists of statements, by what became of them; the other lists are of people.
STATES: dict[str, tuple[str, Callable[[StatementQuerySet], StatementQuerySet]]] = {
    "issued": ("All statements", lambda issued: issued),
    "valid": ("Valid", lambda issued: issued.live()),
    "replaced": ("Replaced", lambda issued: issued.superseded()),
    "withdrawn": ("Withdrawn", lambda issued: issued.withdrawn()),
}


@role_required(Role.ADMINISTRATOR)
@require_safe
def statement_list(request: AuthedRequest) -> HttpResponse:
    """Complete enrolments with what to issue, or the statements there are by their state."""
    show = request.GET.get("show", "")
    live = StatementOfResults.objects.live()
    owed = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED).exclude(statements__in=live)
    context = {
        "show": show,
        "states": [(name, label) for name, (label, _) in STATES.items()],
        "number_waiting": owed.count(),
    }
    if show in STATES:
        issued = STATES[show][1](StatementOfResults.objects.visible_to(request.user))
        listed = issued.select_related(
            "enrolment__candidate__user", "enrolment__qualification", "superseded_by"
        ).order_by("-number")
        context["statements"] = Paginator(listed, PAGE).get_page(request.GET.get("page"))
        return render(request, "awards/statement_list.html", context)
    complete = (
        Enrolment.objects.visible_to(request.user)
        .filter(status=EnrolmentStatus.COMPLETED)
        .with_people()
        .prefetch_related(Prefetch("statements", queryset=live, to_attr="live_statements"))
        .order_by("-completed_at", "pk")
    )
    if show == "waiting":
        complete = complete.exclude(statements__in=live)
    page = Paginator(complete, PAGE).get_page(request.GET.get("page"))
    people = list(page.object_list)
    disputed = disputes_of(people, today=timezone.localdate())
    context |= {"page": page, "rows": [(one, disputed[one.pk]) for one in people]}
    return render(request, "awards/statement_list.html", context)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def statement_issue(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Look at what the paper will say, then issue it, once.

    A statement is replaced only when the address or the form names it, so that the Back button
    offers the one that was replaced, and never the new one unasked.
    """
    visible = Enrolment.objects.visible_to(request.user).with_people()
    enrolment = get_object_or_404(visible, reference=reference)
    is_sent = request.method == "POST"
    named = (request.POST if is_sent else request.GET).get("replacing", "")
    replacing = _named(enrolment, named)
    form = None
    if named:
        form = ReplaceForm(request.POST if is_sent else None, initial={"replacing": named})
    is_refused = bool(named) and (replacing is None or not replacing.is_live)
    error = ""
    if is_sent and not is_refused and (form is None or form.is_valid()):
        try:
            issued = issue_statement(
                enrolment=enrolment,
                by=request.user,
                now=timezone.now(),
                replacing=replacing,
                reason=form.cleaned_data["reason"] if form else "",
            )
        except NothingToReplace:
            is_refused, replacing = True, _named(enrolment, named)
        except StatementRefused as refusal:
            error = str(refusal)
        else:
            return redirect(issued)
    statements = enrolment.statements.select_related("superseded_by").order_by("-number")
    disputed = disputes_of([enrolment], today=timezone.localdate())[enrolment.pk]
    context = {
        "enrolment": enrolment,
        "live": next((one for one in statements if one.is_live), None),
        "replacing": replacing,
        "is_refused": is_refused,
        "withdrawn": [one for one in statements if one.withdrawn_at],
        "passes": unit_passes(enrolment),
        "can_issue": can_issue(request.user, enrolment) and not is_refused and not disputed,
        "disputed": disputed,
        "form": form,
        "error": error,
    }
    status = 409 if error or is_refused else 422 if form is not None and form.is_bound else 200
    return render(request, "awards/statement_issue.html", context, status=status)


def _named(enrolment: Enrolment, typed: str) -> StatementOfResults | None:
    """The statement of this enrolment with that number; None when there is none."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9):
        return None
    numbered = enrolment.statements.select_related("superseded_by")
    return numbered.filter(number=int(typed)).first()


@role_required(Role.ADMINISTRATOR, Role.CANDIDATE)
@require_safe
def statement_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """One statement: what it says, whether it holds, its paper and its history."""
    statement = _visible(request, reference)
    context = {
        "statement": statement,
        "paper": statement.statement,
        "can_withdraw": can_withdraw(request.user, statement),
        "trail": audit.trail(statement) if request.user.is_administrator else [],
    }
    return render(request, "awards/statement_detail.html", context)


@role_required(Role.ADMINISTRATOR, Role.CANDIDATE)
@require_safe
def statement_pdf(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The paper itself: the very bytes made when it was issued. Staff leave an event (R25)."""
    statement = _visible(request, reference)
    if not statement.pdf_name:
        raise Http404("The paper is not made yet.")
    paper = storage.read(statement.pdf_name, sha256=statement.pdf_sha256)
    if statement.enrolment.candidate.user_id != request.user.pk:
        sent = {"sha256": statement.pdf_sha256}
        audit.record(request.user, "downloaded", statement, at=timezone.now(), after=sent)
    response = HttpResponse(paper, content_type="application/pdf")
    name = f"Statement of results {statement.shown_number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def statement_withdraw(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Withdraw a statement, with a reason."""
    statement = _visible(request, reference)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_statement(
                statement=statement,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except StatementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{statement} is withdrawn.")
            return redirect(statement)
    context = {"statement": statement, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "awards/statement_withdraw.html", context, status=status)


@role_required(Role.CANDIDATE)
@require_safe
def my_statements(request: AuthedRequest) -> HttpResponse:
    """A candidate's own statements, newest first."""
    own = (
        StatementOfResults.objects.filter(enrolment__candidate__user=request.user)
        .select_related("enrolment__qualification")
        .order_by("-issued_at")
    )
    return render(request, "awards/my_statements.html", {"statements": own})


def _visible(request: AuthedRequest, reference: UUID) -> StatementOfResults:
    """The statement when the person may see it; otherwise it does not exist."""
    visible = StatementOfResults.objects.visible_to(request.user).select_related(
        "enrolment__candidate__user",
        "enrolment__qualification",
        "issued_by",
        "supersedes",
        "superseded_by",
    )
    return get_object_or_404(visible, reference=reference)
