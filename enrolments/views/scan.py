"""The skills scan: an answer for each outcome, by the candidate and by their tutor (P5.4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from courses.models import LearningOutcome, Unit
from enrolments import typed
from enrolments.actions.initial import (
    PRIOR_LENGTH,
    Rating,
    column_of,
    rating_in,
    save_scan,
    version_of,
)
from enrolments.choices import SelfRating
from enrolments.errors import LearningRefused
from enrolments.models import Enrolment, SkillsScanEntry
from enrolments.scanning import Scanned, creditable_units, in_words
from enrolments.views.hours import found
from ledger.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class ScanRow:
    """An outcome with what both say of it."""

    outcome: LearningOutcome
    entry: SkillsScanEntry
    mine: Rating
    scanned: Scanned
    theirs: str = ""

    @property
    def own_words(self) -> str:
        """What the candidate says of it."""
        return in_words(self.scanned.own, column="own") or "not answered"

    @property
    def tutors_words(self) -> str:
        """What the tutor says of it."""
        return in_words(self.scanned.tutor, column="tutor")

    @property
    def is_too_long(self) -> bool:
        """Whether the earlier learning named does not fit."""
        return len(self.mine.prior_learning) > PRIOR_LENGTH


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def skills_scan(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """How somebody stands on each outcome before they start, by candidate and tutor (P5.4)."""
    enrolment = found(request, reference)
    column = column_of(request.user, enrolment)
    if request.method != "POST":
        return scan_page(request, enrolment, column=column)
    if not column:
        raise PermissionDenied
    is_autosave = request.headers.get("X-Requested-With") == "autosave"
    ratings = ratings_said(request, enrolment, column=column)
    now = timezone.now()
    try:
        version = save_scan(
            enrolment=enrolment,
            ratings=ratings,
            version=request.POST.get("version", ""),
            by=request.user,
            now=now,
        )
    except StaleVersion as stale:
        if is_autosave:
            return JsonResponse(conflict(enrolment, stale, ratings, column=column), status=409)
        return scan_page(request, enrolment, column=column, said=ratings)
    except LearningRefused as refusal:
        if is_autosave:
            return JsonResponse({"message": str(refusal)}, status=422)
        return scan_page(request, enrolment, column=column, said=ratings, refusal=str(refusal))
    if is_autosave:
        return JsonResponse({"version": version, "saved_at": clock(now)})
    messages.success(request, "Skills scan saved.")
    return redirect("enrolments:skills_scan", enrolment.reference)


def scan_page(
    request: AuthedRequest,
    enrolment: Enrolment,
    *,
    column: str,
    said: dict[int, Rating] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Every outcome by unit, the person's own column to fill in, the other to read."""
    outcomes = LearningOutcome.objects.filter(unit__version=enrolment.version)
    entries = {entry.outcome_id: entry for entry in enrolment.skills_scan.all()}
    by_unit: dict[Unit, list[ScanRow]] = defaultdict(list)
    scanned = []
    stands = {key: rating_in(entry, column) for key, entry in entries.items()} if column else {}
    for outcome in outcomes.select_related("unit").order_by("unit__position", "number"):
        entry = entries.get(outcome.pk) or SkillsScanEntry(outcome=outcome)
        one = Scanned(
            outcome=outcome.pk,
            unit=outcome.unit_id,
            own=entry.own_rating,
            tutor=entry.tutor_rating,
            prior_learning=entry.prior_learning,
        )
        standing = stands.get(outcome.pk, Rating())
        mine = (said or {}).get(outcome.pk, standing)
        differs = said is not None and mine != standing
        theirs = in_words(standing.rating, column=column) if differs else ""
        by_unit[outcome.unit].append(ScanRow(outcome, entry, mine, one, theirs))
        scanned.append(one)
    whole = creditable_units(scanned)
    proposed = enrolment.prior_learning.filter(ended_at=None)
    recognised = set(proposed.values_list("unit", flat=True))
    context = {
        "enrolment": enrolment,
        "units": [
            (unit, rows, unit.pk in whole, unit.pk in recognised) for unit, rows in by_unit.items()
        ],
        "column": column,
        "choices": [(value, in_words(value, column=column)) for value in SelfRating.values],
        "version": version_of(stands),
        "answered": sum(bool(s.own if column != "tutor" else s.tutor) for s in scanned),
        "total": len(scanned),
        "creditable": sum(one.is_creditable for one in scanned),
        "whole_units": len(whole),
        "saved_at": max((entry.saved_at for entry in entries.values()), default=None),
        "is_stale": said is not None and not refusal,
        "refusal": refusal,
        "is_own": enrolment.candidate.user_id == request.user.pk,
    }
    status = 422 if refusal else 409 if said is not None else 200
    return render(request, "enrolments/skills_scan.html", context, status=status)


def ratings_said(request: AuthedRequest, enrolment: Enrolment, *, column: str) -> dict[int, Rating]:
    """The column as it was sent: an answer for each outcome of the diploma."""
    outcomes = LearningOutcome.objects.filter(unit__version=enrolment.version)
    said = {}
    for key in outcomes.values_list("pk", flat=True):
        prior = request.POST.get(f"prior_{key}", "") if column == "own" else ""
        rating = request.POST.get(f"rating_{key}", "")
        said[key] = Rating(rating, typed.one_line(prior))
    return said


def conflict(
    enrolment: Enrolment, stale: StaleVersion, said: dict[int, Rating], *, column: str
) -> dict[str, Any]:
    """What `autosave.js` shows when another window saved first."""
    stands: Any = stale.theirs
    saved_at = enrolment.skills_scan.latest("saved_at").saved_at
    return {
        "theirs": fields_of({key: stands.get(key, Rating()) for key in said}, column=column),
        "their_version": version_of(stands),
        "their_name": "You, in another window,",
        "their_time": clock(saved_at),
        "yours": fields_of(said, column=column),
    }


def fields_of(ratings: dict[int, Rating], *, column: str) -> dict[str, str]:
    """A column as the fields of the form."""
    fields = {f"rating_{key}": rating.rating for key, rating in ratings.items()}
    if column == "own":
        fields |= {f"prior_{key}": rating.prior_learning for key, rating in ratings.items()}
    return fields


def clock(moment: datetime) -> str:
    """The time of day in London, to the second."""
    return format_date(timezone.localtime(moment), "H:i:s")
