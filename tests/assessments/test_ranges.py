"""What a Range header asks for."""

import pytest

from assessments.ranges import Span, Unsatisfiable, asked_span


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-", (0, 999)),
        ("bytes=0-0", (0, 0)),
        ("bytes=200-299", (200, 299)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=-100", (900, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=999-999", (999, 999)),
    ],
)
def test_one_range_is_one_span(header, span):
    found = asked_span(header, size=1000)

    assert (found.first, found.last) == span
    assert found.header == f"bytes {span[0]}-{span[1]}/1000"
    assert found.length == span[1] - span[0] + 1


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes=-",
        "bytes=0-1,5-6",
        "items=0-1",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=٣-٤",
        "bytes= 0-1",
    ],
)
def test_what_is_no_single_range_is_ignored(header):
    assert asked_span(header, size=1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(header):
    with pytest.raises(Unsatisfiable):
        asked_span(header, size=1000)


def test_a_span_of_one_byte():
    assert Span(0, 0, 1).length == 1
