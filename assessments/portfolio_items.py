"""The portfolio of an enrolment as one of its units sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assessments.choices import EvidenceKind, SubmissionStage
from assessments.claims import Described
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import Evidence, EvidenceClaim, EvidenceFile
from courses.models import Unit
from enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Twin:
    """Another piece of evidence with the very same content, and where that is used."""

    evidence: Evidence
    use: str  # "“Rota”, used for P03 1.1"


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier file of a piece of evidence."""

    file: EvidenceFile
    was_sent: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence as this unit shows it."""

    evidence: Evidence
    file: EvidenceFile
    places: Mapping[int, str]  # criterion -> where, for this unit
    elsewhere: Sequence[str]  # "P03 1.1" for each claim in other units
    twins: Sequence[Twin]
    former: Sequence[Former]  # newest first
    is_sent: bool
    is_own: bool  # the candidate's, not a record of their tutor's

    @property
    def short_kind(self) -> str:
        """What its badge says: "PDF"."""
        kind = BY_MEDIA_TYPE.get(self.file.media_type)
        return kind.extension if kind else "file"

    def described(self, criteria: Collection[int]) -> Described:
        """How it stands for some criteria: what its form is made from."""
        claims = {key: place for key, place in self.places.items() if key in criteria}
        return Described(
            self.evidence.title,
            EvidenceKind(self.evidence.kind),
            claims,
            created_on=self.evidence.created_on,
            prompt=self.evidence.prompt,
            is_anonymised=self.evidence.is_anonymised,
        )


def portfolio_items(enrolment: Enrolment, unit: Unit) -> tuple[list[Item], list[Evidence]]:
    """Everything in the portfolio as this unit sees it, oldest first; and what was removed."""
    evidence = list(Evidence.objects.filter(enrolment=enrolment).order_by("added_at", "pk"))
    versions: dict[int, list[EvidenceFile]] = defaultdict(list)
    rows = EvidenceFile.objects.filter(evidence__enrolment=enrolment).with_reasons()
    for file in rows.order_by("-version"):
        versions[file.evidence_id].append(file)
    files = {key: newest[0] for key, newest in versions.items()}
    standing = [one for one in evidence if one.removed_at is None and one.pk in files]
    here, elsewhere = _claims(enrolment, unit)
    sent = dict(
        EvidenceFile.objects.filter(evidence__enrolment=enrolment, submitted_as__isnull=False)
        .exclude(submitted_as__submission__stage=SubmissionStage.WITHDRAWN)
        .values_list("pk", "evidence_id")
    )
    were_sent = set(sent.values())
    same: dict[str, list[Evidence]] = defaultdict(list)
    for one in standing:
        same[files[one.pk].sha256].append(one)
    items = [
        Item(
            evidence=one,
            file=files[one.pk],
            places=here[one.pk],
            elsewhere=elsewhere[one.pk],
            twins=[
                Twin(other, _with_use(other, here[other.pk], elsewhere[other.pk], unit))
                for other in same[files[one.pk].sha256]
                if other.pk != one.pk
            ],
            former=[Former(file, file.pk in sent) for file in versions[one.pk][1:]],
            is_sent=one.pk in were_sent,
            is_own=one.added_by_id == enrolment.candidate.user_id,
        )
        for one in standing
    ]
    return items, [one for one in evidence if one.removed_at is not None]


def _with_use(
    evidence: Evidence, here: Mapping[int, str], elsewhere: Sequence[str], unit: Unit
) -> str:
    """A title and the units it serves: "“Rota” for P03 1.1"."""
    used = [*([f"{unit.short_code}"] if here else []), *elsewhere]
    return f"“{evidence.title}”" + (f", used for {', '.join(used)}" if used else "")


def _claims(
    enrolment: Enrolment, unit: Unit
) -> tuple[dict[int, dict[int, str]], dict[int, list[str]]]:
    here: dict[int, dict[int, str]] = defaultdict(dict)
    elsewhere: dict[int, list[str]] = defaultdict(list)
    claims = EvidenceClaim.objects.filter(evidence__enrolment=enrolment).select_related(
        "criterion__unit"
    )
    for claim in claims.order_by("criterion__unit__position", "criterion__position"):
        if claim.criterion.unit_id == unit.pk:
            here[claim.evidence_id][claim.criterion_id] = claim.location
        else:
            elsewhere[claim.evidence_id].append(
                f"{claim.criterion.unit.short_code} {claim.criterion.number}"
            )
    return here, elsewhere
