"""The words of office files, to read beside the criteria: bounded, and none of it trusted."""

import io

import pytest
from django.urls import reverse

from assessments import extracts
from tests.assessments import corpus
from tests.assessments.portfolio import add

pytestmark = pytest.mark.once
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def paragraphs(*texts):
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f"<w:document {W}><w:body>{said}</w:body></w:document>"


def docx(document):
    types = corpus.types_part(corpus.WORD, "word/document.xml")
    return corpus.archive(("[Content_Types].xml", types), ("word/document.xml", document))


def read(content, extension):
    return extracts.extract(io.BytesIO(content), extension)


def lines(extract):
    return [(section.name, section.lines) for section in extract.sections]


def test_word_paragraphs_become_lines():
    found = read(docx(paragraphs("The rota &amp; me", "Second, <b/>", "")), "docx")

    assert lines(found) == [("", [["The rota & me"], ["Second,"]])]
    assert not found.is_cut


def test_slides_come_in_the_order_of_their_numbers():
    slides = [
        (
            f"ppt/slides/slide{number}.xml",
            f"<p:sld xmlns:p='p' {A}><a:p><a:r><a:t>Page {number}</a:t></a:r></a:p></p:sld>",
        )
        for number in (10, 2, 1)
    ]
    found = read(corpus.archive(*slides), "pptx")

    assert [section.name for section in found.sections] == ["Slide 1", "Slide 2", "Slide 10"]
    assert found.sections[2].lines == [["Page 10"]]


def test_a_sheet_is_a_table_with_its_name():
    workbook = f'<workbook {S}><sheets><sheet name="Rota"/></sheets></workbook>'
    sheet = (
        f'<worksheet {S}><sheetData><row><c t="s"><v>1</v></c><c><v>42.5</v></c></row>'
        '<row><c t="inlineStr"><is><t>Tess</t></is></c><c t="b"><v>1</v></c></row>'
        '<row><c t="s"><v>99</v></c></row></sheetData></worksheet>'
    )
    shared = f"<sst {S}><si><t>unused</t></si><si><r><t>Mon</t></r><r><t>day</t></r></si></sst>"
    found = read(
        corpus.archive(
            ("xl/workbook.xml", workbook),
            ("xl/sharedStrings.xml", shared),
            ("xl/worksheets/sheet1.xml", sheet),
        ),
        "xlsx",
    )

    assert lines(found) == [("Rota", [["Monday", "42.5"], ["Tess", "yes"]])]
    assert found.sections[0].is_table


def test_open_document_text():
    content = '<o xmlns:text="t"><text:h>Head</text:h><text:p>One<text:s/>two</text:p></o>'

    assert lines(read(corpus.archive(("content.xml", content)), "odt")) == [
        ("", [["Head"], ["One two"]])
    ]


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:p><w:t>&b;</w:t></w:p></w:document>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f"<w:document {W}><w:p><w:t>&a;</w:t></w:p></w:document>"
)


@pytest.mark.parametrize(
    "content",
    [
        docx(BOMB),
        docx(OUTSIDE),
        docx("<not closed"),
        docx(""),
        docx("<root/>"),
        corpus.archive(("readme.txt", "hello")),
        b"no archive",
        b"",
        docx(paragraphs("x"))[:-30],
    ],
)
def test_what_cannot_be_read_is_no_extract_and_no_error(content):
    assert read(content, "docx") is None


def test_kinds_without_words_have_none():
    assert read(corpus.pdf(), "pdf") is None


def test_so_much_is_kept_and_the_rest_is_said(monkeypatch):
    monkeypatch.setattr(extracts, "MOST_SIGNS", 25)
    found = read(docx(paragraphs("ten signs.", "ten signs!", "ten signs?")), "docx")

    assert found.sections[0].lines == [["ten signs."], ["ten signs!"]]
    assert found.is_cut


def test_so_much_is_read_of_a_part(monkeypatch):
    monkeypatch.setattr(extracts, "MOST_PART", 500)
    monkeypatch.setattr(extracts, "CHUNK", 100)
    found = read(docx(paragraphs(*["word"] * 200)), "docx")

    assert found.is_cut
    assert 0 < len(found.sections[0].lines) < 20


@pytest.mark.django_db
@pytest.mark.usefixtures("root")
def test_a_tutor_reads_it_beside_the_criteria(enrolment, tutor_client):
    content = docx(paragraphs("A &lt;script&gt; of the meeting"))
    file = add(enrolment, name="Minutes.docx", content=content).files.get()
    page = tutor_client.get(reverse("assessments:evidence_view", args=[file.reference]))

    assert "A &lt;script&gt; of the meeting" in page.text
    assert "The words of the file, without pictures and looks." in page.text


@pytest.mark.django_db
@pytest.mark.usefixtures("root")
def test_what_has_no_words_is_offered_for_download(enrolment, tutor_client):
    file = add(enrolment, name="Empty.docx", content=corpus.ooxml("docx")).files.get()
    page = tutor_client.get(reverse("assessments:evidence_view", args=[file.reference]))

    assert "This kind of file opens on your computer" in page.text
