"""Deciding anew what an appeal was upheld about: by somebody who decided none of it (R12, R20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.actions.correcting import (
    Correction,
    corrected_row,
    follow,
    put_in_place,
    refuse_followed,
)
from assessments.actions.holding import hold
from assessments.actions.judging import refuse_changed_files, refuse_unchecked_files
from assessments.actions.marking import need_right_to_decide
from assessments.actions.releasing import refuse_in_a_case
from assessments.actions.sealing import open_to_decide
from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision, Submission, UnitResult
from assessments.permissions import can_judge_anew
from ledger import audit
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def judge_anew(
    *,
    submission: Submission,
    corrections: Mapping[int, Correction],
    seen: Mapping[int, int],
    resubmit_by: date | None,
    reason: str,
    by: User,
    now: datetime,
) -> UnitResult:
    """Decide a whole submission again; `corrections` and `seen` by criterion's position.

    Where the judgement is the same its row stays as it is; the result is a new one in any case,
    and the candidate is told. `seen` are the rows it was made from: one that stands no more is
    refused. It takes effect at once, so a qualified assessor makes it (R16).
    """
    held = hold(submission)
    if not can_judge_anew(by, held):
        raise PermissionDenied
    refuse_followed(held)
    refuse_in_a_case(held, verb="decided anew")
    if not need_right_to_decide(held, by, now=now).is_final:
        raise MarkingRefused("Only a qualified assessor decides anew what was appealed against.")
    current = CriterionDecision.objects.current().filter(submission=held)
    rows = {row.criterion.position: row for row in current.select_related("criterion", "assessor")}
    if {at: row.pk for at, row in rows.items()} != dict(seen):
        raise StaleVersion(
            "What stands was decided after you opened this. Read it again.", theirs=rows
        )
    if corrections.keys() != rows.keys():
        raise MarkingRefused("Decide every criterion.")
    refuse_unchecked_files(held)
    refuse_changed_files(held)
    new = [
        corrected_row(rows[at], correction, held, by=by, now=now)
        for at, correction in sorted(corrections.items())
        if not _stays(rows[at], correction)
    ]
    last = held.results.latest("sequence")
    result = put_in_place(
        held,
        new,
        standing={row.criterion_id: row for row in rows.values()},
        last=last,
        resubmit_by=resubmit_by,
        by=by,
        now=now,
        reason=reason,
        is_current=True,  # whoever decides every criterion anew looks at all of the evidence
    )
    audit.record(
        by,
        "decided anew",
        held,
        before={"grade": last.grade},
        after={"grade": result.grade, "changed": [row.criterion.number for row in new]},
        reason=reason,
        at=now,
    )
    open_to_decide(held, by=by, now=now)
    follow(held, result, by=by, now=now)
    return result


def _stays(row: CriterionDecision, correction: Correction) -> bool:
    """Whether somebody else judges it as it was judged."""
    said = (correction.mark, correction.feedback.strip())
    if row.maximum is None:
        return (row.outcome, row.mark, row.feedback) == (correction.outcome, *said)
    return (row.mark, row.feedback) == said
