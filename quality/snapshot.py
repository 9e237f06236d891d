"""What a submission was when it was sampled: ids, outcomes and hashes, as canonical JSON."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from assessments.models import CriterionDecision, Submission, SubmittedFile


def snapshot_of(submission: Submission) -> dict[str, Any]:
    """Decisions that stand, the result, and the hashes of what was judged."""
    decisions = (
        CriterionDecision.objects.current()
        .filter(submission=submission)
        .order_by("criterion__position")
        .values_list("pk", "criterion__number", "sequence", "outcome", "mark")
    )
    judged_on = SubmittedFile.objects.sent_up_to(submission)
    files = judged_on.order_by("pk").values_list("file__reference", "sha256")
    result = submission.results.order_by("-sequence").values_list("sequence", "grade").first()
    return {
        "submission": str(submission.reference),
        "attempt": submission.attempt,
        "result": list(result or ()),
        "narrative": submission.narrative_sha256,
        "decisions": [
            {
                "id": pk,
                "criterion": number,
                "sequence": sequence,
                "outcome": outcome,
                "mark": None if mark is None else str(mark),
            }
            for pk, number, sequence, outcome, mark in decisions
        ],
        "files": sorted({(str(reference), digest) for reference, digest in files}),
    }


def digest_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot, written in the one way there is."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()
