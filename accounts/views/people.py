"""The people pages, for administrators: who is here, what they may do, and who said so."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import presence
from accounts.actions import add_colleague, correct_person, grant_role, invite_user
from accounts.forms.people import (
    CorrectedPersonForm,
    GrantRoleForm,
    NewPersonForm,
    PeopleFilterForm,
)
from accounts.history import sentence
from accounts.models import RoleGrant, User
from accounts.recency import require_recent_sign_in
from accounts.roles import AuthedRequest, Role, role_required
from ledger import audit
from ledger.errors import DomainError, StaleVersion
from ledger.versions import Standing

ON_A_PAGE = 50
EVENTS_SHOWN = 20


@role_required(Role.ADMINISTRATOR)
@require_safe
def person_list(request: AuthedRequest) -> HttpResponse:
    """Everybody with an account, by name."""
    form = PeopleFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    people = User.objects.found(chosen.get("q", "")).in_state(chosen.get("state", ""))
    if chosen.get("role"):
        people = people.granted(Role(chosen["role"]))
    held = Prefetch("role_grants", RoleGrant.objects.standing().order_by("pk"), "held_grants")
    people = people.prefetch_related(held).by_name()
    page = Paginator(people, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/person_list.html", {"form": form, "page": page})


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def person_create(request: AuthedRequest) -> HttpResponse:
    """Add somebody who works here, and invite them."""
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        require_recent_sign_in(request)
        try:
            person = add_colleague(
                email=form.cleaned_data["email"],
                given_name=form.cleaned_data["given_name"],
                family_name=form.cleaned_data["family_name"],
                roles=form.chosen_roles(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{person} is added, and the invitation is on its way.")
            return redirect(person)
    status = 422 if form.errors else 200
    return render(request, "accounts/person_create.html", {"form": form}, status=status)


@role_required(Role.ADMINISTRATOR)
@require_safe
def person_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One person: roles with their history, how they sign in, and what was done."""
    person = get_object_or_404(User, pk=pk)
    return show_person(request, person, GrantRoleForm(person=person))


def show_person(
    request: AuthedRequest,
    person: User,
    grant_form: GrantRoleForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a person, with the form as it was filled in, or why something was refused."""
    grants = person.role_grants.select_related("granted_by", "withdrawn_by").order_by("granted_at")
    now = timezone.now()
    invitation = person.invitations.good(now=now).select_related("invited_by").first()
    context = {
        "person": person,
        "standing": [grant for grant in grants if not grant.withdrawn_at],
        "past": [grant for grant in reversed(grants) if grant.withdrawn_at],
        "grant_form": grant_form,
        "invitation": invitation,
        "is_uninvited": not person.has_usable_password() and invitation is None,
        "has_second_factor": Authenticator.objects.filter(user=person).exists(),
        "session_count": presence.standing(person, now=now).count(),
        "events": [(e, sentence(e, about=person)) for e in audit.trail(person)[:EVENTS_SHOWN]],
        "is_oneself": person == request.user,
        "refusals": [refusal] if refusal else [],
    }
    return render(request, "accounts/person_detail.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def person_correct(request: AuthedRequest, pk: int) -> HttpResponse:
    """Put a name or an address right."""
    person = get_object_or_404(User, pk=pk)
    form = CorrectedPersonForm(request.POST or None, person=person)
    stands: Standing | None = None
    if form.is_valid():
        require_recent_sign_in(request)
        try:
            correct_person(user=person, by=request.user, now=timezone.now(), **form.cleaned_data)
        except StaleVersion as stale:
            stands = form.is_behind(stale)
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, "The details are put right.")
            return redirect(person)
    context = {"form": form, "person": person, "stands": stands}
    status = 409 if stands else 422 if form.errors else 200
    return render(request, "accounts/person_correct.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_POST
def person_invite(request: AuthedRequest, pk: int) -> HttpResponse:
    """Send a new invitation; the link of an older one stops working."""
    person = get_object_or_404(User, pk=pk)
    try:
        invitation = invite_user(user=person, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return show_person(
            request, person, GrantRoleForm(person=person), refusal=str(refusal), status=409
        )
    if invitation:
        messages.success(request, f"A new invitation to {person.email} is on its way.")
    else:
        messages.info(request, f"{person} has chosen a password already.")
    return redirect(person)


@role_required(Role.ADMINISTRATOR)
@require_POST
def role_grant(request: AuthedRequest, pk: int) -> HttpResponse:
    """Give a role."""
    person = get_object_or_404(User, pk=pk)
    form = GrantRoleForm(request.POST, person=person)
    if not form.is_valid():
        return show_person(request, person, form, status=422)
    require_recent_sign_in(request)
    role = Role(form.cleaned_data["role"])
    try:
        grant_role(user=person, role=role, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error("role", str(refusal))
        return show_person(request, person, form, status=422)
    messages.success(request, f"{person} is {role.label.lower()} from now on.")
    return redirect(person)
