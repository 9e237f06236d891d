"""A visit's pack as files: the paper, and an archive of it with its tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from awards import pdf
from ledger.spreadsheets import inert
from quality.models import VisitAction, VisitOpening
from reports.visits import VisitPack

Row = Iterable[object]
PAPER = "Visit pack.pdf"


def pack_pdf(pack: VisitPack) -> bytes:
    """The paper; the same pack gives the same bytes."""
    context = {"pack": pack, "visit": pack.visit, "centre": settings.CENTRE_NAME}
    html = render_to_string("pdf/visit_pack.html", context)
    return pdf.render(html, identifier=f"visit:{pack.visit.reference}")


def pack_zip(pack: VisitPack, *, paper: bytes, openings: Iterable[VisitOpening]) -> bytes:
    """The paper, its tables as CSV, what was opened, and the hash of each; dated by the pack."""
    files = {
        PAPER: paper,
        "Candidates.csv": as_csv(candidate_rows(pack)),
        "Samples.csv": as_csv(sample_rows(pack)),
        "Actions.csv": as_csv(action_rows([*pack.earlier_actions, *pack.actions])),
        "Remarks.csv": as_csv(remark_rows(pack)),
        "Staff records.csv": as_csv(record_rows(pack)),
        "Standardisation.csv": as_csv(exercise_rows(pack)),
        "Second marking.csv": as_csv(second_rows(pack)),
        "What was opened.csv": as_csv(opening_rows(openings)),
    }
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS.txt"] = sums.encode()
    at = timezone.localtime(pack.made_at)
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, ZIP_DEFLATED)
    return held.getvalue()


def candidate_rows(pack: VisitPack) -> Iterator[Row]:
    """Everybody the visit read, with dates and status."""
    yield (
        "Candidate", "Registration number", "Cohort", "Tutor", "Status", "Started", "Complete",
        "Withdrawn", "Units passed", "Units", "Samples", "Picked during the visit",
    )  # fmt: skip
    for line in pack.candidates:
        one = line.enrolment
        yield (
            one.candidate,
            one.registration_number,
            one.cohort.name,
            one.tutor,
            one.get_status_display(),
            one.starts_on,
            timezone.localdate(one.completed_at) if one.completed_at else "",
            one.withdrawn_on or "",
            line.passed,
            line.units,
            line.samples,
            "yes" if line.is_picked else "no",
        )


def sample_rows(pack: VisitPack) -> Iterator[Row]:
    """Each sample and what was thought of its decisions."""
    yield (
        "Candidate", "Unit", "Attempt", "Judged by", "Sampled by", "Sampled", "Agreed",
        "With an action", "Disagreed", "SHA-256 of what was sampled",
    )  # fmt: skip
    for sample in pack.samples:
        sent = sample.submission
        yield (
            sent.enrolment.candidate,
            sent.unit.code,
            sent.attempt,
            sample.assessor,
            sample.assurer,
            timezone.localdate(sample.concluded_at),
            sample.agreed,
            sample.asked,
            sample.disagreed,
            sample.snapshot_sha256,
        )


def action_rows(actions: Iterable[VisitAction]) -> Iterator[Row]:
    """What was asked, at this visit and before it."""
    yield ("Asked", "Action", "By whom", "Due", "Done", "What was done")
    for action in actions:
        yield (
            timezone.localdate(action.set_at),
            action.text,
            action.owner,
            action.due_on,
            timezone.localdate(action.done_at) if action.done_at else "",
            action.done_note,
        )


def remark_rows(pack: VisitPack) -> Iterator[Row]:
    """What was said."""
    yield ("When", "Who", "Remark")
    for remark in pack.remarks:
        yield (moment_of(remark.said_at), remark.author, remark.text)


def record_rows(pack: VisitPack) -> Iterator[Row]:
    """What is kept of each member of staff: awards, approvals, development, a line each."""
    yield ("Person", "Kind", "What", "From", "To", "Hours")
    for record in pack.records:
        for award in record.awards:
            what = award.get_award_display()
            yield (
                record.person, "award", what, award.working_since or "", award.awarded_on or "", "",
            )  # fmt: skip
        for approval in record.approvals:
            unit = approval.unit_code or "every unit"
            yield (
                record.person, "approved for", unit, approval.starts_on, approval.ends_on or "", "",
            )  # fmt: skip
        for entry in record.development:
            yield (record.person, "development", entry.what, entry.done_on, "", entry.hours)


def exercise_rows(pack: VisitPack) -> Iterator[Row]:
    """Each exercise, with who was there and what was agreed."""
    yield (
        "Exercise", "Unit", "Meeting", "Handed in", "Invited", "Closed", "Version of the minutes",
        "Attendees", "Agreed",
    )  # fmt: skip
    for line in pack.exercises:
        one = line.exercise
        yield (
            one.title,
            one.unit.code,
            one.held_on,
            one.handed_in,  # type: ignore[attr-defined]  # annotated
            one.invited,  # type: ignore[attr-defined]  # annotated
            timezone.localdate(one.closed_at) if one.closed_at else "",
            line.minutes.version if line.minutes else "",
            "; ".join(line.attendees),
            "; ".join(line.agreed),
        )


def second_rows(pack: VisitPack) -> Iterator[Row]:
    """What was marked a second time."""
    yield ("Candidate", "Unit", "Attempt", "First marked by", "Second marked by", "Finished")
    for marking in pack.second.markings:
        sent = marking.submission
        yield (
            sent.enrolment.candidate,
            sent.unit.code,
            sent.attempt,
            marking.assessor,
            marking.marker,
            timezone.localdate(marking.finished_at),
        )


def opening_rows(openings: Iterable[VisitOpening]) -> Iterator[Row]:
    """What was opened, in its order."""
    yield ("When", "Who", "What", "Address", "Answer")
    for opening in openings:
        yield (moment_of(opening.at), opening.user, opening.thing, opening.path, opening.status)


def moment_of(at: datetime) -> str:
    """A moment in London, to the second."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def as_csv(rows: Iterable[Row]) -> bytes:
    """As spreadsheets open it; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([inert(str(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")
