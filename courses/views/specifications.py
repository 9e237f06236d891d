"""Specifications as staff read them, each version as it was imported."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.models import SpecificationVersion
from courses.permissions import centre_staff_only


@require_safe
@centre_staff_only
def specification_list(request: HttpRequest) -> HttpResponse:
    """Every version of every qualification, newest first."""
    versions = SpecificationVersion.objects.with_counts().order_by(
        "qualification__level", "-number"
    )
    return render(request, "courses/specification_list.html", {"versions": versions})


@require_safe
@centre_staff_only
def specification_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version: units, outcomes, criteria and descriptors, provisional wording marked (D2)."""
    versions = SpecificationVersion.objects.with_specification()
    version = get_object_or_404(versions, qualification__code=code, number=number)
    return render(request, "courses/specification_detail.html", {"version": version})
