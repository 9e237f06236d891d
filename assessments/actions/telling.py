"""What candidates write down themselves: testimony of a witness, and reflective accounts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessments.actions.evidence import own_standing
from assessments.actions.records import ToKeep, keep_record, look_at_attachment, made_with
from assessments.actions.unit_work import take_up
from assessments.choices import EvidenceKind
from assessments.errors import RecordRefused
from assessments.models import (
    Evidence,
    EvidenceRecord,
    ReflectiveAccount,
    SubmittedFile,
    WitnessTestimony,
)
from assessments.record_pages import Written, account_written, testimony_written

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit
    from enrolments.models import Enrolment

CANDIDATE_WITNESS = "A witness is somebody else: name who saw it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Testified:
    """Who saw what, when and where, and what they say of it."""

    witness_name: str
    witness_role: str
    relationship: str
    contact: str
    activity: str
    place: str
    seen_on: date
    circumstances: str
    account: str
    signed_on: date
    is_declared_unrelated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflected:
    """What happened, what was done, learnt, and is done otherwise now."""

    happened_on: date
    situation: str
    action: str = ""
    learning: str
    change: str = ""
    is_anonymised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where something is written down, by whom, over what, and with what."""

    enrolment: Enrolment
    unit: Unit
    by: User
    now: datetime
    form_token: UUID
    evidence: Evidence | None = None
    upload: UploadedFile[bytes] | None = None


def record_testimony(told: Told, testified: Testified) -> EvidenceRecord:
    """Keep a witness's testimony. The witness is not the candidate, nor a relative (R22).

    A transaction of its own, as its paper stays only if its rows are committed.
    """
    look_at_attachment(told.upload)
    with ExitStack() as files, transaction.atomic(durable=True):
        return keep_testimony(told, testified, files=files)


def record_account(told: Told, reflected: Reflected) -> EvidenceRecord:
    """Keep a reflective account, in a transaction of its own."""
    with ExitStack() as files, transaction.atomic(durable=True):
        return keep_account(told, reflected, files=files)


@transaction.atomic
def keep_testimony(told: Told, testified: Testified, *, files: ExitStack) -> EvidenceRecord:
    """The same within a larger transaction; `files` goes around that."""
    candidate = str(told.enrolment.candidate)
    _need_witness(testified, told, candidate)
    detail = WitnessTestimony(
        candidate_name=candidate,
        witness_name=testified.witness_name,
        witness_role=testified.witness_role,
        relationship=testified.relationship,
        contact=testified.contact,
        activity=testified.activity,
        place=testified.place,
        seen_on=testified.seen_on,
        circumstances=testified.circumstances,
        account=testified.account,
        signed_on=testified.signed_on,
        is_declared_unrelated=testified.is_declared_unrelated,
    )
    record, is_new = _keep(
        told,
        EvidenceKind.WITNESS_TESTIMONY,
        f"Testimony of {testified.witness_name}",
        lambda record: testimony_written(record, detail, told.enrolment),
        attached_as="Signed",
        files=files,
    )
    if is_new:
        detail.record = record
        detail.save(force_insert=True)
    return record


@transaction.atomic
def keep_account(told: Told, reflected: Reflected, *, files: ExitStack) -> EvidenceRecord:
    """The same within a larger transaction; `files` goes around that."""
    if not reflected.situation:
        raise RecordRefused("Say what happened.", field="situation")
    if not reflected.learning:
        raise RecordRefused("Say what you learnt from it.", field="learning")
    if not reflected.is_anonymised:
        raise RecordRefused("Take out who else could be recognised.", field="is_anonymised")
    if reflected.happened_on > timezone.localdate(told.now):
        raise RecordRefused("Give a day that has been.", field="happened_on")
    detail = ReflectiveAccount(
        happened_on=reflected.happened_on,
        situation=reflected.situation,
        action=reflected.action,
        learning=reflected.learning,
        change=reflected.change,
        is_anonymised=reflected.is_anonymised,
    )
    day = format_date(reflected.happened_on, "j M Y")
    record, is_new = _keep(
        told,
        EvidenceKind.REFLECTIVE_ACCOUNT,
        f"Reflective account, {day}",
        lambda record: account_written(record, detail, told.enrolment),
        attached_as="With the account",
        files=files,
    )
    if is_new:
        detail.record = record
        detail.save(force_insert=True)
    return record


def _keep(
    told: Told,
    kind: EvidenceKind,
    title: str,
    draw: Callable[[EvidenceRecord], Written],
    *,
    attached_as: str,
    files: ExitStack,
) -> tuple[EvidenceRecord, bool]:
    """The record, and whether it was made just now."""
    held = take_up(told.enrolment, told.unit, by=told.by)
    twin = made_with(told.form_token, held.enrolment)
    if twin is not None:
        return twin, False
    evidence = told.evidence
    if evidence is not None:
        evidence = own_standing(evidence, held.enrolment)
        if evidence.kind != kind or not evidence.has_record:
            raise RecordRefused("This was not written down here.")
    criteria = tuple(told.unit.criteria.select_related("unit"))
    kept = ToKeep(
        enrolment=held.enrolment,
        kind=kind,
        title=title,
        among=criteria,
        draw=draw,
        evidence=evidence,
        upload=told.upload,
        attached_as=attached_as,
        reason="Changed after it was submitted." if _was_sent(evidence) else "",
        form_token=told.form_token,
    )
    return keep_record(kept, files=files, by=told.by, now=told.now), True


def _was_sent(evidence: Evidence | None) -> bool:
    if evidence is None:
        return False
    return SubmittedFile.objects.standing().filter(file__evidence=evidence).exists()


def _need_witness(testified: Testified, told: Told, candidate: str) -> None:
    """The witness is named, is somebody else, and signed what had happened (R22)."""
    for name, missing in (
        ("witness_name", "Name the witness."),
        ("witness_role", "Say what the job of the witness is."),
        ("relationship", "Say how you work together."),
        ("contact", "Say how the witness is reached."),
        ("activity", "Say what exactly the witness saw."),
        ("account", "Write down what the witness says."),
    ):
        if not getattr(testified, name):
            raise RecordRefused(missing, field=name)
    if _plain(testified.witness_name) == _plain(candidate):
        raise RecordRefused(CANDIDATE_WITNESS, field="witness_name")
    email = told.enrolment.candidate.user.email.casefold()
    if email and email == testified.contact.strip().casefold():
        raise RecordRefused("This is your own address: give one of the witness.", field="contact")
    if not testified.is_declared_unrelated:
        raise RecordRefused(
            "Testimony of a relative, or your own, is no evidence.", field="is_declared_unrelated"
        )
    if testified.signed_on < testified.seen_on:
        raise RecordRefused("It is signed after what it tells.", field="signed_on")
    if testified.signed_on > timezone.localdate(told.now):
        raise RecordRefused("Give the day on which the witness signed it.", field="signed_on")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
