"""What files really are: no file is kept for its name alone."""

import io

import pytest

from assessments.errors import FileRefused
from assessments.file_types import BY_EXTENSION, FILE_TYPES
from assessments.sniffing import recognise
from tests.assessments import corpus

HOSTILE = corpus.hostile()
HONEST = corpus.honest()


def told(name, content):
    with pytest.raises(FileRefused) as refusal:
        recognise(io.BytesIO(content), name=name)
    return str(refusal.value)


@pytest.mark.parametrize("ending", BY_EXTENSION)
def test_an_honest_file_is_recognised(ending):
    assert recognise(io.BytesIO(HONEST[ending]), name=f"Rota.{ending.upper()}").extension == ending


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.JPEG", corpus.jpeg()),
        ("scan.pdf.pdf", corpus.pdf()),
        ("voice.m4a", corpus.mp4()),  # what many telephones write
        ("BMA.txt", b"BMA guidance on consent"),  # begins like a bitmap, and is text
        ("padded.jpg", corpus.jpeg().replace(b"\xff\xc0", b"\xff\xff\xc0")),
        ("long.mp4", corpus.mp4()[:-72] + corpus.large_box(b"mdat", b"\0" * 64)),
        ("open.mp4", corpus.mp4()[:-72] + corpus.endless_box(b"mdat", b"\0" * 64)),
        ("trailer.mp4", corpus.mp4() + b"\0\0\0\1" + b"\0" * 12 + b"\0\0\0\3junk"),
        ("notes.txt", b"\xef\xbb\xbfNotes\r\n\twith tabs\x0c"),
        (
            "own template.docx",
            corpus.ooxml(
                "docx",
                (
                    "word/_rels/settings.xml.rels",
                    corpus.template_at("file:///C:/Users/Tess/Normal.dotm"),
                ),
            ),
        ),
        ("launching.pdf", corpus.pdf("The Launched service and JavaScripts")),
        ("big.docx", corpus.ooxml("docx", ("word/a.xml", b"<p/>" * 300_000))),
    ],
)
def test_unusual_and_honest_files_are_recognised(name, content):
    assert recognise(io.BytesIO(content), name=name) in FILE_TYPES


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(what):
    reason = told(*HOSTILE[what])

    assert reason.endswith(".")
    assert len(reason) > 20


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("empty", "The file is empty"),
        ("HTML named .jpg", "The name ends in .jpg, but the content is not a JPEG picture"),
        ("PNG named .jpg", "it looks like .png"),
        ("plain zip named .docx", "the content is not a Word document"),
        ("Word with macros", "contains macros"),
        ("PDF with a password", "locked with a password"),
        ("old Word", "save it as .docx"),
        ("HEIC", "as JPEG"),
        ("no ending", "Files without an ending"),
        ("turned name", "Files ending in .exe"),
        ("zip bomb", "cannot be checked"),
        ("text in Latin-1", "encoding UTF-8"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_would_help(what, words):
    assert words in told(*HOSTILE[what])


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "odt", "png", "mp4", "m4a"])
def test_a_file_cut_off_anywhere_is_refused_and_crashes_nothing(ending):
    whole = HONEST[ending]
    kept = []
    for percent in range(100):
        try:
            recognise(io.BytesIO(whole[: len(whole) * percent // 100]), name=f"x.{ending}")
        except FileRefused:
            continue
        kept.append(percent)

    assert kept == []


@pytest.mark.parametrize("ending", BY_EXTENSION)
def test_a_file_with_any_byte_changed_crashes_nothing(ending):
    whole = HONEST[ending]
    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        try:
            kind = recognise(io.BytesIO(bytes(changed)), name=f"x.{ending}")
        except FileRefused:
            continue
        assert kind.extension == ending
