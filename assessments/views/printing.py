"""The mark sheet as a page to be printed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.models import Submission
from assessments.printed import printed_sheet


@role_required(Role.CANDIDATE, Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def submission_sheet(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Header, declarations, sections with maxima and descriptors, marks, and room to sign.

    For staff who look after the work or assure it; for the candidate once it is released.
    """
    readable = Submission.objects.sheet_readable_by(request.user, today=timezone.localdate())
    submission = get_object_or_404(
        readable.select_related(
            "unit",
            "declaration__declared_by",
            "enrolment__candidate__user",
            "enrolment__qualification",
        ),
        reference=reference,
    )
    context = {
        "submission": submission,
        "enrolment": submission.enrolment,
        "declaration": getattr(submission, "declaration", None),
        "sheet": printed_sheet(submission, reader=request.user),
        "centre_name": settings.CENTRE_NAME,
        "centre_number": settings.CENTRE_NUMBER,
        "is_own": submission.enrolment.candidate.user_id == request.user.pk,
    }
    return render(request, "assessments/submission_sheet.html", context)
