"""A marking sheet as a workbook, to be filled in without a network and read back.

Every row says whose work it is about, what it asks, and the version it was made from: what comes
back is held to the same checks as what is typed on the page. No band is in it (R4).
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from assessments.choices import Outcome
from assessments.drafts import SEEN, Seen
from assessments.errors import FileRefused
from assessments.file_types import BY_EXTENSION
from assessments.grading import shown
from assessments.office_files import check_office_file
from assessments.sheets import Line, Sheet
from ledger.spreadsheets import read_back, written

COLUMNS = (
    "Submission", "Candidate", "Criterion", "What it asks", "Out of", "Mark or decision",
    "Feedback", "Made from",
)  # fmt: skip
WIDTHS = (20, 22, 10, 46, 8, 18, 70, 20)
TO_FILL_IN = ("Mark or decision", "Feedback")
MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 10 * 1024 * 1024
MOST_ROWS = 300
NOT_OURS = "This is no marking sheet that was downloaded here. Download it again and fill that in."
UNREADABLE = "This file cannot be read as a workbook. Save it again as .xlsx, then choose it."
FORMULA = "holds a formula. Write what it comes to instead."
# What reading a broken workbook raises.
DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, InvalidFileException,
    LookupError, NotImplementedError, OSError, SyntaxError, TypeError, ValueError, struct.error,
    zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a workbook, as text; `number` is that of the spreadsheet."""

    number: int
    submission: str
    candidate: str
    criterion: str
    asks: str
    out_of: str
    decision: str
    feedback: str
    made_from: str
    formulas: tuple[str, ...] = ()


def workbook(sheet: Sheet, *, candidate: str, by: str, now: datetime) -> bytes:
    """The open criteria of a sheet, a row each, with what is typed so far."""
    book = Workbook()
    page: Any = book.active
    page.title = "Marking"
    page.append(COLUMNS)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for line in sheet.open_lines:
        page.append(cells_of(line, sheet, candidate))
        for cell in page[page.max_row]:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if COLUMNS[cell.column - 1] in TO_FILL_IN:
                cell.protection = Protection(locked=False)
    for cell, width in zip(page[1], WIDTHS, strict=True):
        page.column_dimensions[cell.column_letter].width = width
    page.freeze_panes = "A2"
    page.protection.sheet = True  # against slips: there is no password
    page.protection.formatColumns = page.protection.formatRows = False
    words = DataValidation(type="list", formula1='"Met,Not yet met"', allow_blank=True)
    for at, line in enumerate(sheet.open_lines, start=2):
        if not line.is_marked:
            words.add(f"F{at}")
    page.add_data_validation(words)
    about = book.create_sheet("About")
    when = f"{timezone.localtime(now):%d/%m/%Y %H:%M}"
    for text in (
        f"{sheet.submission}, downloaded by {by}, {when}.",
        "Fill in the columns Mark or decision and Feedback; leave the others as they are.",
        "A decision is Met or Not yet met. Nothing is kept until the file is taken in again.",
    ):
        about.append([said(text)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(line: Line, sheet: Sheet, candidate: str) -> list[str | float | None]:
    """One row: who and what, what is typed, and what it was made from."""
    criterion, entry, seen = line.criterion, line.entry, line.seen
    decision: str | float | None = entry.outcome and Outcome(entry.outcome).label
    if line.maximum is not None:
        decision = None if entry.mark is None else float(entry.mark)
    return [
        str(sheet.submission.reference),
        said(candidate),
        said(criterion.number),
        said(criterion.text),
        None if line.maximum is None else float(line.maximum),
        decision,
        said(entry.feedback),
        f"{seen.version}:{seen.digest}",
    ]


def said(text: str) -> str:
    """A text as a cell may hold it, which no spreadsheet runs."""
    return written(ILLEGAL_CHARACTERS_RE.sub("", text))


def read_workbook(content: bytes) -> list[Row]:
    """The rows of a workbook that was made here; refuses any other file, and unsafe ones."""
    file = io.BytesIO(content)
    check_office_file(file, BY_EXTENSION["xlsx"])
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise FileRefused(NOT_OURS)
        file.seek(0)
        book = load_workbook(file, read_only=True, keep_links=False)
        if "Marking" not in book.sheetnames:
            raise FileRefused(NOT_OURS)
        cells = book["Marking"].iter_rows(max_row=MOST_ROWS + 2, max_col=len(COLUMNS))
        head, *rows = [[*row] for row in cells] or [[]]
    except DAMAGE as trouble:
        raise FileRefused(UNREADABLE) from trouble
    if tuple(cell.value for cell in head) != COLUMNS or len(rows) > MOST_ROWS:
        raise FileRefused(NOT_OURS)
    return list(rows_of(rows))


def rows_of(rows: Iterable[list[Any]]) -> Iterator[Row]:
    """The rows that hold anything."""
    for number, cells in enumerate(rows, start=2):
        texts = [text_of(cell.value) for cell in cells]
        texts += [""] * (len(COLUMNS) - len(texts))
        if not any(text.strip() for text in texts):
            continue
        formulas = tuple(
            name
            for name, cell in zip(COLUMNS, cells, strict=False)
            if getattr(cell, "data_type", "") == "f"
        )
        submission, candidate, criterion, asks, out_of, decision, feedback, made_from = texts
        yield Row(
            number=number,
            submission=submission,
            candidate=candidate,
            criterion=criterion,
            asks=asks,
            out_of=out_of,
            decision=decision,
            feedback=feedback,
            made_from=made_from,
            formulas=formulas,
        )


def text_of(value: object) -> str:
    """A cell as somebody would type it; a number without needless places."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return shown(number) if number.is_finite() else str(value)
    return read_back(str(value))


def faults_of(row: Row, sheet: Sheet, *, candidate: str) -> Iterator[str]:
    """Why a row is not about this sheet as it was downloaded."""
    for name in row.formulas:
        yield f"“{name}” {FORMULA}"
    if row.submission.strip().lower() != str(sheet.submission.reference):
        yield "The column Submission names another submission: this row is not for this sheet."
    if row.candidate.strip() != candidate.strip():
        yield f"The column Candidate does not say {candidate}: this row is not for this sheet."
    line = line_of(row, sheet)
    if line is None:
        yield "The column Criterion names none of this unit."
    elif line.is_carried:
        yield f"{line.criterion.number} was met before. Reopen it to judge it again."
    elif row.asks.strip() != read_back(said(line.criterion.text)).strip():
        yield f"The column What it asks is not that of criterion {line.criterion.number}."
    elif row.out_of != ("" if line.maximum is None else shown(line.maximum)):
        yield f"The column Out of is not that of criterion {line.criterion.number}."
    elif not line.is_marked and decision_of(row) is None:
        yield "Write Met or Not yet met, or leave it empty."
    if seen_of(row) is None:
        yield "The column Made from was changed. Download the sheet again."


def line_of(row: Row, sheet: Sheet) -> Line | None:
    """The criterion a row is about; a spreadsheet may have made a number of 1.1."""
    named = row.criterion.strip()
    return next((line for line in sheet.lines if line.criterion.number == named), None)


def seen_of(row: Row) -> Seen | None:
    """The version a row was made from."""
    match = SEEN.fullmatch(f"1:{row.made_from.strip()}")
    return Seen(version=int(match[2]), digest=match[3]) if match else None


def decision_of(row: Row) -> str | None:
    """A decision in words, as the value the page would send; None where it is none."""
    words = {outcome.label.casefold(): str(outcome) for outcome in Outcome} | {"": ""}
    return words.get(row.decision.strip().casefold())
