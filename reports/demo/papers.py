"""Files that open: small, real documents for the portfolios of the demonstration."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image, ImageDraw

LINE = 15
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main'
    '+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.'
    'org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.'
    'org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
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
        '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.'
        f'openxmlformats.org/wordprocessingml/2006/main"><w:body>{written}</w:body></w:document>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, DATE), content)
    return file.getvalue()


def _xlsx(title: str, paragraphs: Sequence[str]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([title])
    sheet.append(["Option", "Year 1", "Continuity", "Sustainable"])
    for row in (("A Each practice", 0, "High", "No"), ("B Two hubs", 41200, "Medium", "Yes")):
        sheet.append(row)
    for text in paragraphs:
        sheet.append([text])
    file = io.BytesIO()
    book.save(file)
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
