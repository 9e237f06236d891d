"""Files for tests: honest ones of every kind, and hostile ones made from them."""

import io
import struct
import zlib
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assessments.file_types import OFFICE

WORD = f"{OFFICE}.wordprocessingml.document.main+xml"
MAIN_TYPES = {
    "docx": ("word/document.xml", WORD),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}.presentationml.presentation.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml"),
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"


def pdf(text="Evidence", *, trailer=b""):
    """A PDF of one page that opens, with a table of objects that is right."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, trailer, start)
    )
    return out.getvalue()


def locked_pdf():
    return pdf(trailer=b"/Encrypt 9 0 R ")


def png(width=3, height=2):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\x0b\x55\x63" * width for _ in range(height)) if width < 5000 else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(width=4, height=3):
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f"
    return b"\xff\xd8" + app + frame + scan + b"\xff\xd9"


def box(kind, content):
    return struct.pack(">I", len(content) + 8) + kind + content


def large_box(kind, content):
    """A box that gives its length in 64 bits, as those of long films do."""
    return struct.pack(">I", 1) + kind + struct.pack(">Q", len(content) + 16) + content


def endless_box(kind, content):
    """A box that runs to the end of the file, as recorders write it while they record."""
    return struct.pack(">I", 0) + kind + content


def mp4(brand=b"mp42", others=b"isom", *, media=b"\0" * 64):
    start = box(b"ftyp", brand + b"\0\0\0\0" + others)
    return start + box(b"moov", box(b"mvhd", b"\0" * 20)) + box(b"mdat", media)


def m4a():
    return mp4(b"M4A ", b"M4A mp42")


def archive(*members, compression=ZIP_DEFLATED):
    """A zip of (name, content) pairs; a name may be a ZipInfo."""
    out = io.BytesIO()
    with ZipFile(out, "w", compression) as file:
        for name, content in members:
            file.writestr(name, content)
    return out.getvalue()


def types_part(content_type, part):
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/{part}" ContentType="{content_type}"/></Types>'
    )


def ooxml(kind="docx", *more):
    part, content_type = MAIN_TYPES[kind]
    return archive(
        ("[Content_Types].xml", types_part(content_type, part)), (part, "<root/>"), *more
    )


def odt(*more, mimetype="application/vnd.oasis.opendocument.text", manifest="<manifest/>"):
    return archive(
        (ZipInfo("mimetype"), mimetype),
        ("content.xml", "<office/>"),
        ("META-INF/manifest.xml", manifest),
        *more,
    )


@cache
def honest():
    """One of each kind, by ending."""
    return {
        "pdf": pdf(),
        "docx": ooxml("docx"),
        "pptx": ooxml("pptx"),
        "xlsx": ooxml("xlsx"),
        "odt": odt(),
        "jpg": jpeg(),
        "png": png(),
        "mp4": mp4(),
        "m4a": m4a(),
        "txt": "Rota for March: £3,400 – naïve? Ω 👩‍⚕️\n".encode(),
    }


def link(name):
    info = ZipInfo(name)
    info.external_attr = (0o120777) << 16
    return info


def encrypted_zip(content):
    """The same archive with the flag of encryption on every member."""
    raw = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(signature)
        while place >= 0:
            raw[place + offset] |= 1
            place = raw.find(signature, place + 4)
    return bytes(raw)


def lying_zip():
    """A member that says it unpacks to 4 GB."""
    raw = bytearray(ooxml("docx"))
    place = raw.rfind(b"PK\x01\x02")
    raw[place + 24 : place + 28] = b"\xf0\xff\xff\xff"
    return bytes(raw)


def template_at(target):
    """What Word keeps of the template a document is made from."""
    return (
        f'<R><Relationship Type="x/attachedTemplate" Target="{target}" TargetMode="External"/></R>'
    )


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
RTF = rb"{\rtf1\ansi Hello}"


@cache
def hostile():
    """Uploads that must leave nothing behind: what it is -> (name, content)."""
    zeros = b"\0" * (60 * 1024 * 1024)
    return {
        "empty": ("rota.pdf", b""),
        "HTML named .jpg": ("photo.jpg", HTML),
        "SVG named .jpg": ("photo.jpg", SVG),
        "SVG named .png": ("photo.png", SVG),
        "HTML": ("page.html", HTML),
        "SVG": ("logo.svg", SVG),
        "HTML behind a PDF's name": ("report.pdf.html", pdf()),
        "HTML named .pdf": ("report.pdf", HTML),
        "HTML named .docx": ("report.docx", HTML),
        "script": ("run.js", b"alert(1)"),
        "program": ("setup.exe", b"MZ" + b"\0" * 90),
        "program named .pdf": ("setup.pdf", b"MZ" + b"\0" * 90),
        "program named .txt": ("setup.txt", b"MZ" + b"\0" * 90),
        "PDF after HTML": ("both.pdf", HTML + pdf()),
        "PDF cut off": ("half.pdf", pdf()[:-40]),
        "PDF with a password": ("locked.pdf", locked_pdf()),
        "PDF named .txt": ("report.txt", pdf()),
        "rich text named .txt": ("report.txt", RTF),
        "PNG named .jpg": ("photo.jpg", png()),
        "JPEG named .png": ("photo.png", jpeg()),
        "GIF named .jpg": ("photo.jpg", b"GIF89a" + b"\0" * 40),
        "JPEG without a picture": ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 300),
        "JPEG that is only a marker": ("photo.jpg", b"\xff\xd8\xff"),
        "PNG cut off": ("photo.png", png()[:30]),
        "PDF behind a byte order mark": ("note.pdf", b"\xef\xbb\xbf" + pdf()),
        "PNG of a thousand million pixels": ("photo.png", png(40_000, 25_000)),
        "JPEG of four thousand million pixels": ("photo.jpg", jpeg(65_000, 65_000)),
        "plain zip named .docx": ("report.docx", archive(("readme.txt", "hello"))),
        "plain zip": ("files.zip", archive(("readme.txt", "hello"))),
        "Word named .xlsx": ("sheet.xlsx", ooxml("docx")),
        "OpenDocument named .docx": ("report.docx", odt()),
        "spreadsheet named .odt": (
            "report.odt",
            odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        ),
        "Word with macros": ("report.docx", ooxml("docx", ("word/vbaProject.bin", b"x"))),
        "Word that declares macros": (
            "report.docx",
            archive(
                (
                    "[Content_Types].xml",
                    types_part(
                        "application/vnd.ms-word.document.macroEnabled.main+xml",
                        "word/document.xml",
                    ),
                ),
                ("word/document.xml", "<root/>"),
            ),
        ),
        "macro file by its name": ("report.docm", ooxml("docx", ("word/vbaProject.bin", b"x"))),
        "Excel with macro sheets": ("s.xlsx", ooxml("xlsx", ("xl/macrosheets/sheet1.xml", "x"))),
        "OpenDocument with macros": ("r.odt", odt(("Basic/Standard/Module1.xml", "x"))),
        "OpenDocument with a password": (
            "r.odt",
            odt(manifest="<m><manifest:encryption-data/></m>"),
        ),
        "Word with a password": ("report.docx", OLE),
        "old Word": ("report.doc", OLE),
        "members encrypted": ("report.docx", encrypted_zip(ooxml("docx"))),
        "zip bomb": ("report.docx", ooxml("docx", ("word/media/bomb.bin", zeros))),
        "zip that lies about its size": ("report.docx", lying_zip()),
        "zip of too many members": (
            "report.docx",
            ooxml("docx", *((f"word/{n}.xml", "") for n in range(2_100))),
        ),
        "huge content types": (
            "report.docx",
            archive(
                ("[Content_Types].xml", types_part(WORD, "word/document.xml") + " " * 1_500_000),
                ("word/document.xml", "<root/>"),
                ("word/media/noise.bin", bytes(range(256)) * 100),
            ),
        ),
        "path out of the archive": ("report.docx", ooxml("docx", ("word/../../../etc/x", "x"))),
        "absolute path": ("report.docx", ooxml("docx", ("/etc/cron.d/x", "x"))),
        "path of a drive": ("report.docx", ooxml("docx", ("C:/x", "x"))),
        "path with backslashes": ("report.docx", ooxml("docx", ("word\\..\\x", "x"))),
        "link to a file": ("report.docx", ooxml("docx", (link("word/link"), "/etc/passwd"))),
        "archive behind HTML": ("report.docx", HTML + ooxml("docx")),
        "archive cut off": ("report.docx", ooxml("docx")[:-30]),
        "only the head of an archive": ("report.docx", b"PK\x03\x04" + b"\0" * 100),
        "only the foot of an archive": ("report.docx", b"PK\x03\x04" + b"PK\x05\x06" + b"\0" * 18),
        "QuickTime named .mp4": ("film.mp4", mp4(b"qt  ", b"qt  ")),
        "HEIC named .jpg": ("photo.jpg", mp4(b"heic", b"mif1heic")),
        "HEIC": ("photo.heic", mp4(b"heic", b"mif1heic")),
        "recording named .mp4": ("talk.mp4", m4a()),
        "MP3 named .m4a": ("talk.m4a", b"ID3\x04" + b"\0" * 60),
        "video cut off": ("film.mp4", mp4(media=b"\0" * 999)[:-500]),
        "video without its index": ("film.mp4", box(b"ftyp", b"mp42\0\0\0\0isom")),
        "text with NUL": ("notes.txt", b"Good\0bye"),
        "text in Latin-1": ("notes.txt", "Café".encode("latin-1")),
        "text in UTF-16": ("notes.txt", "Notes".encode("utf-16")),
        "PDF that runs a script": ("form.pdf", pdf(trailer=b"/OpenAction << /S /JavaScript >> ")),
        "PDF that starts a program": ("form.pdf", pdf(trailer=b"/OpenAction << /S /Launch >> ")),
        "PDF with files in it": ("pack.pdf", pdf(trailer=b"/Names << /EmbeddedFiles 9 0 R >> ")),
        "Word with a template from afar": (
            "report.docx",
            ooxml("docx", ("word/_rels/settings.xml.rels", template_at("http://bad.example/t"))),
        ),
        "Word with a template on a share": (
            "report.docx",
            ooxml("docx", ("word/_rels/settings.xml.rels", template_at(r"\\bad\share\t.dotm"))),
        ),
        "Excel that starts a program": (
            "sheet.xlsx",
            ooxml("xlsx", ("xl/externalLinks/externalLink1.xml", "<x><ddeLink/></x>")),
        ),
        "no ending": ("report", pdf()),
        "only an ending": (".pdf", pdf()),
        "turned name": ("report\u202efdp.exe", pdf()),
    }
