"""Claims of certificates: who is ready, claiming, and what the awarding organisation answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from awards.actions.claiming import (
    claim_certificates,
    export_claim,
    record_award,
    take_back,
)
from awards.claimable import Line, lines_of, since_claimed, unclaimed
from awards.errors import ClaimRefused
from awards.forms import AwardForm, ClaimForm, TakeBackForm
from awards.models import Claim, ClaimLine
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from enrolments.ratings import needs_sign_off

PAGE = 50
MOST_AT_ONCE = 100


@role_required(Role.ADMINISTRATOR)
@require_safe
def claim_list(request: AuthedRequest) -> HttpResponse:
    """Who can be claimed for today, and what keeps each of the others."""
    today = timezone.localdate()
    everybody = unclaimed(Enrolment.objects.visible_to(request.user)).in_register_order()
    complete = everybody.filter(status=EnrolmentStatus.COMPLETED)
    lines = lines_of(list(complete), today=today)
    ready = [line for line in lines if line.is_ready or line.is_waivable]
    held = [line for line in lines if line not in ready]
    show = request.GET.get("show", "")
    studying = everybody.live()
    page = Paginator(studying, PAGE).get_page(request.GET.get("page"))
    if show == "studying":
        shown = lines_of(list(page.object_list), today=today)
    else:
        show, shown = ("held", held) if show == "held" else ("", ready)
    context = {
        "show": show,
        "lines": shown,
        "page": page if show == "studying" else None,
        "number_ready": len(ready),
        "number_held": len(held),
        "number_studying": page.paginator.count,
    }
    return render(request, "awards/claim_list.html", context)


@role_required(Role.ADMINISTRATOR)
@require_safe
def claims_made(request: AuthedRequest) -> HttpResponse:
    """Every claim, newest first, with how many certificates have come."""
    standing = Q(lines__taken_back_at=None)
    claims = Claim.objects.with_people().annotate(
        claimed=Count("lines", filter=standing),
        awarded=Count("lines", filter=standing & Q(lines__awarded_on__isnull=False)),
    )
    claims = claims.order_by("-claimed_at", "-pk")
    page = Paginator(claims, PAGE).get_page(request.GET.get("page"))
    return render(request, "awards/claims_made.html", {"page": page})


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_create(request: AuthedRequest) -> HttpResponse:
    """One page to look at who is claimed for, then claim: all of them or none (R20, R21)."""
    sent = request.POST if request.method == "POST" else None
    lines = _chosen(request, request.POST if sent is not None else request.GET)
    if not lines:
        return render(request, "awards/claim_create.html", {"lines": []})
    form = ClaimForm(
        sent, lines=lines, needs_signature=any(needs_sign_off(line.rating) for line in lines)
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            claim = claim_certificates(
                enrolments=[line.enrolment for line in lines],
                signed_off_by=form.cleaned_data.get("signed_off_by", ""),
                waivers=form.waivers(),
                by=request.user,
                now=timezone.now(),
            )
        except ClaimRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect(claim)
    context = {"lines": lines, "form": form}
    return render(request, "awards/claim_create.html", context, status=status)


def _chosen(request: AuthedRequest, words: QueryDict) -> list[Line]:
    """The people ticked, by the references in the address or the form."""
    references = [
        word for word in words.getlist("e")[:MOST_AT_ONCE] if len(word) == 36 and _is_uuid(word)
    ]
    visible = unclaimed(Enrolment.objects.visible_to(request.user))
    chosen = visible.filter(reference__in=references).in_register_order()
    return lines_of(list(chosen), today=timezone.localdate())


def _is_uuid(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True


@role_required(Role.ADMINISTRATOR)
@require_safe
def claim_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """One claim: its people, their certificates, and the file for the awarding organisation."""
    claim = get_object_or_404(Claim.objects.with_people(), reference=reference)
    return _claim_page(request, claim)


def _claim_page(request: AuthedRequest, claim: Claim, *, refusal: str = "") -> HttpResponse:
    """The page of a claim, with what came between each and their certificate since."""
    lines = list(claim.lines.with_people().in_register_order())
    found = since_claimed(lines, today=timezone.localdate())
    context = {
        "claim": claim,
        "rows": [(line, found.get(line.pk, ())) for line in lines],
        "refusals": [refusal] if refusal else [],
    }
    status = 409 if refusal else 200
    return render(request, "awards/claim_detail.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_POST
def claim_export(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The claim as a file in the awarding organisation's terms; that it left is kept, so a POST."""
    claim = get_object_or_404(Claim.objects.with_people(), reference=reference)
    try:
        file = export_claim(claim=claim, by=request.user, now=timezone.now())
    except ClaimRefused as refusal:
        return _claim_page(request, claim, refusal=str(refusal))
    response = HttpResponse(file, content_type="text/csv; charset=utf-8")
    name = f"Claim {claim.pk} {claim.qualification.code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_award(request: AuthedRequest, reference: UUID, line: int) -> HttpResponse:
    """Keep the number and day of a certificate that came."""
    found = _line(reference, line)
    sent = request.POST if request.method == "POST" else None
    form = AwardForm(
        sent,
        initial={
            "certificate_number": found.certificate_number,
            "awarded_on": found.awarded_on or timezone.localdate(),
        },
    )
    if form.is_valid():
        try:
            record_award(line=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ClaimRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The certificate of {found.enrolment.candidate} is kept.")
            return redirect(found.claim)
    context = {"line": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "awards/claim_award.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_take_back(request: AuthedRequest, reference: UUID, line: int) -> HttpResponse:
    """Take one candidate out of a claim, with a reason."""
    found = _line(reference, line)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            take_back(line=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ClaimRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.enrolment.candidate} is taken out of this claim.")
            return redirect(found.claim)
    context = {"line": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "awards/claim_take_back.html", context, status=status)


def _line(reference: UUID, line: int) -> ClaimLine:
    """A line of a claim, or 404."""
    lines = ClaimLine.objects.with_people()
    return get_object_or_404(lines, claim__reference=reference, pk=line)
