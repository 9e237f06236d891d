"""Two tutorials of one tutor at the same moment; the control is the same race without the lock."""

import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from enrolments.actions import tutorials
from enrolments.models import Tutorial
from enrolments.tutoring import Meeting
from tests.enrolments.actions.test_at_once import at_once, kinds
from tests.factories.accounts import TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def window(monkeypatch):
    """Both have looked for an overlap before either writes, unless a lock holds one back."""
    look, barrier = tutorials.need_free, threading.Barrier(2)

    def look_and_wait(*args, **kwargs):
        look(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=1)

    monkeypatch.setattr(tutorials, "need_free", look_and_wait)


@pytest.fixture
def two(db):
    """Two candidates of one tutor."""
    return EnrolmentFactory.create_batch(
        2, tutor=TutorFactory(), version=SpecificationVersionFactory()
    )


def log(enrolment, token=None):
    return tutorials.record_tutorial(
        enrolment=enrolment,
        meeting=Meeting(starts_at=EARLIER, minutes=45),
        by=enrolment.tutor,
        now=NOW,
        form_token=token,
    )


def test_of_two_at_once_one_is_refused(two, window):
    results = at_once(*(lambda one=one: log(one) for one in two))

    assert kinds(results) == ["Tutorial", "TutorialRefused"]
    assert Tutorial.objects.count() == 1


def test_control_without_the_lock_both_are_logged(two, window, monkeypatch):
    monkeypatch.setattr(tutorials, "lock_log_of", lambda tutor: None)

    results = at_once(*(lambda one=one: log(one) for one in two))

    assert kinds(results) == ["Tutorial", "Tutorial"]


def test_a_double_click_logs_one(two, window):
    token = uuid.uuid4()

    results = at_once(*[lambda: log(two[0], token)] * 2)

    assert results[0] == results[1]
    assert Tutorial.objects.count() == 1


def test_control_without_the_locks_a_double_click_breaks(two, window, monkeypatch):
    monkeypatch.setattr(tutorials, "lock_log_of", lambda tutor: None)
    monkeypatch.setattr(tutorials, "lock_enrolments", lambda keys: two[:1])
    token = uuid.uuid4()

    results = at_once(*[lambda: log(two[0], token)] * 2)

    assert kinds(results) == ["IntegrityError", "Tutorial"]
