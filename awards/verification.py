"""What anybody learns of a statement from its code: whether it holds, and nothing personal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from awards.codes import tidy
from awards.errors import StatementAltered
from awards.models import StatementOfResults
from awards.statements import UnitLine
from enrolments.choices import EnrolmentStatus

VALID = "valid"
SUPERSEDED = "superseded"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Verification:
    """The public facts of a statement. `holder` is empty until the surname was typed."""

    status: str
    number: str
    qualification: str
    qualification_code: str
    level: int
    units: tuple[UnitLine, ...]
    completed_on: date
    issued_on: date
    changed_at: datetime | None
    holder: str = ""
    paper: PublicPaper | None = None


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """What a copy of the PDF is compared with: hashes, in hexadecimal.

    `earlier` holds those of the statements that this one replaced, newest first.
    """

    sha256: str
    earlier: tuple[str, ...]


def verify(code: str, *, surname: str = "") -> Verification | None:
    """Look a code up; None when no statement has it.

    A statement whose enrolment is no longer complete is withdrawn from that moment, even
    before the withdrawal itself is written. `StatementAltered` when what is kept of it is not what
    was issued: nothing of it is told then.
    """
    issued = (
        StatementOfResults.objects.select_related("enrolment__candidate__user")
        .filter(code=tidy(code))
        .first()
    )
    if issued is None:
        return None
    if not issued.is_intact:
        raise StatementAltered(f"What is kept of {issued} is not what was issued.")
    paper = issued.statement
    family_name = issued.enrolment.candidate.user.family_name
    is_known = bool(surname.strip()) and folded(surname) in {
        folded(family_name),
        folded(paper.candidate.rpartition(" ")[2]),
    }
    return Verification(
        status=_status(issued),
        number=issued.shown_number,
        qualification=paper.qualification,
        qualification_code=paper.qualification_code,
        level=paper.level,
        units=tuple(paper.units),
        completed_on=paper.completed_on,
        issued_on=paper.issued_on,
        changed_at=issued.withdrawn_at or issued.superseded_at,
        holder=paper.candidate if is_known else "",
        paper=_paper(issued, is_known=is_known),
    )


def _paper(issued: StatementOfResults, *, is_known: bool) -> PublicPaper | None:
    """The hashes that may be told; None while there is no paper, or none that may.

    A signature holds numbers nobody can guess, so the hash of a signed paper tells nothing. An
    unsigned paper is drawn from facts alone: who had its hash could try names until one fits, so
    it is told only to who knows the surname.
    """
    may_tell = [one for one in _chain(issued) if one.pdf_sha256 and (one.is_signed or is_known)]
    if issued not in may_tell:
        return None
    return PublicPaper(
        sha256=issued.pdf_sha256,
        earlier=tuple(one.pdf_sha256 for one in may_tell if one != issued),
    )


def _chain(issued: StatementOfResults) -> list[StatementOfResults]:
    """A statement and those replaced before it, newest first.

    A withdrawn one is not among them: that there was one is told to who has its own code.
    """
    before = Q(number__lt=issued.number, superseded_at__isnull=False, withdrawn_at__isnull=True)
    return list(
        StatementOfResults.objects.filter(
            Q(pk=issued.pk) | before, enrolment=issued.enrolment_id
        ).order_by("-number")
    )


def _status(issued: StatementOfResults) -> str:
    if issued.withdrawn_at is not None:
        return WITHDRAWN
    if issued.superseded_at is not None:
        return SUPERSEDED
    if issued.enrolment.status != EnrolmentStatus.COMPLETED:
        return WITHDRAWN
    return VALID


def folded(name: str) -> str:
    """A name without accents, case, spaces and marks: "O’Brien" and "obrien" are one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
