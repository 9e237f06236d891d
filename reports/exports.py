"""The cohort report as CSV, XLSX and JSON: the same rows and figures as the screen."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from enrolments.hours import hours_and_minutes
from ledger.spreadsheets import inert
from reports.cohort import FIGURES, CohortReport

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def table(report: CohortReport) -> list[list[str | int]]:
    """Header and rows, cell by cell, as the screen shows them."""
    one_to_one = ["One-to-one"] if report.has_one_to_one else []
    header: list[str | int] = [
        "Candidate", "Tutor", *report.unit_codes, "Units passed", "Units", *one_to_one, "Pace",
        "Last heard of", "Planned end",
    ]  # fmt: skip
    rows: list[list[str | int]] = [header]
    for row in report.rows:
        minutes = [hours_and_minutes(row.one_to_one_minutes or 0)] if one_to_one else []
        rows.append(
            [
                row.name,
                row.tutor,
                *(cell.said for cell in row.cells),
                row.units_passed,
                row.units_total,
                *minutes,
                row.pace,
                row.last_heard_on.isoformat(),
                row.planned_end_on.isoformat(),
            ]
        )
    return rows


def inert_table(report: CohortReport) -> list[list[str | int]]:
    """The same for spreadsheets: no cell is run."""
    return [[inert(cell) for cell in row] for row in table(report)]


def figures(report: CohortReport) -> list[tuple[str, int]]:
    """The five figures with their labels."""
    return [(figure.label, report.figures[key]) for key, figure in FIGURES.items()]


def as_csv(report: CohortReport) -> bytes:
    """With a byte-order mark, so that spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([inert(f"{report.name}, {report.qualification}")])
    writer.writerows([label, number] for label, number in figures(report))
    writer.writerow([])
    writer.writerows(inert_table(report))
    writer.writerow([])
    writer.writerow([inert(report.footer)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(report: CohortReport) -> bytes:
    """One sheet: figures, the table with its header kept in view, the footer."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cohort")
    head = len(FIGURES) + 3
    sheet.freeze_panes = f"B{head + 1}"
    sheet.append([_bold(sheet, inert(f"{report.name}, {report.qualification}"))])
    for label, number in figures(report):
        sheet.append([label, number])
    sheet.append([])
    header, *rows = inert_table(report)
    sheet.append([_bold(sheet, cell) for cell in header])
    for row in rows:
        sheet.append(row)
    sheet.append([])
    sheet.append([inert(report.footer)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _bold(sheet: Any, value: str | int) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font = Font(bold=True)
    return cell


def as_json(report: CohortReport) -> bytes:
    """For programs: the same values by name, as they are; no program runs a text of JSON."""
    header, *rows = table(report)
    value = {
        "cohort": report.reference,
        "name": report.name,
        "qualification": report.qualification,
        "figures": {key: report.figures[key] for key in FIGURES},
        "columns": header,
        "rows": rows,
        "footer": report.footer,
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


RENDERINGS = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}
