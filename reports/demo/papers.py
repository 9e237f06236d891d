"""Files that open: small, real documents for the portfolios of the demonstration."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

LINE = 15
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "wordprocessingml"
SHEET = "spreadsheetml"
# Zip entries bear a date; a fixed one keeps the same document the same file.
DATE = (2026, 1, 5, 9, 0, 0)


def paper(title: str, paragraphs: Sequence[str], kind: str) -> SimpleUploadedFile:
    """A document of the given kind (pdf, docx, xlsx, png or txt), as a browser would send it."""
    make = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "png": _png, "txt": _txt}[kind]
    return SimpleUploadedFile(f"{title}.{kind}", make(title, paragraphs))


def _wrapped(paragraphs: Sequence[str], width: int = 84) -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) >= width:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines += [line, ""]
    return lines


def _pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """One page of Helvetica, written by hand: five objects and their table."""

    def text(value: str) -> str:
        plain = value.encode("cp1252", "replace").decode("cp1252")
        return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

    shown = [f"BT /F1 16 Tf 56 780 Td ({text(title)}) Tj ET"]
    shown += [
        f"BT /F1 11 Tf 56 {750 - LINE * place} Td ({text(line)}) Tj ET"
        for place, line in enumerate(_wrapped(paragraphs)[:46])
    ]
    stream = "\n".join(shown).encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def _docx(title: str, paragraphs: Sequence[str]) -> bytes:
    written = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
        for text in (title, *paragraphs)
    )
    document = (
        f'{DECLARED}<w:document xmlns:w="http://schemas.openxmlformats.org/{WORD}/2006/main">'
        f"<w:body>{written}</w:body></w:document>"
    )
    return _office(
        "word/document.xml",
        {"word/document.xml": (f"{WORD}.document.main", document)},
    )


def _xlsx(title: str, paragraphs: Sequence[str]) -> bytes:
    """Written by hand: a library would put the moment of writing into it."""
    rows: list[Sequence[str | int]] = [
        [title],
        ["Option", "Year 1", "Continuity", "Sustainable"],
        ["A Each practice", 0, "High", "No"],
        ["B Two hubs", 41200, "Medium", "Yes"],
        *([text] for text in paragraphs),
    ]
    written = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    main = f'xmlns="http://schemas.openxmlformats.org/{SHEET}/2006/main"'
    sheet = f"{DECLARED}<worksheet {main}><sheetData>{written}</sheetData></worksheet>"
    book = (
        f'{DECLARED}<workbook {main} xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Sheet" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    return _office(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": (f"{SHEET}.sheet.main", book),
            "xl/worksheets/sheet1.xml": (f"{SHEET}.worksheet", sheet),
        },
        {"xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml")},
    )


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _relation(kind: str, target: str) -> str:
    return (
        f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _office(
    main: str, parts: Mapping[str, tuple[str, str]], relations: Mapping[str, str] | None = None
) -> bytes:
    """A package of parts, each with its type and its XML; `main` is the one that is opened."""
    types = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'{kind}+xml"/>'
        for name, (kind, _) in parts.items()
    )
    declared = (
        f'{DECLARED}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    entries = {
        "[Content_Types].xml": declared,
        "_rels/.rels": _relation("officeDocument", main),
        **(relations or {}),
        **{name: content for name, (_, content) in parts.items()},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), content)
    return file.getvalue()


def _png(title: str, paragraphs: Sequence[str]) -> bytes:
    picture = Image.new("RGB", (900, 520), "#faf7f2")
    pen = ImageDraw.Draw(picture)
    pen.text((40, 30), title, fill="#15242b", font_size=26)
    for place, height in enumerate((120, 190, 150, 260, 310)):
        left = 70 + place * 160
        pen.rectangle((left, 460 - height, left + 90, 460), fill="#0b5563")
    pen.line((40, 460, 860, 460), fill="#15242b", width=3)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _txt(title: str, paragraphs: Sequence[str]) -> bytes:
    return "\n".join([title, "", *_wrapped(paragraphs)]).encode()
