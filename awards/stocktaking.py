"""Looking through all statements: is each paper there, as it was made, and truly signed?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from django.conf import settings

from awards import signing
from awards.models import StatementOfResults


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement looked at: what is wrong with its paper, and whether it carries a signature."""

    number: str
    is_made: bool
    is_signed: bool
    faults: tuple[str, ...]


def look_through(trusted: list[x509.Certificate]) -> Iterator[Finding]:
    """Every statement ever issued, by number, the replaced and the withdrawn ones too."""
    for statement in StatementOfResults.objects.order_by("number").iterator(chunk_size=200):
        yield Finding(
            number=statement.shown_number,
            is_made=bool(statement.pdf_name),
            is_signed=statement.is_signed,
            faults=tuple(_faults(statement, trusted)),
        )


def _faults(statement: StatementOfResults, trusted: list[x509.Certificate]) -> Iterator[str]:
    if statement.pdf_made_at is None:
        return
    try:
        paper = (Path(settings.STATEMENTS_ROOT) / statement.pdf_name).read_bytes()
    except OSError as error:
        yield f"its file {statement.pdf_name} cannot be read ({error.strerror})"
        return
    if hashlib.sha256(paper).hexdigest() != statement.pdf_sha256:
        yield f"its file {statement.pdf_name} is not the one that was made"
    if statement.is_signed:
        judgement = signing.judge(paper, trusted=trusted, at=statement.pdf_made_at)
        if not judgement.is_genuine:
            yield f"its signature is not good. {judgement.why}"
