from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from enrolments.form_tokens import issue_token, read_token

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_a_token_says_which_form_and_how_old():
    token = read_token(issue_token(now=NOW), now=NOW + timedelta(seconds=10))
    assert (len(token.name), token.age, token.is_too_quick) == (32, timedelta(seconds=10), False)


def test_every_form_has_its_own():
    names = {read_token(issue_token(now=NOW), now=NOW).name for _ in range(20)}
    assert len(names) == 20


@pytest.mark.parametrize("seconds, quick", [(0, True), (2.9, True), (3, False), (-60, True)])
def test_nobody_fills_it_in_within_three_seconds(seconds, quick):
    token = read_token(issue_token(now=NOW), now=NOW + timedelta(seconds=seconds))
    assert token.is_too_quick == quick


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "\x00", "é" * 99])
def test_what_is_not_ours_says_nothing(text):
    assert read_token(text, now=NOW) is None


def test_a_token_of_another_page_says_nothing():
    assert read_token(signing.dumps(["x" * 32, 0], salt="another"), now=NOW) is None
