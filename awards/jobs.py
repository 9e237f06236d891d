"""What statements owe: the paper, the news of it, and a second look after a correction."""

from __future__ import annotations

from datetime import datetime

from awards import emails, keys, pdf, signing, storage
from awards.actions import withdraw_statement
from awards.errors import StatementAltered
from awards.models import StatementOfResults
from enrolments.actions.lifecycle import lock
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from ledger import audit, jobs
from ledger.jobs import handler
from ledger.mail import deliver
from ledger.models import Job


@handler("statement_pdf")
def make_paper(job: Job, *, now: datetime, statement_id: int) -> str | None:
    """Draw a statement's PDF from its snapshot, sign it, keep it, once, and owe the mail.

    What is kept, hashed and handed out is the signed file.
    """
    statement = StatementOfResults.objects.select_for_update().get(pk=statement_id)
    if statement.pdf_name:
        return "The paper is there already."
    if not statement.is_intact:
        raise StatementAltered(f"What is kept of {statement} is not what was issued.")
    paper, key = statement.statement, keys.signing_key()
    signed = signing.sign(
        pdf.statement_pdf(paper),
        key=key,
        reason=f"Statement of results {paper.shown_number}, as issued",
        location=paper.centre,
        contact=pdf.verification_url(paper.code),
        at=now,
    )
    kept = storage.keep(signed)
    statement.pdf_name = kept.name
    statement.pdf_sha256 = kept.sha256
    statement.pdf_made_at = now
    statement.signed_by = key.subject
    statement.signed_until = key.until
    statement.save(
        update_fields=["pdf_name", "pdf_sha256", "pdf_made_at", "signed_by", "signed_until"]
    )
    audit.record(
        None,
        "made the paper of",
        statement,
        at=now,
        after={"sha256": kept.sha256, "signed_by": key.subject},
    )
    jobs.owe(
        "statement_mail",
        key=str(statement.number),
        now=now,
        recipient=statement.enrolment.candidate.user,
        statement_id=statement.pk,
    )
    return None


@handler("statement_mail", mail=True)
def send_statement(job: Job, *, now: datetime, statement_id: int) -> str | None:
    """Tell a candidate where their statement is, while it holds."""
    statement = StatementOfResults.objects.select_related("enrolment__candidate__user").get(
        pk=statement_id
    )
    if not statement.is_live:
        return "The statement no longer holds."
    if not statement.enrolment.candidate.user.is_active:
        return "The candidate no longer signs in."
    deliver(job, emails.statement_ready(statement), now=now)
    return None


@handler("statement_withdrawn_mail", mail=True)
def send_withdrawal(job: Job, *, now: datetime, statement_id: int) -> str | None:
    """Tell a candidate that a statement of theirs no longer holds; not why."""
    statement = StatementOfResults.objects.select_related("enrolment__candidate__user").get(
        pk=statement_id
    )
    if not statement.enrolment.candidate.user.is_active:
        return "The candidate no longer signs in."
    deliver(job, emails.statement_withdrawn(statement), now=now)
    return None


@handler("statement_review")
def review_statement(job: Job, *, now: datetime, enrolment_id: int, reopened_at: str) -> str | None:
    """After a correction took completion back: withdraw the statement that rested on it.

    Also when a later correction made the enrolment complete again before this ran: a statement
    issued until then has the dates of a completion that was taken back.
    """
    enrolment = lock(Enrolment(pk=enrolment_id))
    statement = StatementOfResults.objects.live().filter(enrolment=enrolment).first()
    if statement is None or rests_on(enrolment, statement, datetime.fromisoformat(reopened_at)):
        return "The statement holds."
    withdraw_statement(
        statement=statement,
        reason="A result it rests on was corrected.",
        by=None,
        now=now,
    )
    return None


def rests_on(enrolment: Enrolment, statement: StatementOfResults, reopened_at: datetime) -> bool:
    """Whether a statement was issued on the completion that stands, after it was taken back."""
    completed_at = enrolment.completed_at
    if enrolment.status != EnrolmentStatus.COMPLETED or completed_at is None:
        return False
    return statement.issued_at > reopened_at and statement.issued_at >= completed_at
