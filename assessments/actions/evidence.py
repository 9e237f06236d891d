"""Evidence: adding, describing, using again, removing and putting back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessments import storage
from assessments.actions.custody import check_first
from assessments.actions.unit_work import HeldUnit, hold_enrolment, take_up
from assessments.choices import RECORDED, EvidenceKind
from assessments.claims import Described
from assessments.errors import EvidenceRefused
from assessments.file_types import FileType
from assessments.models import Evidence, EvidenceClaim, EvidenceFile, SubmittedFile
from assessments.names import clean_name, title_from
from assessments.progress import refresh_progress
from assessments.sniffing import recognise
from assessments.uploads import Upload
from courses.models import AssessmentCriterion, Unit
from ledger import audit
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment


def add_evidence(
    *, enrolment: Enrolment, unit: Unit, upload: UploadedFile[bytes], by: User, now: datetime
) -> Evidence:
    """Keep an upload as evidence, claimed for every criterion of the unit that is still open.

    A transaction of its own: its file stays only if its rows are committed. To add evidence
    within a larger transaction, put `storage.keeping` around that and call `record_evidence`.
    """
    kind = look_at(upload)
    with storage.keeping(cast(BinaryIO, upload)) as stored, transaction.atomic(durable=True):
        return record_evidence(
            enrolment=enrolment,
            unit=unit,
            name=upload.name or "",
            file_type=kind,
            stored=stored,
            by=by,
            now=now,
        )


def look_at(upload: UploadedFile[bytes]) -> FileType:
    """The type of an upload that may be kept; any other is refused."""
    if (upload.size or 0) > settings.EVIDENCE_MAX_BYTES:
        raise storage.too_large()
    if isinstance(upload, Upload) and not upload.is_whole:
        raise storage.no_room()
    return recognise(cast(BinaryIO, upload), name=clean_name(upload.name or ""))


@transaction.atomic
def record_evidence(
    *,
    enrolment: Enrolment,
    unit: Unit,
    name: str,
    file_type: FileType,
    stored: storage.StoredFile,
    by: User,
    now: datetime,
    kind: EvidenceKind = EvidenceKind.DOCUMENT,
) -> Evidence:
    """Make the rows of a file that is in the store already."""
    held = take_up(enrolment, unit, by=by)
    original_name = clean_name(name)
    evidence = Evidence.objects.create(
        enrolment=held.enrolment,
        kind=kind,
        title=title_from(original_name),
        added_by=by,
        added_at=now,
    )
    file = EvidenceFile.objects.create(
        evidence=evidence,
        original_name=original_name,
        stored_name=stored.name,
        media_type=file_type.media_type,
        size=stored.size,
        sha256=stored.sha256,
        received_at=now,
    )
    check_first(file, now=now)
    claim_open_criteria(evidence, held)
    refresh_progress(enrolment=held.enrolment, unit=unit, now=now)
    audit.record(
        by,
        "added",
        evidence,
        after={"unit": unit.code, "sha256": stored.sha256, "size": stored.size},
        at=now,
    )
    return evidence


@transaction.atomic
def use_evidence(*, evidence: Evidence, unit: Unit, by: User, now: datetime) -> Evidence:
    """Claim something already in the portfolio for the unit's open criteria as well."""
    held = take_up(evidence.enrolment, unit, by=by)
    found = own_standing(evidence, held.enrolment)
    claim_open_criteria(found, held)
    refresh_progress(enrolment=held.enrolment, unit=unit, now=now)
    audit.record(by, "claimed again", found, after={"unit": unit.code}, at=now)
    return found


@transaction.atomic
def describe_evidence(
    *,
    evidence: Evidence,
    unit: Unit,
    described: Described,
    version: str,
    by: User,
    now: datetime,
) -> Evidence:
    """Set what is said of it, and the claims on the unit's open criteria, with their places.

    `version` is what the person saw; when somebody changed it since, they are shown both.
    What is written down here, or belongs to it, keeps its kind (R22).
    """
    held = take_up(evidence.enrolment, unit, by=by)
    found = own_standing(evidence, held.enrolment)
    if found.kind != described.kind and {found.kind, described.kind} & set(RECORDED):
        raise EvidenceRefused(f"“{found.title}” keeps its kind: {found.get_kind_display()}.")
    if described.refusal:
        raise EvidenceRefused(described.refusal)
    open_criteria = {criterion.pk: criterion for criterion in held.open_criteria}
    if not open_criteria.keys() >= described.claims.keys():
        raise EvidenceRefused("One of these criteria is no longer open. Look at the page again.")
    current = described_now(found, open_criteria)
    if current == described:
        return found
    if current.version != version:
        raise StaleVersion("This was changed since you opened it.", theirs=current)
    found.title = described.title
    found.kind = described.kind
    found.created_on = described.created_on
    found.prompt = described.prompt
    found.is_anonymised = described.is_anonymised
    found.save(update_fields=["title", "kind", "created_on", "prompt", "is_anonymised"])
    write_claims(found, described.claims, among=open_criteria)
    refresh_progress(enrolment=held.enrolment, unit=unit, now=now)
    audit.record(
        by,
        "described",
        found,
        before=_recorded(current, open_criteria),
        after=_recorded(described, open_criteria),
        at=now,
    )
    return found


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, now: datetime) -> Evidence:
    """Take something out of the portfolio, unless it was submitted. It can be put back."""
    held = hold_enrolment(evidence.enrolment, by=by)
    found = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if found.removed_at is not None:
        return found
    refuse_tutors_own(found, held)
    sent = SubmittedFile.objects.standing().filter(file__evidence=found)
    first = sent.select_related("submission__unit").order_by("submission__submitted_at").first()
    if first is not None:
        raise EvidenceRefused(
            f"“{found.title}” was submitted for {first.submission.unit.short_code}, so it stays in "
            "your portfolio. To leave it out of the next attempt, untick its criteria."
        )
    found.removed_at = now
    _keep_removal(found, held, by=by, verb="removed", now=now)
    return found


@transaction.atomic
def restore_evidence(*, evidence: Evidence, by: User, now: datetime) -> Evidence:
    """Put something that was removed back into the portfolio, with its claims as they were."""
    held = hold_enrolment(evidence.enrolment, by=by)
    found = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if found.removed_at is None:
        return found
    found.removed_at = None
    _keep_removal(found, held, by=by, verb="put back", now=now)
    return found


def _keep_removal(
    evidence: Evidence, enrolment: Enrolment, *, by: User, verb: str, now: datetime
) -> None:
    evidence.save(update_fields=["removed_at"])
    for unit in Unit.objects.filter(criteria__claims__evidence=evidence).distinct():
        refresh_progress(enrolment=enrolment, unit=unit, now=now)
    audit.record(by, verb, evidence, at=now)


def standing_evidence(evidence: Evidence) -> Evidence:
    """Evidence that is still in the portfolio, locked."""
    found = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if found.removed_at is not None:
        raise EvidenceRefused(f"“{found.title}” was removed. Put it back first.")
    return found


def own_standing(evidence: Evidence, enrolment: Enrolment) -> Evidence:
    """Evidence of the candidate's own that is still in the portfolio, locked."""
    found = standing_evidence(evidence)
    refuse_tutors_own(found, enrolment)
    return found


def refuse_tutors_own(evidence: Evidence, enrolment: Enrolment) -> None:
    """What the tutor recorded says what it shows; only they correct it."""
    if evidence.added_by_id != enrolment.candidate.user_id:
        raise EvidenceRefused(
            f"“{evidence.title}” was recorded by your tutor. If something in it is not right, "
            f"ask {enrolment.tutor} to correct it."
        )


def described_now(evidence: Evidence, criteria: Collection[int]) -> Described:
    """How evidence stands: title, kind, and what it is claimed for among these criteria."""
    rows = evidence.claims.filter(criterion__in=criteria).values_list("criterion_id", "location")
    return Described(
        title=evidence.title,
        kind=EvidenceKind(evidence.kind),
        claims=dict(rows),
        created_on=evidence.created_on,
        prompt=evidence.prompt,
        is_anonymised=evidence.is_anonymised,
    )


def claim_open_criteria(evidence: Evidence, held: HeldUnit) -> None:
    """Claim evidence for all that is open; the candidate unticks what it does not show."""
    EvidenceClaim.objects.bulk_create(
        [EvidenceClaim(evidence=evidence, criterion=criterion) for criterion in held.open_criteria],
        ignore_conflicts=True,
    )


def write_claims(
    evidence: Evidence, claims: Mapping[int, str], *, among: Mapping[int, AssessmentCriterion]
) -> None:
    """Make the claims of evidence on some criteria exactly these."""
    evidence.claims.filter(criterion__in=among.keys() - claims.keys()).delete()
    EvidenceClaim.objects.bulk_create(
        [
            EvidenceClaim(evidence=evidence, criterion=among[criterion], location=location)
            for criterion, location in claims.items()
        ],
        update_conflicts=True,
        unique_fields=["evidence", "criterion"],
        update_fields=["location"],
    )


def _recorded(
    described: Described, criteria: Mapping[int, AssessmentCriterion]
) -> dict[str, object]:
    claims = {criteria[key].number: place for key, place in sorted(described.claims.items())}
    recorded: dict[str, object] = {"kind": described.kind, "claims": claims}
    if described.created_on is not None:
        recorded["created_on"] = described.created_on.isoformat()
    if described.is_anonymised:
        recorded["is_anonymised"] = True
    return recorded
