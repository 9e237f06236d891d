"""A record as a page: what it says in rows and tables, the same on screen and on its paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessments.choices import EvidenceKind, Medium

if TYPE_CHECKING:
    from assessments.models import (
        DiscussionPoint,
        DiscussionRecord,
        EvidenceRecord,
        Observation,
        ObservedCriterion,
        ProfessionalDiscussion,
        ReflectiveAccount,
        WitnessTestimony,
    )
    from courses.models import AssessmentCriterion
    from enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a record says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a record says of several criteria or minutes."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row as pairs of what a cell is called and says."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Written:
    """A record: its title, its facts in order, and its table where it has one.

    `words` are the texts that can be written otherwise in another version; days and names of
    criteria are none.
    """

    title: str
    facts: Sequence[Fact]
    words: Sequence[str]
    table: Table | None = None

    @property
    def as_text(self) -> str:
        """Its paper, in plain text."""
        lines = [self.title, "=" * len(self.title), ""]
        for fact in self.facts:
            lines += [f"{fact.label}:", fact.text, ""]
        if self.table is not None:
            lines += [self.table.caption, "-" * len(self.table.caption), ""]
            for row in self.table.labelled:
                lines += [*(f"{head}: {cell}" for head, cell in row), ""]
        return "\n".join(lines)

    def says_the_same_as(self, other: Written) -> bool:
        """Whether both hold the same texts, whatever their order, spaces and capitals."""
        return self._texts == other._texts

    @property
    def _texts(self) -> frozenset[str]:
        return frozenset(" ".join(text.casefold().split()) for text in self.words if text.strip())


def written_of(record: EvidenceRecord) -> Written:
    """A record that is kept."""
    enrolment = record.paper.evidence.enrolment
    if record.kind == EvidenceKind.OBSERVATION:
        seen = record.observation
        covered = list(seen.covered.select_related("criterion__unit"))
        return observation_written(record, seen, covered, enrolment)
    if record.kind == EvidenceKind.WITNESS_TESTIMONY:
        return testimony_written(record, record.testimony, enrolment)
    if record.kind == EvidenceKind.REFLECTIVE_ACCOUNT:
        return account_written(record, record.account, enrolment)
    detail = record.discussion
    points = list(detail.points.select_related("announced__criterion__unit"))
    return discussion_written(record, detail, points)


def discussion_written(
    record: EvidenceRecord, detail: DiscussionRecord, points: Sequence[DiscussionPoint]
) -> Written:
    """How a professional discussion went, with the minute at which each criterion was shown."""
    discussion = detail.discussion
    minutes = round((detail.ended_at - detail.started_at).total_seconds() / 60)
    when = f"{_moment(detail.started_at)} to {timezone.localtime(detail.ended_at):%H:%M}"
    return Written(
        title=str(discussion),
        facts=[
            *_about(discussion.enrolment),
            Fact("Announced", _moment(discussion.announced_at)),
            Fact("Criteria announced", ", ".join(announced_codes(discussion))),
            *_said(("What the candidate needs", discussion.needs)),
            Fact("Held", f"{when} ({minutes} min), {discussion.place}"),
            Fact("Kept as", Medium(detail.medium).label),
            Fact("Consent", "The candidate agreed to the discussion and to how it was kept."),
            *_said(("Summary", detail.summary)),
            *_made(record),
        ],
        table=Table(
            "What was asked and answered",
            ("Minute", "Criterion", "Question", "Answer"),
            [
                (
                    str(point.minute),
                    code_of(point.announced.criterion),
                    point.question,
                    point.answer,
                )
                for point in points
            ],
        ),
        words=[
            detail.summary,
            *(text for point in points for text in (point.question, point.answer)),
        ],
    )


def observation_written(
    record: EvidenceRecord,
    detail: Observation,
    covered: Sequence[ObservedCriterion],
    enrolment: Enrolment,
) -> Written:
    """What the tutor saw, and how it covers each criterion."""
    when = f"{_moment(detail.started_at)} to {timezone.localtime(detail.ended_at):%H:%M}"
    return Written(
        title="Observation",
        facts=[
            *_about(enrolment),
            Fact("Observed", f"{when}, {detail.place}"),
            Fact("What the candidate did", detail.activity),
            Fact("Comment of the assessor", detail.comment),
            *_made(record),
        ],
        table=Table(
            "How it covers the criteria",
            ("Criterion", "How it is covered"),
            [(code_of(one.criterion), one.how) for one in covered],
        ),
        words=[detail.activity, detail.place, detail.comment, *(one.how for one in covered)],
    )


def testimony_written(
    record: EvidenceRecord, detail: WitnessTestimony, enrolment: Enrolment
) -> Written:
    """Who saw what, and what they say of it."""
    return Written(
        title=f"Testimony of {detail.witness_name}",
        facts=[
            *_about(enrolment),
            Fact("Witness", f"{detail.witness_name}, {detail.witness_role}"),
            Fact("Relationship to the candidate", detail.relationship),
            Fact("Contact", detail.contact),
            Fact("What was seen", detail.activity),
            *_said(
                ("When and where", ", ".join(filter(None, [_day(detail.seen_on), detail.place]))),
                ("How the witness came to see it", detail.circumstances),
            ),
            Fact("In the words of the witness", detail.account),
            Fact("Signed by the witness", _day(detail.signed_on)),
            Fact("Declared", "The witness is neither the candidate nor a relative of theirs."),
            *_made(record),
        ],
        words=[
            *(detail.witness_name, detail.witness_role, detail.relationship, detail.contact),
            *(detail.activity, detail.place, detail.circumstances, detail.account),
        ],
    )


def account_written(
    record: EvidenceRecord, detail: ReflectiveAccount, enrolment: Enrolment
) -> Written:
    """What happened, and what the candidate makes of it."""
    return Written(
        title="Reflective account",
        facts=[
            *_about(enrolment),
            Fact("When", _day(detail.happened_on)),
            Fact("What happened", detail.situation),
            *_said(
                ("What I did, and why", detail.action),
                ("What I learnt", detail.learning),
                ("What I do otherwise now", detail.change),
            ),
            Fact("Declared", "Nobody else can be recognised from it."),
            *_made(record),
        ],
        words=[detail.situation, detail.action, detail.learning, detail.change],
    )


def announced_codes(discussion: ProfessionalDiscussion) -> list[str]:
    """The criteria a discussion is announced for: "P07 1.1"."""
    rows = discussion.criteria.select_related("criterion__unit")
    return [code_of(row.criterion) for row in rows]


def code_of(criterion: AssessmentCriterion) -> str:
    """A criterion with its unit: "P07 1.1"."""
    return f"{criterion.unit.short_code} {criterion.number}"


def _about(enrolment: Enrolment) -> list[Fact]:
    registration = enrolment.registration_number
    person = str(enrolment.candidate) + (f", {registration}" if registration else "")
    return [
        Fact("Candidate", person),
        Fact("Qualification", f"{enrolment.qualification.code} {enrolment.qualification.title}"),
    ]


def _made(record: EvidenceRecord) -> list[Fact]:
    facts = [Fact("Recorded by", f"{record.made_by}, {_moment(record.made_at)}")]
    if record.reason:
        facts.append(Fact(f"Corrected, version {record.version}", record.reason))
    return facts


def _said(*facts: tuple[str, str]) -> list[Fact]:
    """Those that say something."""
    return [Fact(label, text) for label, text in facts if text]


def _moment(at: datetime) -> str:
    return str(format_date(timezone.localtime(at), "j M Y, H:i"))


def _day(day: date) -> str:
    return str(format_date(day, "j M Y"))
