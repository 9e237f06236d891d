import pytest

from enrolments.typed import lines, one_line


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Ruth \t Okafor\n", "Ruth Okafor"),
        ("Ru\x00th", "Ruth"),
        ("Ruth\x1b[31m", "Ruth[31m"),
        ("\u202eromakO\u202c", "romakO"),
        ("\u200fRuth\u2066\u2069", "Ruth"),
        ("Ruth\u200b\ufeff", "Ruth"),
        ("Ruth\ud800", "Ruth"),
        ("Zoe\u0308", "Zoë"),
        ("O’Neill-Ṣọlá 👩🏾‍⚕️", "O’Neill-Ṣọlá 👩🏾‍⚕️"),
        ("می‌خواهم", "می‌خواهم"),
    ],
    ids=[
        "space", "nul", "escape", "override", "marks", "no width", "half a sign", "composed",
        "joined emoji", "joiner of a script",
    ],
)  # fmt: skip
def test_one_line(typed, kept):
    assert one_line(typed) == kept


def test_lines_keep_their_lines():
    assert lines("\r\nOne\r\ntwo\rthree\x00\n\n") == "One\ntwo\nthree"
