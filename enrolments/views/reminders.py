"""Which reminders somebody gets."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import AuthedRequest
from enrolments.actions.reminders import choose_reminders, stop_reminders
from enrolments.choices import ReminderRule
from enrolments.forms.reminders import ReminderForm
from enrolments.models import ReminderPreference
from enrolments.reminders import RULES, rules_for
from enrolments.stopping import read_stop_token


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_preferences(request: AuthedRequest) -> HttpResponse:
    """Choose which reminders to get; those that may not be stopped are only named."""
    concerned = rules_for(request.user.role_names)
    choice = [rule for rule in concerned if RULES[rule].can_be_stopped]
    stopped = set(
        ReminderPreference.objects.filter(user=request.user).values_list("rule", flat=True)
    )
    form = ReminderForm(
        request.POST if request.method == "POST" else None,
        rules=choice,
        initial={"wanted": [rule.value for rule in choice if rule not in stopped]},
    )
    if form.is_valid():
        wanted = [ReminderRule(name) for name in form.cleaned_data["wanted"]]
        choose_reminders(user=request.user, wanted=wanted, among=choice, now=timezone.now())
        messages.success(request, "Your choice of reminders is saved.")
        return redirect("enrolments:reminder_preferences")
    always = [rule for rule in concerned if not RULES[rule].can_be_stopped]
    context = {"form": form, "always": always, "has_choice": bool(choice)}
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/reminder_preferences.html", context, status=status)


@csrf_exempt  # mail programs post here by themselves; the signed word says whose choice it is
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: a page with one button, which mail programs may press themselves."""
    named = read_stop_token(token)
    if named is None:
        raise Http404
    user_id, rules = named
    user = get_object_or_404(User, pk=user_id)
    if request.method == "POST":
        stop_reminders(user=user, rules=rules, now=timezone.now())
    context = {"rules": rules, "has_stopped": request.method == "POST"}
    return render(request, "enrolments/reminder_stop.html", context)
