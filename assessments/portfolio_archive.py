"""What a portfolio's archive holds, and writing it piece by piece (G13).

Nothing is held in memory but the list. The archive grows by a few files at a time, so that its
candidate sees how far it is and no job takes long; what a stopped machine left half is begun anew.
"""

from __future__ import annotations

import logging
import shutil
import stat
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db.models import Min
from django.template.loader import render_to_string

from assessments import storage
from assessments.choices import FileAccess
from assessments.file_types import BY_MEDIA_TYPE
from assessments.integrity import fault_of
from assessments.models import EvidenceFile, PortfolioExport, Submission, SubmittedFile
from assessments.names import awarding_name, without_path
from enrolments.models import Enrolment

log = logging.getLogger(__name__)

FOLDER = "portfolios"
STEP_BYTES = 50 * 1024 * 1024
STEP_FILES = 25
UNSENT = "Not submitted"


def entries_of(enrolment: Enrolment) -> list[dict[str, Any]]:
    """Every file of a portfolio with its name in the archive, what was submitted first.

    A submitted file has the awarding organisation's name, with a number where a unit has several;
    one sent in several attempts has the name of the first.
    """
    sent = SubmittedFile.objects.standing().filter(submission__enrolment=enrolment)
    firsts = dict(
        sent.values("file").annotate(first=Min("submission")).values_list("file", "first")
    )
    attempts = {
        submission: (code, attempt)
        for submission, code, attempt in sent.values_list(
            "submission", "submission__unit__code", "submission__attempt"
        )
    }
    of_them = EvidenceFile.objects.filter(evidence__enrolment=enrolment).select_related("evidence")
    files = list(of_them.order_by("pk"))
    files.sort(key=lambda file: (file.pk not in firsts, firsts.get(file.pk, 0), file.pk))
    of_same = Counter(firsts.values())
    numbers: Counter[int] = Counter()
    entries = []
    for file in files:
        first = firsts.get(file.pk)
        if first is None:
            name = f"{UNSENT}/{file.pk}-{without_path(file.evidence.title)[:80]}-v{file.version}"
        else:
            numbers[first] += 1
            name = _sent_name(enrolment, *attempts[first])
            name += f"-{numbers[first]}" if of_same[first] > 1 else ""
        entries.append({"file": file.pk, "name": f"{name}.{_ending(file)}", "left_out": ""})
    return entries


def _sent_name(enrolment: Enrolment, code: str, attempt: int) -> str:
    user = enrolment.candidate.user
    return awarding_name(
        given=user.given_name,
        family=user.family_name,
        registration=enrolment.registration_number,
        centre=settings.CENTRE_NUMBER,
        unit=code,
        attempt=attempt,
    )


def _ending(file: EvidenceFile) -> str:
    kind = BY_MEDIA_TYPE.get(file.media_type)
    return kind.extension if kind else "bin"


def path_of(export: PortfolioExport) -> Path:
    """Where the archive lies."""
    return settings.EVIDENCE_ROOT / FOLDER / f"{export.reference.hex}.zip"


def remove(export: PortfolioExport) -> None:
    """Take the archive off the disk, whole or half."""
    path_of(export).unlink(missing_ok=True)


def has_room(total: int) -> bool:
    """Whether twice its size is free."""
    settings.EVIDENCE_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(settings.EVIDENCE_ROOT).free > 2 * total


def grow(export: PortfolioExport) -> None:
    """Write the next few files, and when none is left the page that lists them all."""
    place = path_of(export)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if export.files_done and (not place.is_file() or place.stat().st_size != export.size):
        log.warning("Portfolio %s was left half written and is begun anew", export.reference)
        export.files_done = 0
    if not export.files_done:
        place.unlink(missing_ok=True)
        place.touch(mode=0o600)
    with ZipFile(place, "a", ZIP_STORED) as archive:
        _add_files(archive, export)
        if export.files_done == export.files_total:
            _add_lists(archive, export)
    export.size = place.stat().st_size
    if export.files_done == export.files_total:
        with place.open("rb") as content:
            export.sha256 = storage.digest_of(content)


def _add_files(archive: ZipFile, export: PortfolioExport) -> None:
    ahead = export.entries[export.files_done : export.files_done + STEP_FILES]
    rows = EvidenceFile.objects.with_reasons().in_bulk([entry["file"] for entry in ahead])
    written = 0
    for entry in ahead:
        if written > STEP_BYTES:
            break
        file = rows[entry["file"]]
        entry["left_out"] = why_left_out(file)
        if not entry["left_out"]:
            _add(archive, entry["name"], file)
            written += file.size
        export.files_done += 1


def why_left_out(file: EvidenceFile) -> str:
    """Why a file may not go into an archive; empty when it may."""
    if file.access == FileAccess.QUARANTINED:
        return f"It was taken away: {file.withheld_for}"  # type: ignore[attr-defined]
    if file.access == FileAccess.CHECKING:
        return "It is still being checked for viruses."
    fault = fault_of(file, with_hash=True)
    if fault:
        log.error("Evidence file %s: %s", file.reference, fault)
        return "What lies in our store is not the file that was received. Please tell us."
    return ""


def _add(archive: ZipFile, name: str, file: EvidenceFile) -> None:
    member = _member(name, file)
    member.file_size = file.size
    with (
        storage.open_stored(file.stored_name) as content,
        archive.open(member, "w", force_zip64=True) as target,
    ):
        shutil.copyfileobj(content, target, storage.CHUNK)


def _member(name: str, file: EvidenceFile | None = None) -> ZipInfo:
    member = ZipInfo(name) if file is None else ZipInfo(name, file.received_at.timetuple()[:6])
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    return member


def narratives_of(export: PortfolioExport) -> list[tuple[str, str]]:
    """What the candidate wrote: as it stands for each unit, and as it was submitted."""
    drafts = export.enrolment.narratives.exclude(text="").select_related("unit")
    submissions = Submission.objects.standing().filter(enrolment=export.enrolment)
    sent = submissions.exclude(narrative="").select_related("unit").order_by("pk")
    return [
        *((f"Narratives/{without_path(one.unit.code)}.txt", one.text) for one in drafts),
        *(
            (
                f"{_sent_name(export.enrolment, one.unit.code, one.attempt)}-narrative.txt",
                one.narrative,
            )
            for one in sent
        ),
    ]


def _add_lists(archive: ZipFile, export: PortfolioExport) -> None:
    """What was written, `index.html` for people, and `sha256.txt` for `sha256sum -c`."""
    texts = narratives_of(export)
    rows = EvidenceFile.objects.select_related("evidence").prefetch_related(
        "evidence__claims__criterion__unit"
    )
    files = rows.in_bulk([entry["file"] for entry in export.entries])
    lines = [(entry, files[entry["file"]]) for entry in export.entries]
    kept = [(entry, file) for entry, file in lines if not entry["left_out"]]
    context = {
        "export": export,
        "narratives": [name for name, _ in texts],
        "enrolment": export.enrolment,
        "kept": kept,
        "left_out": [(entry, file) for entry, file in lines if entry["left_out"]],
    }
    page = render_to_string("assessments/portfolio_index.html", context)
    sums = "".join(f"{file.sha256}  {entry['name']}\n" for entry, file in kept)
    for name, text in (*texts, ("index.html", page), ("sha256.txt", sums)):
        member = _member(name)
        member.compress_type = ZIP_DEFLATED
        archive.writestr(member, text)
