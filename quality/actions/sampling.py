"""Sampling a submission: what the assurer thinks of it, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.actions.sealing import reopen_submission, seal_submission
from assessments.models import Countersignature, CriterionDecision, Submission
from ledger import audit, jobs
from quality.actions.drafting import end_draft, refuse_sampled
from quality.choices import View
from quality.errors import SampleRefused
from quality.models import IQASample, QualityAction, SampleJudgement
from quality.permissions import can_sample, can_settle
from quality.snapshot import digest_of, snapshot_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacsr:
    """Whether the evidence is valid, authentic, current, sufficient and reliable."""

    is_valid: bool
    is_authentic: bool
    is_current: bool
    is_sufficient: bool
    is_reliable: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an assurer thinks of one decision; anything but agreement says why."""

    view: View
    comment: str = ""


@transaction.atomic
def conclude_sample(
    *,
    submission: Submission,
    opinions: Mapping[int, Opinion],
    vacsr: Vacsr,
    due_on: date | None,
    seen: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> IQASample:
    """Keep a look at a submission, once, with a snapshot of what was looked at (R15, R19).

    `opinions` by criterion's position; `seen` is the digest of what the page showed; `version`
    that of the draft it is concluded from, which ends here. Agreement throughout seals the
    judgement; a disagreement opens it again. What is disagreed with, and what something is asked
    for, becomes an action of the assessor, due on `due_on`.
    """
    held = hold(submission)
    if not can_sample(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    snapshot = snapshot_of(held)
    if digest_of(snapshot) != seen:
        raise SampleRefused("The judgement changed while you looked. Read it again below.")
    standing = CriterionDecision.objects.current().filter(submission=held)
    decisions = list(standing.select_related("criterion", "assessor"))
    judged = {decision.criterion.position: decision for decision in decisions}
    _refuse_unfinished(judged, opinions, due_on, today=timezone.localdate(now))
    last = refuse_sampled(held, seen=seen)
    end_draft(held, by, version=version)
    result = held.results.latest("sequence")
    signed = Countersignature.objects.filter(result=result).first()
    sample = IQASample.objects.create(
        submission=held,
        sequence=last.sequence + 1 if last else 1,
        assurer=by,
        assessor_id=result.assessor_id,
        countersigner_id=signed.by_id if signed else None,
        candidate=held.enrolment.candidate.user,
        **asdict(vacsr),
        snapshot=snapshot,
        snapshot_sha256=seen,
        concluded_at=now,
    )
    for position, decision in sorted(judged.items()):
        opinion = opinions[position]
        judgement = SampleJudgement.objects.create(
            sample=sample,
            decision=decision,
            assurer=by,
            assessor=decision.assessor,
            view=opinion.view,
            comment=opinion.comment.strip(),
        )
        if opinion.view != View.AGREE and due_on is not None:
            _ask(judgement, due_on=due_on, now=now)
    audit.record(
        by,
        "sampled",
        held,
        after={"views": [opinions[position].view for position in sorted(judged)]},
        at=now,
    )
    _close_or_open(held, judged, opinions, by=by, now=now)
    return sample


def _refuse_unfinished(
    judged: Mapping[int, CriterionDecision],
    opinions: Mapping[int, Opinion],
    due_on: date | None,
    *,
    today: date,
) -> None:
    """Every decision has a view; what is not agreed with says why, and by when."""
    if judged.keys() != opinions.keys():
        raise SampleRefused("Say of every criterion whether you agree.")
    open_ones = {at: said for at, said in opinions.items() if said.view != View.AGREE}
    for position, opinion in sorted(open_ones.items()):
        if not opinion.comment.strip():
            raise SampleRefused(f"Say why of {judged[position].criterion.number}.")
    if open_ones and due_on is None:
        raise SampleRefused("Give the day the assessor is to answer by.")
    if open_ones and due_on is not None and due_on < today:
        raise SampleRefused("The day to answer by cannot have passed.")


def _ask(judgement: SampleJudgement, *, due_on: date, now: datetime) -> None:
    action = QualityAction.objects.create(judgement=judgement, due_on=due_on)
    jobs.owe(
        "quality_action_mail",
        key=str(action.pk),
        now=now,
        recipient=judgement.decision.submission.enrolment.tutor,
        action_id=action.pk,
    )


def _close_or_open(
    held: Submission,
    judged: Mapping[int, CriterionDecision],
    opinions: Mapping[int, Opinion],
    *,
    by: User,
    now: datetime,
) -> None:
    disputed = [
        f"{judged[position].criterion.number}: {opinion.comment.strip()}"
        for position, opinion in sorted(opinions.items())
        if opinion.view == View.DISAGREE
    ]
    if disputed:
        reopen_submission(submission=held, reason=" ".join(disputed)[:300], by=by, now=now)
    elif all(opinion.view == View.AGREE for opinion in opinions.values()):
        seal_submission(submission=held, by=by, now=now)


@transaction.atomic
def answer_action(*, action: QualityAction, answer: str, by: User, now: datetime) -> QualityAction:
    """Today's tutor says what was done. It may be said again until it is settled."""
    held = _hold(action)
    if held.judgement.sample.submission.enrolment.tutor_id != by.pk:
        raise PermissionDenied
    if held.settled_at is not None:
        raise SampleRefused("This is settled already.")
    if not answer.strip():
        raise SampleRefused("Say what you did.")
    held.answer, held.answered_at = answer.strip(), now
    held.save(update_fields=["answer", "answered_at"])
    audit.record(by, "answered", held, at=now)
    return held


@transaction.atomic
def settle_action(*, action: QualityAction, by: User, now: datetime) -> QualityAction:
    """An assurer looked again, inside the same sample. Settled already: nothing changes.

    Whoever assures the work may, so that nothing waits for somebody who left (R15). What was
    disagreed with is settled only once it was decided and sampled anew (R19).
    """
    held = _hold(action)
    if not can_settle(by, held.judgement.sample, today=timezone.localdate(now)):
        raise PermissionDenied
    if held.settled_at is not None:
        return held
    if held.answered_at is None:
        tutor = held.judgement.sample.submission.enrolment.tutor
        raise SampleRefused(f"{tutor} has not answered yet.")
    if SampleJudgement.objects.unsettled().filter(pk=held.judgement_id).exists():
        raise SampleRefused("Sample what was decided anew first: you disagreed with it.")
    held.settled_at = now
    held.save(update_fields=["settled_at"])
    audit.record(by, "settled", held, at=now)
    return held


def _hold(action: QualityAction) -> QualityAction:
    held = QualityAction.objects.select_for_update(of=("self",)).select_related(
        "judgement__decision__criterion", "judgement__sample__submission__enrolment__tutor"
    )
    return held.get(pk=action.pk)
