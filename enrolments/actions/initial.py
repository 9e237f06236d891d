"""The initial assessment: what was gone through, and how somebody stands before they start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from courses.models import LearningOutcome
from enrolments.actions.learning import lock
from enrolments.choices import InductionItem, SelfRating
from enrolments.errors import LearningRefused
from enrolments.models import Enrolment, InductionRecord, SkillsScanEntry
from enrolments.permissions import can_plan_learning, is_candidate_of, is_tutor_of
from enrolments.tutoring import first_day
from ledger import audit
from ledger.errors import StaleVersion
from ledger.versions import Standing, fingerprint, need_version

if TYPE_CHECKING:
    from accounts.models import User


PRIOR_LENGTH = 300


@transaction.atomic
def record_induction(
    *,
    enrolment: Enrolment,
    done: Mapping[InductionItem, date],
    version: str,
    by: User,
    now: datetime,
) -> None:
    """Say which of the seven parts were gone through, and when (P5.4); the others were not.

    `version` is the fingerprint of the record as the person's page had it (`induction_of`): what
    a colleague ticked since is not taken back, but answered with what stands (`StaleVersion`).
    """
    held = lock(enrolment)
    if not held.is_live:
        raise LearningRefused("This enrolment has ended; its induction stays as recorded.")
    if not can_plan_learning(by, held):
        raise PermissionDenied
    for item, day in done.items():
        if day > timezone.localdate(now):
            raise LearningRefused("This day has not come yet.", field=item)
        if day < first_day(held.starts_on):
            raise LearningRefused("That is before the diploma began.", field=item)
    before = {InductionItem(r.item): r for r in held.induction_records.all()}
    if {item: record.done_on for item, record in before.items()} == dict(done):
        return
    need_version(version, stands=induction_of(held))
    for item in InductionItem:
        known, day_now = before.get(item), done.get(item)
        if day_now is None and known is not None:
            audit.record(by, "took back", known, at=now)
            known.delete()
        elif day_now is not None and (known is None or known.done_on != day_now):
            record, _ = InductionRecord.objects.update_or_create(
                enrolment=held, item=item, defaults={"done_on": day_now, "recorded_by": by}
            )
            audit.record(by, "recorded", record, after={"done_on": day_now.isoformat()}, at=now)


def induction_of(enrolment: Enrolment) -> Standing:
    """What stands of an induction: each part gone through, and its day."""
    records = enrolment.induction_records.order_by("item")
    return {r.get_item_display(): format_date(r.done_on, "j M Y") for r in records}


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody says of one outcome, in their own column."""

    rating: str = ""
    prior_learning: str = ""


def column_of(user: User, enrolment: Enrolment) -> str:
    """Which column of the skills scan is the person's: "own", "tutor", or none."""
    if not enrolment.is_live:
        return ""
    if is_candidate_of(user, enrolment):
        return "own"
    return "tutor" if is_tutor_of(user, enrolment) else ""


@transaction.atomic
def save_scan(
    *, enrolment: Enrolment, ratings: Mapping[int, Rating], version: str, by: User, now: datetime
) -> str:
    """Save a person's own column of the skills scan, by outcome; returns its new version.

    `version` is that of the column as the person's page had it: what another window changed
    since is not overwritten, but answered with what stands. The other column is never touched.
    """
    held = lock(enrolment)
    column = column_of(by, held)
    if not column:
        raise PermissionDenied
    entries = {entry.outcome_id: entry for entry in held.skills_scan.all()}
    stands = {key: rating_in(entry, column) for key, entry in entries.items()}
    changed = {
        key: rating for key, rating in ratings.items() if rating != stands.get(key, Rating())
    }
    if not changed:
        return version_of(stands)
    if version != version_of(stands):
        raise StaleVersion("Your answers were saved in another window since.", theirs=stands)
    need_outcomes(held, changed)
    for key, rating in changed.items():
        entry = entries.get(key) or SkillsScanEntry(enrolment=held, outcome_id=key)
        before = rating_in(entry, column).rating
        set_rating(entry, column, rating)
        entry.saved_at = now
        entry.save()
        audit.record(
            by,
            "rated",
            entry,
            before={column: before},
            after={column: rating.rating, "names_earlier_learning": bool(rating.prior_learning)},
            at=now,
        )
    return version_of(stands | changed)


def need_outcomes(enrolment: Enrolment, ratings: Mapping[int, Rating]) -> None:
    """Refuse outcomes of another diploma and answers that are not offered."""
    known = LearningOutcome.objects.filter(unit__version=enrolment.version, pk__in=ratings)
    if known.count() != len(ratings):
        raise LearningRefused("The scan has outcomes of another diploma.")
    if any(one.rating and one.rating not in SelfRating.values for one in ratings.values()):
        raise LearningRefused("Choose one of the answers offered.")
    if any(len(one.prior_learning) > PRIOR_LENGTH for one in ratings.values()):
        raise LearningRefused(f"Use {PRIOR_LENGTH} characters or fewer for earlier learning.")


def version_of(column: Mapping[int, Rating]) -> str:
    """The version of a column: a mark of everything in it that is not empty."""
    said = {key: rating for key, rating in column.items() if rating != Rating()}
    return fingerprint({f"{k}": f"{r.rating} {r.prior_learning}" for k, r in said.items()})


def rating_in(entry: SkillsScanEntry, column: str) -> Rating:
    """A column's part of an entry; earlier learning is the candidate's to name."""
    if column == "own":
        return Rating(entry.own_rating, entry.prior_learning)
    return Rating(entry.tutor_rating)


def set_rating(entry: SkillsScanEntry, column: str, rating: Rating) -> None:
    """Write a column's part of an entry."""
    if column == "own":
        entry.own_rating, entry.prior_learning = rating.rating, rating.prior_learning
    else:
        entry.tutor_rating = rating.rating
