"""The public site. Nothing here needs a sign-in, and nothing here is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses import structured_data
from courses.forms import ASKED, ChoosingForm
from courses.models import Qualification, SpecificationVersion
from courses.programmes import programme_of

ALWAYS_THERE = (
    "home",
    "courses:help_me_choose",
    "courses:contact",
    "enrolments:interest_register",
)


@login_not_required
@require_safe
def public_home(request: HttpRequest) -> HttpResponse:
    """What a visitor sees first: the diplomas, and how one goes about them."""
    versions = SpecificationVersion.objects.offered().select_related("qualification")
    return _page(
        request,
        "courses/home.html",
        {
            "versions": versions,
            "structured_data": structured_data.as_script(
                {"@context": "https://schema.org", **_provider()}
            ),
        },
    )


@login_not_required
@require_safe
def qualification_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the centre says about one diploma (P5.1-P5.14, P7.1-P7.14)."""
    offered = SpecificationVersion.objects.offered().with_outcomes()
    version = get_object_or_404(offered, qualification__slug=slug)
    programme = programme_of(version.qualification)
    path = version.qualification.get_absolute_url()
    description = programme.description.format(version=version)
    course = structured_data.course(
        version, url=_address(path), description=description, provider=_provider()
    )
    return _page(
        request,
        programme.template,
        {
            "version": version,
            "qualification": version.qualification,
            "description": description,
            "next_step": programme.next_step,
            "structured_data": structured_data.as_script(course),
        },
    )


@login_not_required
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the centre, and what membership brings (P5.13, P5.14, P7.14)."""
    return _page(request, "courses/contact.html", {})


@login_not_required
@require_safe
def help_me_choose(request: HttpRequest) -> HttpResponse:
    """Three questions and an honest answer; the answers stay in the address."""
    is_asked = bool({ASKED, *ChoosingForm.base_fields} & request.GET.keys())
    form = ChoosingForm(request.GET if is_asked else None)
    recommendation = form.recommendation() if form.is_valid() else None
    level = recommendation.level if recommendation else None
    context = {
        "form": form,
        "recommendation": recommendation,
        "recommended": level and Qualification.objects.offered().filter(level=level).first(),
    }
    status = 422 if form.is_bound and recommendation is None else 200
    return _page(request, "courses/help_me_choose.html", context, status=status)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages, and no statement's."""
    context = {"sitemap": _address(reverse("courses:sitemap"))}
    return render(request, "courses/robots.txt", context, content_type="text/plain")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages for search engines, with the day a diploma's last changed."""
    pages = [{"address": _address(reverse(name))} for name in ALWAYS_THERE]
    for version in SpecificationVersion.objects.offered().select_related("qualification"):
        address = _address(version.qualification.get_absolute_url())
        pages.append(
            {"address": address, "changed_on": timezone.localdate(version.imported_at).isoformat()}
        )
    return render(request, "courses/sitemap.xml", {"pages": pages}, content_type="application/xml")


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A public page with its one true address and the centre's telephone and e-mail."""
    digits = settings.CONTACT_PHONE.replace(" ", "")
    shared = {
        "canonical": _address(request.path),
        "centre_phone": settings.CONTACT_PHONE,
        "centre_phone_link": f"tel:+44{digits[1:]}" if digits.startswith("0") else f"tel:{digits}",
        "centre_email": settings.CONTACT_EMAIL,
    }
    return render(request, template, shared | context, status=status)


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _provider() -> dict[str, Any]:
    return {
        "@type": "EducationalOrganization",
        "name": settings.CENTRE_NAME,
        "url": _address("/"),
        "telephone": settings.CONTACT_PHONE,
        "email": settings.CONTACT_EMAIL,
    }
