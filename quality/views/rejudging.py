"""The work behind an appeal for who answers it, and deciding anew what was upheld."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from assessments.errors import MarkingRefused
from assessments.models import EvidenceFile, SubmittedFile
from assessments.views.files import served
from ledger.errors import StaleVersion
from quality.actions.rejudging import decide_anew, pick_judge
from quality.appealing import is_reader, judge_of, judges_for
from quality.errors import AppealRefused
from quality.forms.rejudging import JudgeForm, RejudgingForm
from quality.views.appeals import STAFF, answered, decisions_of, found


@role_required(*STAFF)
@require_safe
def appeal_file(request: AuthedRequest, reference: UUID, file: UUID) -> HttpResponseBase:
    """A file sent up to this attempt, while the appeal is theirs to answer or to decide."""
    appeal = found(request, reference)
    if not is_reader(request.user, appeal, today=timezone.localdate()):
        raise Http404
    sent = SubmittedFile.objects.sent_up_to(appeal.submission)
    files = EvidenceFile.objects.filter(pk__in=sent.values("file")).with_reasons()
    rows = files.select_related("evidence__enrolment__candidate__user")
    return served(request, get_object_or_404(rows, reference=file))


@role_required(Role.ADMINISTRATOR)
@require_POST
def appeal_judge_pick(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Say who decides anew what was upheld."""
    appeal = found(request, reference)
    form = JudgeForm(request.POST, people=judges_for(appeal, today=timezone.localdate()))

    def pick() -> None:
        person: User = form.cleaned_data["judge"]
        pick_judge(appeal=appeal, judge=person, by=request.user, now=timezone.now())

    return answered(request, appeal, form, pick, "judge_form", said="Picked, and told.")


@role_required(*STAFF)
@require_POST
def appeal_decide_anew(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Decide anew, as whoever is to; 403 for anybody else."""
    appeal = found(request, reference)
    if judge_of(appeal.stages.get_last()) != request.user:
        raise PermissionDenied
    form = RejudgingForm(request.POST, decisions=list(decisions_of(appeal)))

    def decide() -> None:
        try:
            decide_anew(
                appeal=appeal,
                corrections=form.corrections,
                seen=form.seen,
                resubmit_by=form.cleaned_data["resubmit_by"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except (MarkingRefused, StaleVersion) as refusal:
            raise AppealRefused(str(refusal)) from refusal

    return answered(
        request, appeal, form, decide, "anew", said="Decided anew; the candidate is told."
    )
