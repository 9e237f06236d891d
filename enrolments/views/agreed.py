"""What was agreed at tutorials, on screen: rows to tick off, and adding one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.agreed import tick_action
from enrolments.choices import ActionOwner
from enrolments.errors import LearningRefused
from enrolments.models import Tutorial, TutorialAction
from enrolments.permissions import can_tick_action
from enrolments.views.returning import way_back

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something agreed as one reader sees it."""

    action: TutorialAction
    who: str
    can_tick: bool


def action_rows(actions: Iterable[TutorialAction], *, reader: User) -> list[ActionRow]:
    """Rows for a reader; the actions come with their people (`with_people`)."""
    return [
        ActionRow(
            action=action,
            who=owner_of(action, reader=reader),
            can_tick=action.tutorial.is_standing and can_tick_action(reader, action),
        )
        for action in actions
    ]


def owner_of(action: TutorialAction, *, reader: User) -> str:
    """Who is to do it, by name, or "You"."""
    enrolment = action.enrolment
    is_candidates = action.owner == ActionOwner.CANDIDATE
    owner = enrolment.candidate.user if is_candidates else enrolment.tutor
    return "You" if owner == reader else str(owner)


@role_required(Role.TUTOR, Role.CANDIDATE)
@require_POST
def agreed_action_tick(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Tick off something agreed at a tutorial, or take the tick away again."""
    tutorial = get_object_or_404(Tutorial.objects.visible_to(request.user), reference=reference)
    named = request.POST.get("action", "")
    key = int(named) if named.isascii() and named.isdigit() and len(named) < 18 else 0
    visible = tutorial.actions.visible_to(request.user).with_people()
    action = get_object_or_404(visible, pk=key)
    if not can_tick_action(request.user, action):
        raise PermissionDenied
    is_done = request.POST.get("done") == "1"
    try:
        tick_action(action=action, is_done=is_done, by=request.user, now=timezone.now())
    except LearningRefused as refusal:
        context = {"message": str(refusal), "safe": "Nothing was changed."}
        return render(request, "409.html", context, status=409)
    messages.success(request, "Done." if is_done else "On the list again.")
    return redirect(way_back(request, default=tutorial.get_absolute_url()))
