"""A claim as a file in the awarding organisation's terms."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from assessments.progress import standings
from awards.models import Claim, ClaimLine
from courses.models import Unit
from ledger.spreadsheets import inert

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = (
    "Centre number", "Registration number", "First name", "Last name", "Qualification", "Unit",
    "Result", "Date achieved", "Funding",
)  # fmt: skip
RESULT = "Pass"


def claim_csv(claim: Claim, lines: Sequence[ClaimLine], *, by: User, now: datetime) -> bytes:
    """A row for each unit of each candidate; dates in ISO form; a last line says who and when.

    "Pass" is the only result there is a word for (R4): a unit that is not one has no row.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    found = standings(enrolment_ids=[line.enrolment_id for line in lines])
    versions = {line.enrolment.version_id for line in lines}
    units = list(Unit.objects.filter(version__in=versions).order_by("position"))
    for line in lines:
        person = line.enrolment.candidate.user
        for unit in units:
            standing = found.get((line.enrolment_id, unit.pk))
            if standing is None or standing.passed_at is None:
                continue
            row = (
                settings.CENTRE_NUMBER, line.registration_number, person.given_name,
                person.family_name, claim.qualification.code, unit.code, RESULT,
                timezone.localdate(standing.passed_at).isoformat(), claim.get_funding_display(),
            )  # fmt: skip
            writer.writerow([inert(cell) for cell in row])
    at = timezone.localtime(now)
    writer.writerow([])
    footer = f"{claim}: {len(lines)} in all, exported by {by}, {at:%d/%m/%Y %H:%M}"
    writer.writerow([inert(footer)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
