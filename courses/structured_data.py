"""What a diploma's page tells search engines, in the words of schema.org."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from courses.models import SpecificationVersion

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(data: dict[str, Any]) -> SafeString:
    """`data` as a block a browser reads but never runs, whatever its texts contain."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 -- escaped in the line above
    )


def course(
    version: SpecificationVersion, *, url: str, description: str, provider: dict[str, Any]
) -> dict[str, Any]:
    """A schema.org Course for a version fetched with its units and outcomes."""
    qualification = version.qualification
    organisation = qualification.awarding_organisation.name
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": qualification.title,
        "courseCode": qualification.code,
        "description": description,
        "url": url,
        "inLanguage": "en-GB",
        "educationalLevel": f"Level {qualification.level}",
        "timeRequired": f"PT{version.total_qualification_time}H",
        "provider": provider,
        "educationalCredentialAwarded": {
            "@type": "EducationalOccupationalCredential",
            "name": qualification.title,
            "credentialCategory": "Diploma",
            "educationalLevel": f"Level {qualification.level}",
            "recognizedBy": {"@type": "Organization", "name": organisation},
        },
        "teaches": [
            outcome.text for unit in version.units.all() for outcome in unit.outcomes.all()
        ],
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Blended",
            "courseWorkload": f"PT{version.weekly_hours_least}H",
            "location": {"@type": "Place", "name": "The candidate's workplace"},
        },
    }
    if version.credits:
        data["numberOfCredits"] = version.credits
    return data
