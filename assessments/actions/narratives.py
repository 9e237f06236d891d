"""The narrative of a unit: what a candidate writes beside the evidence, saved as they type."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from assessments.actions.unit_work import take_up
from assessments.models import Narrative
from assessments.progress import refresh_progress
from ledger import audit
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit
    from enrolments.models import Enrolment


@transaction.atomic
def save_narrative(
    *, enrolment: Enrolment, unit: Unit, text: str, version: int, by: User, now: datetime
) -> Narrative:
    """Keep what is typed, if `version` (0: none yet) is the one it was typed over.

    What stands already is not saved again, so a save that is repeated changes nothing. Only the
    first is recorded: what counts is the text that is submitted, and that is kept with its hash.
    """
    held = take_up(enrolment, unit, by=by)
    narrative = Narrative.objects.filter(enrolment=held.enrolment, unit=unit).first()
    if narrative is None:
        narrative = Narrative(enrolment=held.enrolment, unit=unit, version=0, saved_at=now)
    if text == narrative.text:
        return narrative
    if version != narrative.version:
        raise StaleVersion("This text was changed since you opened it.", theirs=narrative)
    had_text = bool(narrative.text)
    narrative.text = text
    narrative.version += 1
    narrative.saved_at = now
    narrative.save()
    if had_text != bool(text):
        refresh_progress(enrolment=held.enrolment, unit=unit, now=now)
    if narrative.version == 1:
        audit.record(by, "began a narrative", narrative, at=now)
    return narrative
