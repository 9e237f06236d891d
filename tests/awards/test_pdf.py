"""The paper: one tagged page, fonts inside, nothing fetched, the same bytes again."""

import http.server
import io
import threading
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from awards import pdf, storage
from awards.statements import Statement, UnitLine
from ledger import jobs
from tests.awards.test_actions import issue

DAY = date(2026, 11, 3)


def statement(units, *, points=None, candidate="Siân Ó Briain-Łukasiewicz"):
    return Statement(
        number=42,
        code="Zk3xP0a9Qm7wT1bV6cR2yL8nD4e",
        candidate=candidate,
        registration_number="ABC1234",
        unique_learner_number="9276308686",
        awarding_organisation="ILM",
        qualification="ILM Level 5 Diploma in Leadership & Management",
        qualification_code="8420-01",
        level=5,
        credits=points,
        units=[
            UnitLine(f"8420-P{n:02}", "Problem Solving & Decision Making: knowledge", points, DAY)
            for n in range(1, units + 1)
        ],
        completed_on=DAY,
        centre="PMA Training",
        centre_number="012345",
        issued_on=DAY,
    )


@pytest.fixture(scope="module")
def level_5_paper():
    return pdf.statement_pdf(statement(17))


def test_a_level_5_statement_is_one_page_with_every_unit(level_5_paper):
    reader = PdfReader(io.BytesIO(level_5_paper))
    text = reader.pages[0].extract_text()

    assert len(reader.pages) == 1
    for words in ("Siân Ó Briain-Łukasiewicz", "PMA-000042", "3 Nov 2026", "not a certificate"):
        assert words in text
    assert text.count("Pass\n") + text.count("Pass ") >= 17
    assert all(f"8420-P{n:02}" in text for n in range(1, 18))


def test_a_level_7_statement_is_one_page_with_credits():
    reader = PdfReader(io.BytesIO(pdf.statement_pdf(statement(3, points=20))))

    assert len(reader.pages) == 1
    assert "Credits" in reader.pages[0].extract_text()


def test_it_is_tagged_names_its_language_and_holds_its_fonts(level_5_paper):
    reader = PdfReader(io.BytesIO(level_5_paper))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()


def test_the_same_statement_gives_the_same_bytes(level_5_paper):
    assert pdf.statement_pdf(statement(17)) == level_5_paper


def test_names_are_text_and_never_markup():
    paper = pdf.statement_pdf(statement(1, candidate='<img src="file:///etc/passwd">& Søn'))

    assert '<img src="file:///etc/passwd">& Søn' in PdfReader(io.BytesIO(paper)).pages[
        0
    ].extract_text().replace("\n", " ")


@pytest.fixture
def canary():
    """A web server on this machine that notes whoever calls."""
    calls = []

    class Note(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/css")
            self.end_headers()
            self.wfile.write(b"@page { size: 50mm 50mm }")

        def log_message(self, *args):
            """Quietly."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Note)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()
    thread.join()
    server.server_close()


def planted(tmp_path, address):
    sheet = tmp_path / "planted.css"
    sheet.write_text("@page { size: 50mm 50mm }")
    return f"""<html lang="en"><head><title>x</title>
        <link rel="stylesheet" href="file://{sheet}">
        <link rel="stylesheet" href="{address}/planted.css">
        <style>@import url("{address}/again.css"); p {{ background: url({address}/b.png) }}</style>
        </head><body><p>x</p><img alt="" src="{address}/c.png"><img alt="" src="file://{sheet}">
        <img alt="" src="static:../../manage.py"></body></html>"""


def test_a_page_can_fetch_no_file_and_no_address(canary, tmp_path):
    address, calls = canary

    paper = PdfReader(io.BytesIO(pdf.render(planted(tmp_path, address), identifier="x")))

    assert calls == []
    assert round(paper.pages[0].mediabox.width) == 595


def test_control_weasyprints_own_fetcher_reads_both(canary, tmp_path):
    address, calls = canary

    paper = pdf.renderer().HTML(string=planted(tmp_path, address)).write_pdf()

    assert "/planted.css" in calls
    assert round(PdfReader(io.BytesIO(paper)).pages[0].mediabox.width) == 142


@pytest.mark.django_db
def test_the_paper_is_kept_and_printed_again_to_the_byte(
    complete, administrator, administrator_client, settings, tmp_path
):
    settings.STATEMENTS_ROOT = tmp_path
    issued = issue(complete, administrator)
    jobs.run_due()
    url = reverse("awards:statement_pdf", args=[issued.reference])

    first = administrator_client.get(url).content
    person = complete.candidate.user
    person.family_name = "Changed"
    person.save()

    assert administrator_client.get(url).content == first
    assert first.startswith(b"%PDF-1.7")
    assert first == next(tmp_path.iterdir()).read_bytes()


@pytest.mark.django_db
def test_a_paper_changed_on_the_disk_is_not_handed_out(complete, administrator, settings, tmp_path):
    settings.STATEMENTS_ROOT = tmp_path
    issued = issue(complete, administrator)
    jobs.run_due()
    issued.refresh_from_db()
    file = tmp_path / issued.pdf_name
    file.write_bytes(file.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))

    with pytest.raises(storage.PaperAltered):
        storage.read(issued.pdf_name, sha256=issued.pdf_sha256)
