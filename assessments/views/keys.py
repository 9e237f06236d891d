"""Single-letter keys, switched on or off from the page that has them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actions import set_key_shortcuts
from accounts.roles import AuthedRequest, Role, role_required
from assessments.views.marking import tutored


@role_required(Role.TUTOR)
@require_POST
def keys_switch(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Keep the person's choice and go back to the sheet; what is typed there is saved by itself."""
    submission = tutored(request, reference)
    is_on = request.POST.get("is_on") == "yes"
    set_key_shortcuts(user=request.user, is_on=is_on, now=timezone.now())
    return redirect("assessments:submission_mark", reference=submission.reference)
