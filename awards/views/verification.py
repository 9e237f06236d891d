"""Checking a statement, without an account."""

from __future__ import annotations

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import TooManyGuesses
from accounts.guesses import Guess, Limit, count, network_of, take_back
from awards.errors import StatementAltered
from awards.forms import CodeForm, SurnameForm
from awards.verification import verify

log = logging.getLogger(__name__)

# Codes nobody has, and surnames that do not fit: so many of one network, then none for a while.
GUESSES = Limit("verification", 20, timedelta(minutes=10))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement_verify_start(request: HttpRequest) -> HttpResponse:
    """Type the code from a statement."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("awards:statement_verify", form.cleaned_data["code"])
    status = 422 if form.is_bound else 200
    return render(request, "awards/statement_verify_start.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement_verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a statement holds. Its holder's name shows only to who types the surname."""
    try:
        guess = _counted(request)
    except TooManyGuesses as refusal:
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(refusal.seconds)
        return _discreet(response)
    form = SurnameForm(request.POST if request.method == "POST" else None)
    surname = form.cleaned_data["surname"] if form.is_valid() else ""
    try:
        found = verify(code, surname=surname)
    except StatementAltered as alarm:
        log.error("%s", alarm)
        return _discreet(render(request, "awards/statement_altered.html", status=409))
    if found is None:
        return _discreet(render(request, "awards/statement_unknown.html", status=404))
    if surname and not found.holder:
        form.add_error("surname", "This is not the surname on the statement.")
    else:
        take_back(guess)
    context = {"found": found, "form": form, "code": code}
    status = 422 if form.is_bound and form.errors else 200
    return _discreet(render(request, "awards/statement_verify.html", context, status=status))


def _counted(request: HttpRequest) -> Guess:
    """Every look-up counts as a guess until it proves right."""
    network = network_of(get_adapter(request).get_client_ip(request))
    return count({GUESSES: network}, now=timezone.now())


def _discreet(response: HttpResponse) -> HttpResponse:
    """Not in search engines. The site's own policy already keeps the code from other sites;
    "no-referrer" would make browsers hide the form's origin, and the form be refused."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
