"""Statements of results: ours against WeasyPrint called plainly, and the memory of a worker."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from pathlib import Path

from django.template.loader import render_to_string

from awards import pdf
from awards.statements import Statement, UnitLine
from bench.timing import seconds, verdict

DAY = date(2026, 11, 3)
TARGET = 1.3
WARM_UP = 20


def measure(*, papers: int, pairs: int) -> None:
    """Print papers a second, the ratio to the plain call, and the memory after many papers."""
    print("Statement of results: one A4 page, 17 units, QR code")
    for number in range(min(WARM_UP, papers)):
        pdf.statement_pdf(statement(number))
    before = memory()
    ours = seconds(lambda: [pdf.statement_pdf(statement(n)) for n in range(papers)]) / papers
    after = memory()
    print(f"  {papers} papers, tagged PDF/UA-1: {ours * 1000:.0f} ms each, {1 / ours:.1f} a second")
    print(f"  memory after {min(WARM_UP, papers)}: {before:.0f} MiB, after all: {after:.0f} MiB")
    plain, tagged = [], []
    for number in range(pairs):  # turn about, so that both meet the same machine
        plain.append(seconds(partial(plain_pdf, statement(number))))
        tagged.append(seconds(partial(pdf.statement_pdf, statement(number))))
    ratio = sorted(plain)[pairs // 2] / sorted(tagged)[pairs // 2]
    print(
        "  against a plain call (system fonts, untagged, fonts and styles built for each paper): "
        f"{ratio:.2f} times as quick; {verdict(ratio, at_least=TARGET)}"
    )


def statement(number: int) -> Statement:
    """A Level 5 statement; each has a number and a holder of its own."""
    return Statement(
        number=number + 1,
        code=f"Zk3xP0a9Qm7wT1bV6cR2{number:07}",
        candidate=f"Siân Okafor-{number}",
        registration_number="ABC1234",
        unique_learner_number="",
        awarding_organisation="ILM",
        qualification="ILM Level 5 Diploma in Leadership & Management",
        qualification_code="8420-01",
        level=5,
        credits=None,
        units=tuple(
            UnitLine(f"8420-P{place:02}", "Problem solving and decision making", None, DAY)
            for place in range(1, 18)
        ),
        completed_on=DAY,
        centre="PMA Training",
        centre_number="012345",
        issued_on=DAY,
        supersedes=None,
    )


def plain_pdf(asked: Statement) -> bytes:
    """The same page as one would first write it."""
    weasyprint = pdf.renderer()
    url = pdf.verification_url(asked.code)
    context = {"statement": asked, "url": url, "qr": pdf.qr_image(url)}
    html = render_to_string("pdf/statement_of_results.html", context)
    style = re.sub(r"@font-face \{.*?\}\n", "", pdf.static_file(pdf.STYLE).read_text())
    style = style.replace("table-layout: fixed; ", "")
    style = style.replace('"Statement Sans"', "sans-serif").replace('"Statement Serif"', "serif")
    sheet = weasyprint.CSS(string=style)
    return bytes(weasyprint.HTML(string=html).write_pdf(stylesheets=[sheet]))


def memory() -> float:
    """What this process holds, in MiB (Linux)."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
