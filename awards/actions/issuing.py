"""Issuing and withdrawing statements of results."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from awards.codes import new_code
from awards.errors import NothingToReplace, StatementRefused
from awards.models import StatementNumber, StatementOfResults
from awards.permissions import can_issue, can_withdraw
from awards.results import are_complete, disputes_of, unit_passes
from awards.statements import Statement, UnitLine, snapshot_hash
from enrolments.models import Enrolment
from ledger import audit, jobs

SERIES = "statements"


@transaction.atomic
def issue_statement(
    *,
    enrolment: Enrolment,
    by: User | None,
    now: datetime,
    replacing: StatementOfResults | None,
    reason: str = "",
) -> StatementOfResults:
    """Issue a statement for a complete enrolment; the paper is made by a worker afterwards.

    `replacing` is the statement to be replaced, for a `reason`; None for a first one. A first
    one issued meanwhile, by a second click or another person, is returned and nothing is issued:
    one click, one statement. Nothing is issued while a result is disputed (R20), nor in place of
    one that holds no longer: `NothingToReplace`. `by` is None for the management command.
    """
    held = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    enrolment = Enrolment.objects.with_people().get(pk=held.pk)
    alive = StatementOfResults.objects.live().select_for_update()
    live = alive.filter(enrolment=enrolment).first()
    if replacing is not None and live != replacing:
        raise NothingToReplace(replacing)
    if replacing is None and live is not None:
        return live
    if by is not None and not can_issue(by, enrolment):
        raise StatementRefused(f"A statement for {enrolment} cannot be issued now.")
    passes = unit_passes(enrolment)
    if enrolment.completed_at is None or not are_complete(passes):
        raise StatementRefused(f"Not every unit of {enrolment} is passed yet.")
    if disputed := disputes_of([enrolment], today=timezone.localdate(now))[enrolment.pk]:
        raise StatementRefused(f"{enrolment.candidate}: {' '.join(disputed)}")
    if live is not None and not reason.strip():
        raise StatementRefused(f"Say why {live.shown_number} is replaced.")
    number = take_number()
    code = new_code()
    version = enrolment.version
    statement = Statement(
        number=number,
        code=code,
        candidate=str(enrolment.candidate),
        registration_number=enrolment.registration_number,
        unique_learner_number=enrolment.candidate.uln,
        awarding_organisation=version.qualification.awarding_organisation.name,
        qualification=version.qualification.title,
        qualification_code=version.qualification.code,
        level=version.qualification.level,
        credits=version.credits,
        units=tuple(
            UnitLine(
                code=one.unit.code,
                title=one.unit.title,
                credits=one.unit.credits,
                passed_on=timezone.localdate(one.passed_at),
            )
            for one in passes
        ),
        completed_on=timezone.localdate(enrolment.completed_at),
        centre=settings.CENTRE_NAME,
        centre_number=settings.CENTRE_NUMBER,
        issued_on=timezone.localdate(now),
        supersedes=live.number if live else None,
    )
    if live is not None:
        live.superseded_at = now
        live.superseded_reason = reason.strip()[:300]
        live.save(update_fields=["superseded_at", "superseded_reason"])
        audit.record(
            by,
            "replaced",
            live,
            at=now,
            after={"replaced_by": number},
            reason=live.superseded_reason,
        )
    snapshot = statement.as_snapshot()
    issued = StatementOfResults.objects.create(
        number=number,
        code=code,
        enrolment=enrolment,
        snapshot=snapshot,
        snapshot_sha256=snapshot_hash(snapshot),
        issued_at=now,
        issued_by=by,
        supersedes=live,
    )
    audit.record(
        by,
        "issued",
        issued,
        at=now,
        after={"number": number, "sha256": issued.snapshot_sha256},
        before={"superseded": live.number} if live else None,
    )
    jobs.owe("statement_pdf", key=str(number), now=now, statement_id=issued.pk)
    return issued


def take_number() -> int:
    """The next number. The counter row stays locked to the end of the transaction, and a
    statement that is not issued gives its number back: no gaps, no doubles."""
    StatementNumber.objects.get_or_create(series=SERIES)
    counter = StatementNumber.objects.select_for_update().get(series=SERIES)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def withdraw_statement(
    *, statement: StatementOfResults, reason: str, by: User | None, now: datetime
) -> StatementOfResults:
    """Withdraw a statement; its number stays taken and its verification page says withdrawn.

    Its holder is told that it is. `by` is None when the system withdraws it because its
    enrolment is no longer complete. The enrolment is locked first, as when one is issued.
    """
    Enrolment.objects.select_for_update().get(pk=statement.enrolment_id)
    held = StatementOfResults.objects.select_for_update().get(pk=statement.pk)
    held = StatementOfResults.objects.select_related("enrolment__candidate__user").get(pk=held.pk)
    if by is not None and not can_withdraw(by, held):
        raise StatementRefused(f"{held} no longer holds, so it cannot be withdrawn.")
    if not held.is_live:
        return held
    if not reason.strip():
        raise StatementRefused("Say why the statement is withdrawn.")
    held.withdrawn_at = now
    held.withdrawn_by = by
    held.withdrawn_reason = reason.strip()[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(by, "withdrew", held, at=now, reason=held.withdrawn_reason)
    jobs.owe(
        "statement_withdrawn_mail",
        key=str(held.number),
        now=now,
        recipient=held.enrolment.candidate.user,
        statement_id=held.pk,
    )
    return held
