"""Proposing a sampling plan for a whole qualification: time and queries at several sizes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import cycle, pairwise

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, User
from accounts.roles import Role
from assessments.choices import EvidenceKind, Grade, Outcome, SubmissionStage, UnitState
from assessments.models import (
    CriterionDecision,
    Evidence,
    EvidenceFile,
    Submission,
    SubmittedFile,
    UnitProgress,
    UnitResult,
)
from bench.scratch import BATCH, Centre
from bench.timing import seconds
from courses.models import AssessmentCriterion
from enrolments.models import AssuranceDuty, Cohort
from quality.actions.planning import propose_plan
from quality.models import SamplePlan

ASSESSORS = 10
SEED = 8420
MARKED_AFTER = timedelta(days=7)
KINDS = [EvidenceKind.DOCUMENT, EvidenceKind.WORK_PRODUCT, EvidenceKind.DOCUMENT]


def measure(centre: Centre, *, sizes: Sequence[int]) -> None:
    """Print what a proposal takes at each size, and that the same seed gives the same plan."""
    print("\nSampling plan proposed, 9 of 13 units judged, ten assessors")
    print("  candidates  judged   cells      ms   queries   ms per candidate")
    assurer = _assurer(centre)
    assessors = _assessors(centre)
    judged_already = 0
    rates, counts = [], []
    for size in sizes:
        _judge(centre.cohort(size - judged_already, has_history=True), assessors, centre)
        judged_already = size
        cells = _cells(_propose(centre, assurer))
        with CaptureQueriesContext(connection) as queries:
            again = _cells(_propose(centre, assurer))
        if again != cells:
            raise RuntimeError("The same seed gave another plan.")
        taken = seconds(lambda: _propose(centre, assurer))
        judged = Submission.objects.filter(stage=SubmissionStage.RELEASED).count()
        rates.append(taken / size)
        counts.append(len(queries) - _batches(queries))
        print(
            f"  {size:10}  {judged:6}  {len(cells):6}  {taken * 1000:6.0f}  {counts[-1]:8}"
            f"   {taken / size * 1000:.2f}"
        )
    growth = rates[-1] / rates[0]
    print(f"  a candidate costs {growth:.2f} times as much at {sizes[-1]} as at {sizes[0]}")
    is_met = growth <= 1.1 and len(set(counts)) == 1
    print(
        "  target no more per candidate, and as many queries at any size (batches of new rows "
        f"counted once): {'met' if is_met else 'missed'}"
    )


def _propose(centre: Centre, assurer: User) -> SamplePlan:
    with transaction.atomic():
        return propose_plan(
            qualification=centre.version.qualification, seed=SEED, by=assurer, now=centre.now
        )


def _cells(plan: SamplePlan) -> list[tuple[int, int]]:
    return sorted(plan.cells.values_list("enrolment", "unit"))


def _batches(queries: CaptureQueriesContext) -> int:
    """How many statements only carry on a list that was too long for one."""
    starts = [query["sql"][:60] for query in queries.captured_queries]
    return sum(one == before for before, one in pairwise(starts))


def _assurer(centre: Centre) -> User:
    user: User = User.objects.create(email="iqa@bench.example", given_name="Ines", password="!")
    RoleGrant.objects.create(user=user, role=Role.IQA, granted_at=centre.now)
    AssuranceDuty.objects.create(
        assurer=user,
        qualification=centre.version.qualification,
        starts_on=centre.now.date() - timedelta(days=300),
        appointed_at=centre.now,
    )
    return user


def _assessors(centre: Centre) -> list[User]:
    users = [
        User.objects.create(email=f"assessor{n}@bench.example", given_name="Tom", password="!")
        for n in range(ASSESSORS)
    ]
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=Role.TUTOR, granted_at=centre.now) for user in users
    )
    return users


def _judge(cohort: Cohort, assessors: Sequence[User], centre: Centre) -> None:
    """A released judgement, on a file, behind every unit that a cohort has passed."""
    criterion_of = {
        criterion.outcome.unit_id: criterion
        for criterion in AssessmentCriterion.objects.filter(
            outcome__unit__version=centre.version
        ).select_related("outcome")
    }
    passed = UnitProgress.objects.filter(
        enrolment__cohort=cohort, state=UnitState.PASSED
    ).select_related("enrolment__candidate")
    minutes = cycle(range(4, 40))
    days = cycle(range(3, 150))
    rows = list(_submissions(passed, minutes, days, centre))
    Submission.objects.bulk_create(rows, batch_size=BATCH)
    who = {row.pk: assessors[n % len(assessors)] for n, row in enumerate(rows)}
    CriterionDecision.objects.bulk_create(
        (
            CriterionDecision(
                submission=row, criterion=criterion_of[row.unit_id], assessor=who[row.pk],
                outcome=Outcome.MET, decided_at=row.submitted_at + MARKED_AFTER,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )  # fmt: skip
    UnitResult.objects.bulk_create(
        (
            UnitResult(
                submission=row,
                grade=Grade.PASS,
                assessor=who[row.pk],
                decided_at=row.submitted_at + MARKED_AFTER,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
    kinds = cycle(KINDS)
    evidence = Evidence.objects.bulk_create(
        (
            Evidence(
                enrolment_id=row.enrolment_id, kind=next(kinds), title="Access review",
                added_by=row.enrolment.candidate.user, added_at=row.submitted_at,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )  # fmt: skip
    files = EvidenceFile.objects.bulk_create(
        (
            EvidenceFile(
                evidence=item, original_name="Access review.pdf", stored_name=uuid.uuid4().hex,
                media_type="application/pdf", size=1000, sha256="0" * 64, received_at=item.added_at,
            )
            for item in evidence
        ),
        batch_size=BATCH,
    )  # fmt: skip
    SubmittedFile.objects.bulk_create(
        (
            SubmittedFile(
                submission=row, file=file, criterion=criterion_of[row.unit_id], sha256=file.sha256
            )
            for row, file in zip(rows, files, strict=True)
        ),
        batch_size=BATCH,
    )


def _submissions(
    passed: Iterable[UnitProgress], minutes: Iterator[int], days: Iterator[int], centre: Centre
) -> Iterator[Submission]:
    attempts = cycle([1] * 9 + [2])
    for progress in passed:
        marked_at = centre.now - timedelta(days=next(days))
        yield Submission(
            enrolment=progress.enrolment,
            unit_id=progress.unit_id,
            attempt=next(attempts),
            stage=SubmissionStage.RELEASED,
            submitted_at=marked_at - MARKED_AFTER,
            due_back_on=marked_at.date(),
            marking_started_at=marked_at - timedelta(minutes=next(minutes)),
            marked_at=marked_at,
            released_at=marked_at,
        )
