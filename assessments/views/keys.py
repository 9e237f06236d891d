"""Single-letter keys, switched on or off from the bench that has them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.roles import AuthedRequest, Role, role_required
from accounts.views.profile import keep_shortcuts
from assessments.views.marking import tutored


@role_required(Role.TUTOR)
@require_POST
def keys_switch(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Keep the person's choice and go back to the sheet; what is typed there is saved by itself."""
    submission = tutored(request, reference)
    keep_shortcuts(request)
    return redirect("assessments:submission_mark", reference=submission.reference)
