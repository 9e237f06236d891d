"""Enquiries: the list, and one with everything about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Qualification
from enrolments.actions.enquiries import (
    add_note,
    close_enquiry,
    follow_up_enquiry,
    reopen_enquiry,
)
from enrolments.choices import ClosedReason, EnquiryStatus
from enrolments.duplicates import Likeness, likenesses
from enrolments.enquiry_querysets import EnquiryQuerySet
from enrolments.errors import EnquiryRefused
from enrolments.forms.enquiries import CloseForm, FollowUpForm, NoteForm
from enrolments.forms.filters import ANY, NOBODY, NOT_SURE, EnquiryFilterForm
from enrolments.models import Candidate, Enquiry
from enrolments.timeline import timeline
from enrolments.views.listing import Sort, sorted_page
from ledger import audit
from ledger.errors import StaleVersion
from ledger.versions import Standing

SORTS = {
    "name": Sort("Name", ("family_name", "given_name")),
    "diploma": Sort("Diploma", (F("qualification__level").asc(nulls_last=True),)),
    "received": Sort("Received", ("received_at",)),
    "status": Sort("Status", ("status",)),
    "owner": Sort("Owner", (F("owner__family_name").asc(nulls_first=True), "owner__given_name")),
    # Without a day for the next action, an enquiry waits for somebody to give it one.
    "next": Sort("Next action", (F("next_action_on").asc(nulls_first=True), "received_at")),
}


@role_required(Role.ADMINISTRATOR)
@require_safe
def enquiry_list(request: AuthedRequest) -> HttpResponse:
    """What is to be done next, about whom; every choice is in the address."""
    today = timezone.localdate()
    owners = User.objects.holding(Role.ADMINISTRATOR).by_name()
    diplomas = Qualification.objects.offered()
    form = EnquiryFilterForm(request.GET, diplomas=diplomas, owners=owners)
    rows = filtered(form).select_related("qualification", "owner", "enrolment")
    page, heads = sorted_page(request, rows, SORTS, default="next")
    alike = likenesses_of(page.object_list)
    context = {
        "filters": form,
        "page": page,
        "heads": heads,
        "rows": [(enquiry, alike[enquiry.pk]) for enquiry in page.object_list],
        "counts": Enquiry.objects.aggregate(
            every=Count("pk"),
            new=Count("pk", filter=Q(status=EnquiryStatus.NEW)),
            overdue=Count("pk", filter=Q(pk__in=Enquiry.objects.overdue(today=today))),
        ),
        "today": today,
        "ticked": request.GET.getlist("e"),
    }
    return render(request, "enrolments/enquiry_list.html", context)


@role_required(Role.ADMINISTRATOR)
@require_safe
def enquiry_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Everything about one enquiry, and what to do with it."""
    return page_of(request, found(reference))


@role_required(Role.ADMINISTRATOR)
@require_POST
def enquiry_follow_up(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Keep status, owner, next action and diploma."""
    enquiry = found(reference)
    form = follow_up_form(enquiry, request.POST)
    if not form.is_valid():
        return page_of(request, enquiry, follow_up=form)
    try:
        follow_up_enquiry(
            enquiry=enquiry,
            status=EnquiryStatus(form.cleaned_data["status"]),
            owner=form.cleaned_data["owner"],
            next_action_on=form.cleaned_data["next_action_on"],
            qualification=form.cleaned_data["qualification"],
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except StaleVersion as stale:
        stands = form.is_behind(stale)
        return page_of(request, found(reference), follow_up=form, stands=stands)
    except EnquiryRefused as refusal:
        form.add_error(None, str(refusal))
        return page_of(request, found(reference), follow_up=form)
    messages.success(request, "Saved.")
    return redirect(enquiry)


@role_required(Role.ADMINISTRATOR)
@require_POST
def enquiry_close(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """End an enquiry with a reason."""
    enquiry = found(reference)
    form = CloseForm(request.POST, url=url_of("enquiry_close", enquiry))
    if not form.is_valid():
        return page_of(request, enquiry, close=form)
    try:
        close_enquiry(
            enquiry=enquiry,
            reason=ClosedReason(form.cleaned_data["reason"]),
            by=request.user,
            now=timezone.now(),
        )
    except EnquiryRefused as refusal:
        form.add_error(None, str(refusal))
        return page_of(request, found(reference), close=form)
    messages.success(request, "Closed. It can be reopened from its page.")
    return redirect(enquiry)


@role_required(Role.ADMINISTRATOR)
@require_POST
def enquiry_reopen(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take up a closed enquiry again."""
    enquiry = found(reference)
    try:
        reopen_enquiry(enquiry=enquiry, by=request.user, now=timezone.now())
    except EnquiryRefused as refusal:
        return page_of(request, enquiry, refusal=str(refusal))
    messages.success(request, "Open again, as contacted.")
    return redirect(enquiry)


@role_required(Role.ADMINISTRATOR)
@require_POST
def enquiry_note(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Add a note."""
    enquiry = found(reference)
    form = NoteForm(request.POST, url=url_of("enquiry_note", enquiry))
    if not form.is_valid():
        return page_of(request, enquiry, note=form)
    add_note(enquiry=enquiry, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
    messages.success(request, "Noted.")
    return redirect(enquiry)


def found(reference: UUID) -> Enquiry:
    """The enquiry, with what its page names; administrators see all."""
    rows = Enquiry.objects.select_related("qualification", "owner", "enrolment__qualification")
    return get_object_or_404(rows, reference=reference)


def page_of(
    request: AuthedRequest,
    enquiry: Enquiry,
    *,
    follow_up: FollowUpForm | None = None,
    close: CloseForm | None = None,
    note: NoteForm | None = None,
    refusal: str = "",
    stands: Standing | None = None,
) -> HttpResponse:
    """The page of an enquiry; a form given needs another look, a refusal says why not.

    `stands` is what somebody else saved before it.
    """
    context = {
        "enquiry": enquiry,
        "likenesses": likenesses_of([enquiry])[enquiry.pk],
        "consents": enquiry.consents.standing(),
        "earlier_consents": enquiry.consents.exclude(pk__in=enquiry.consents.standing()),
        "timeline": timeline(audit.trail(enquiry), enquiry.notes.select_related("author")),
        "follow_up": follow_up or follow_up_form(enquiry),
        "close": close or CloseForm(url=url_of("enquiry_close", enquiry)),
        "note": note or NoteForm(url=url_of("enquiry_note", enquiry)),
        "form": follow_up or close or note,
        "stands": stands,
        "today": timezone.localdate(),
        "refusals": [refusal] if refusal else [],
    }
    is_late = bool(refusal or stands)
    status = 409 if is_late else 422 if follow_up or close or note else 200
    return render(request, "enrolments/enquiry_detail.html", context, status=status)


def follow_up_form(enquiry: Enquiry, data: QueryDict | None = None) -> FollowUpForm:
    """The form of what comes next."""
    return FollowUpForm(
        data,
        enquiry=enquiry,
        owners=User.objects.holding(Role.ADMINISTRATOR).by_name(),
        today=timezone.localdate(),
        url=url_of("enquiry_follow_up", enquiry),
    )


def filtered(form: EnquiryFilterForm) -> EnquiryQuerySet:
    """The enquiries the filters leave."""
    rows = Enquiry.objects.about(form.value("q"))
    status, diploma, owner = (form.value(name) for name in ("status", "diploma", "owner"))
    if not status:
        rows = rows.open()
    elif status != ANY:
        rows = rows.filter(status=status)
    if diploma == NOT_SURE:
        rows = rows.filter(qualification=None)
    elif diploma:
        rows = rows.filter(qualification__slug=diploma)
    if owner == NOBODY:
        rows = rows.filter(owner=None)
    elif owner:
        rows = rows.filter(owner=int(owner))
    if form.value("overdue"):
        rows = rows.overdue(today=timezone.localdate())
    return rows


def likenesses_of(enquiries: Any) -> dict[int, list[Likeness]]:
    """Why each of some enquiries may be somebody known, in two queries for all."""
    shown = list(enquiries)
    pool = list(Enquiry.objects.sharing_details_with(shown)) if shown else []
    addresses = {enquiry.email for enquiry in shown}
    known = list(
        Candidate.objects.filter(user__email__in=addresses).select_related("user") if shown else ()
    )
    return {enquiry.pk: likenesses(enquiry, pool=pool, candidates=known) for enquiry in shown}


def url_of(name: str, enquiry: Enquiry) -> str:
    """Where a form of an enquiry's page goes."""
    return reverse(f"enrolments:{name}", args=[enquiry.reference])
