"""What a visit reads of the centre's judgement: one sample, and the files that were sent in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.models import EvidenceFile
from assessments.views.files import served
from quality.models import IQASample
from quality.snapshot import digest_of, snapshot_of
from quality.views.within import VisitRequest, within_visit


@within_visit
@require_safe
def visit_sample(request: VisitRequest, sample: UUID) -> HttpResponse:
    """What an internal assurer sampled and said, and whether it has changed since."""
    seen = IQASample.objects.inspectable_by(
        request.user, visit=request.visit, now=timezone.now()
    ).with_people()
    found = get_object_or_404(seen, reference=sample)
    request.opened = (
        f"Sample {found.sequence} of {found.submission.enrolment.candidate}, "
        f"{found.submission.unit.short_code}"
    )
    context = {
        "visit": request.visit,
        "sample": found,
        "judgements": found.judgements.select_related("decision__criterion", "action").order_by(
            "decision__criterion__position"
        ),
        "has_changed": digest_of(snapshot_of(found.submission)) != found.snapshot_sha256,
    }
    return render(request, "quality/visit_sample.html", context)


@within_visit
@require_safe
def visit_file(request: VisitRequest, file: UUID) -> HttpResponseBase:
    """A file that was sent in, as it was received."""
    seen = EvidenceFile.objects.inspectable_by(
        request.user, visit=request.visit, now=timezone.now()
    )
    rows = seen.with_reasons().select_related("evidence__enrolment__candidate__user")
    found = get_object_or_404(rows, reference=file)
    request.opened = f"File {found.original_name} of {found.evidence.enrolment.candidate}"
    return served(request, found)
