"""The page of one's phrases, and of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.phrases import add_phrase, change_phrase, remove_phrase, restore_phrase
from assessments.errors import PhraseRefused
from assessments.forms.phrases import ChangedPhraseForm, PhraseFilterForm, PhraseForm
from assessments.models import Phrase
from ledger.errors import StaleVersion
from ledger.versions import Standing

PAGE = 25
REMOVED_SHOWN = 10


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def phrase_list(request: AuthedRequest) -> HttpResponse:
    """One's own phrases and what is shared; a POST adds one."""
    form = PhraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_phrase(**form.cleaned_data, by=request.user, now=timezone.now())
        except PhraseRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Kept.")
            return redirect("assessments:phrase_list")
    return list_page(request, form, status=422 if form.is_bound else 200)


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def phrase_edit(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Change a phrase; every version of it is listed."""
    phrase = changeable(request, reference)
    form = ChangedPhraseForm(request.POST if request.method == "POST" else None, phrase=phrase)
    stands: Standing | None = None
    if form.is_valid():
        try:
            change_phrase(phrase=phrase, **form.cleaned_data, by=request.user, now=timezone.now())
        except StaleVersion as stale:
            stands = form.is_behind(stale)
        except PhraseRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Saved. What was copied before stays as it is.")
            return redirect("assessments:phrase_list")
    is_own = phrase.owner_id == request.user.pk
    versions = phrase.versions.select_related("saved_by")
    context = {
        "form": form,
        "phrase": phrase,
        "stands": stands,
        # What it said while it was private is its owner's alone.
        "versions": versions if is_own else versions.filter(is_shared=True),
        "is_own": is_own,
    }
    status = 409 if stands else 422 if form.is_bound else 200
    return render(request, "assessments/phrase_edit.html", context, status=status)


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_POST
def phrase_remove(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take a phrase out of the bank; the list offers to put it back."""
    remove_phrase(phrase=changeable(request, reference), by=request.user, now=timezone.now())
    messages.success(request, "Removed. It can be put back below.")
    return redirect("assessments:phrase_list")


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_POST
def phrase_restore(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Put a removed phrase back."""
    phrase = changeable(request, reference)
    try:
        restore_phrase(phrase=phrase, by=request.user, now=timezone.now())
    except PhraseRefused as refusal:
        return list_page(request, PhraseForm(), refusal=str(refusal), status=409)
    messages.success(request, "It is back.")
    return redirect("assessments:phrase_list")


def changeable(request: AuthedRequest, reference: UUID) -> Phrase:
    """A phrase this person may change; 404 for any other."""
    rows = Phrase.objects.changeable_by(request.user).select_related("owner")
    return get_object_or_404(rows, reference=reference)


def list_page(
    request: AuthedRequest, form: PhraseForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The list, with the form to add one and what was removed lately."""
    filters = PhraseFilterForm(request.GET)
    words = filters.cleaned_data["q"] if filters.is_valid() else ""
    shown = Phrase.objects.usable_by(request.user).select_related("owner")
    page = Paginator(shown.filter(text__icontains=words), PAGE).get_page(request.GET.get("page"))
    removed = Phrase.objects.changeable_by(request.user).filter(removed_at__isnull=False)
    context = {
        "form": form,
        "filters": filters,
        "words": words,
        "page": page,
        "removed": removed.order_by("-removed_at", "-pk")[:REMOVED_SHOWN],
        "refusals": [refusal] if refusal else [],
    }
    return render(request, "assessments/phrase_list.html", context, status=status)
