"""Original names: any of them, kept as data."""

import pytest

from assessments.names import clean_name, title_from

LONG = "x" * 300


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Rota & budget £3.pdf", "Rota & budget £3.pdf"),
        ("say %22no%22.pdf", 'say "no".pdf'),
        ("O’Brien's “plan”.docx", "O’Brien's “plan”.docx"),
        ("team 👩‍⚕️🏥.jpg", "team 👩‍⚕️🏥.jpg"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("a\0b\nc\td\x7f.pdf", "abcd.pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("\u2066x\u2069.pdf", "x.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("two  spaces.pdf", "two  spaces.pdf"),
        ("CON.txt", "CON.txt"),
        ("\u202e", "Unnamed"),
        ("", "Unnamed"),
        (f"{LONG}.pdf", "x" * 251 + ".pdf"),
        ("x." + LONG, "x." + "x" * 253),
        ("😀" * 251 + ".pdf", "😀" * 251 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_of_what_misleads_and_kept_otherwise(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Rota v2.docx", "Rota v2"),
        ("archive.tar.gz", "archive.tar"),
        (".pdf", ".pdf"),
        ("...pdf", "...pdf"),
        ("notes", "notes"),
    ],
)
def test_evidence_is_first_called_by_its_name_without_ending(name, title):
    assert title_from(name) == title
