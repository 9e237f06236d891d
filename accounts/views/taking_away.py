"""What an administrator takes away from a person, each on a page that asks why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import (
    deactivate_person,
    end_sessions,
    reactivate_person,
    remove_second_factor,
    withdraw_role,
)
from accounts.forms.people import ReasonForm
from accounts.leaving import left_behind
from accounts.models import RoleGrant, User
from accounts.recency import require_recent_sign_in
from accounts.roles import AuthedRequest, Role, role_required
from ledger.errors import DomainError


@dataclass(frozen=True, slots=True)
class Question:
    """What such a page asks, and what it says when it is done."""

    title: str
    consequence: str
    button: str
    done: str
    warning: str = ""


def ask_why(
    request: AuthedRequest, person: User, question: Question, act: Callable[[str], object]
) -> HttpResponse:
    """Ask for a reason, then do it; a refusal is shown beside the reason."""
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        require_recent_sign_in(request)
        try:
            act(form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, question.done)
            return redirect(person)
    context = {"form": form, "person": person, "question": question}
    status = 422 if form.errors else 200
    return render(request, "accounts/person_reason.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def role_withdraw(request: AuthedRequest, pk: int, grant: int) -> HttpResponse:
    """Withdraw a role; the grant stays as history."""
    standing = RoleGrant.objects.standing().select_related("user")
    held = get_object_or_404(standing, pk=grant, user=pk)
    role = held.get_role_display()
    question = Question(
        title=f"Withdraw the role {role}",
        consequence=(
            f"{held.user} is signed out everywhere and can do nothing that needs this role. The "
            "history keeps who gave it and who withdrew it. It can be given again."
        ),
        button="Withdraw the role",
        done=f"{held.user} is no longer {role.lower()}.",
        warning=left_behind(held.user) if held.role == Role.TUTOR else "",
    )
    return ask_why(
        request,
        held.user,
        question,
        lambda reason: withdraw_role(
            grant=held, reason=reason, by=request.user, now=timezone.now()
        ),
    )


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def person_deactivate(request: AuthedRequest, pk: int) -> HttpResponse:
    """Turn an account off."""
    person = get_object_or_404(User.objects.filter(is_active=True), pk=pk)
    question = Question(
        title=f"Deactivate {person}",
        consequence=(
            "They are signed out everywhere and cannot sign in, and an open invitation ends. Their "
            "work, marks and messages stay as they are. The account can be reactivated."
        ),
        button="Deactivate the account",
        done=f"The account of {person} is deactivated.",
        warning=left_behind(person),
    )
    return ask_why(
        request,
        person,
        question,
        lambda reason: deactivate_person(
            user=person, reason=reason, by=request.user, now=timezone.now()
        ),
    )


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def factor_remove(request: AuthedRequest, pk: int) -> HttpResponse:
    """Remove a lost second factor."""
    person = get_object_or_404(User, pk=pk)
    question = Question(
        title=f"Remove the second factor of {person}",
        consequence=(
            "Make sure first that it is really them who ask: call a number you know. They are "
            "signed out everywhere, get a letter about it, and staff must set up a new one at "
            "their next sign-in."
        ),
        button="Remove the second factor",
        done=f"The second factor of {person} is removed.",
    )
    return ask_why(
        request,
        person,
        question,
        lambda reason: remove_second_factor(
            user=person, reason=reason, by=request.user, now=timezone.now()
        ),
    )


@role_required(Role.ADMINISTRATOR)
@require_POST
def person_reactivate(request: AuthedRequest, pk: int) -> HttpResponse:
    """Turn an account on again."""
    person = get_object_or_404(User, pk=pk)
    require_recent_sign_in(request)
    reactivate_person(user=person, by=request.user, now=timezone.now())
    messages.success(request, f"{person} can sign in again.")
    return redirect(person)


@role_required(Role.ADMINISTRATOR)
@require_POST
def sessions_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """Sign a person out everywhere."""
    person = get_object_or_404(User, pk=pk)
    end_sessions(user=person, by=request.user, now=timezone.now())
    messages.success(request, f"{person} is signed out everywhere.")
    return redirect(person)
