"""Why somebody passed a unit, or has not: every attempt with its files, decisions and release."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assessments.choices import Grade, SubmissionStage
from assessments.models import (
    AttemptOverride,
    CriterionDecision,
    EvidenceFile,
    Submission,
    SubmittedFile,
    UnitResult,
)
from courses.models import AssessmentCriterion, Unit
from enrolments.models import Enrolment

Decisions = dict[AssessmentCriterion, list[CriterionDecision]]


@dataclass(slots=True)
class Sent:
    """A file as it was sent: its hash then, and where it shows what."""

    file: EvidenceFile
    sha256: str
    places: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with every decision made on it in an attempt, the first first."""

    criterion: AssessmentCriterion
    decisions: tuple[CriterionDecision, ...]

    @property
    def standing(self) -> CriterionDecision:
        """The decision that stands."""
        return self.decisions[-1]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission, from the declaration to the release."""

    submission: Submission
    override: AttemptOverride | None
    files: tuple[Sent, ...]
    judged: tuple[Judged, ...]
    results: tuple[UnitResult, ...]

    @property
    def result(self) -> UnitResult | None:
        """The result that stands."""
        return self.results[-1] if self.results else None


@dataclass(frozen=True, slots=True)
class UnitStory:
    """A unit of an enrolment, attempt by attempt, the newest first."""

    enrolment: Enrolment
    unit: Unit
    attempts: tuple[Attempt, ...]

    @property
    def told(self) -> Attempt | None:
        """The newest attempt whose result was released."""
        released = (a for a in self.attempts if a.submission.stage == SubmissionStage.RELEASED)
        return next(released, None)

    @property
    def is_passed(self) -> bool:
        """Whether the newest released result is a pass."""
        told = self.told
        return bool(told and told.result and told.result.grade == Grade.PASS)


def unit_story(enrolment: Enrolment, unit: Unit) -> UnitStory:
    """Read it all from what was kept then, in five queries however much there is.

    What a tutor typed and has not finished is no decision and is not told.
    """
    submissions = list(
        Submission.objects.filter(enrolment=enrolment, unit=unit)
        .select_related("declaration__declared_by", "released_by")
        .order_by("-submitted_at", "-pk")
    )
    keys = [submission.pk for submission in submissions]
    files, judged, results = _files(keys), _judged(keys), defaultdict[int, list[UnitResult]](list)
    for result in (
        UnitResult.objects.filter(submission__in=keys)
        .select_related("assessor")
        .order_by("sequence")
    ):
        results[result.submission_id].append(result)
    rows = AttemptOverride.objects.filter(enrolment=enrolment, unit=unit)
    overrides = {row.attempt: row for row in rows.select_related("allowed_by")}
    attempts = (
        Attempt(
            submission=submission,
            override=overrides.get(submission.attempt),
            files=tuple(files[submission.pk].values()),
            judged=tuple(
                Judged(criterion, tuple(made)) for criterion, made in judged[submission.pk].items()
            ),
            results=tuple(results[submission.pk]),
        )
        for submission in submissions
    )
    return UnitStory(enrolment=enrolment, unit=unit, attempts=tuple(attempts))


def _files(submissions: list[int]) -> dict[int, dict[int, Sent]]:
    found: dict[int, dict[int, Sent]] = defaultdict(dict)
    rows = SubmittedFile.objects.filter(submission__in=submissions)
    for row in rows.select_related("file__evidence", "criterion").order_by(
        "criterion__position", "pk"
    ):
        sent = found[row.submission_id].setdefault(row.file_id, Sent(row.file, row.sha256, []))
        sent.places.append((row.criterion.number, row.location))
    return found


def _judged(submissions: list[int]) -> dict[int, Decisions]:
    found: dict[int, Decisions] = defaultdict(dict)
    rows = CriterionDecision.objects.filter(submission__in=submissions)
    for row in rows.select_related("criterion", "assessor", "carried_from__submission").order_by(
        "criterion__position", "sequence"
    ):
        found[row.submission_id].setdefault(row.criterion, []).append(row)
    return found
