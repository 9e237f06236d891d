"""Two people at the same moment; for each guard a control, the same race with the guard off."""

import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection

from accounts.actions import roles
from accounts.models import User
from enrolments.actions import enquiries as enquiry_actions
from enrolments.actions import enrolling, lifecycle, newcomers, staff_records
from enrolments.models import Candidate, Cohort, Enquiry, Enrolment
from tests.enrolments.actions.test_enquiries import send
from tests.factories.accounts import (
    AdministratorFactory,
    CandidateUserFactory,
    TutorFactory,
    qualify,
)
from tests.factories.enrolments import (
    CandidateFactory,
    CohortFactory,
    EnquiryFactory,
    EnrolmentFactory,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 2, 24, 9, 0, tzinfo=UTC)


def at_once(*acts):
    """Run each act in a thread of its own; what it returned or raised, in order."""
    results = [None] * len(acts)

    def run(place, act):
        try:
            results[place] = act()
        except Exception as error:  # noqa: BLE001 -- the test looks at what was raised
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.fixture
def meet(monkeypatch):
    """Let threads wait for each other after a step: the widest window for a race.

    Where a lock holds one of them back, the other goes on alone after a moment.
    """

    def widen(module, name, *, parties=2):
        original, barrier = getattr(module, name), threading.Barrier(parties)

        def slowly(*args, **kwargs):
            result = original(*args, **kwargs)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=1)
            return result

        monkeypatch.setattr(module, name, slowly)

    return widen


def without_lock(monkeypatch, model):
    """Take the row lock off a model's reads."""
    monkeypatch.setattr(
        type(model.objects), "select_for_update", lambda manager, **options: manager.all()
    )


def kinds(results):
    return sorted(type(result).__name__ for result in results)


# ---- one form, one enquiry -----------------------------------------------------------------------


def test_a_double_click_makes_one_enquiry(meet):
    meet(enquiry_actions, "need_moderation", parties=4)
    results = at_once(*[send] * 4)
    assert len({enquiry.pk for enquiry in results}) == 1
    assert Enquiry.objects.count() == 1


def test_control_without_the_catch_a_double_click_breaks(meet, monkeypatch):
    monkeypatch.setattr(enquiry_actions, "IntegrityError", KeyError)
    meet(enquiry_actions, "need_moderation", parties=4)
    assert IntegrityError in map(type, at_once(*[send] * 4))


# ---- one live enrolment per candidate and qualification ------------------------------------------


@pytest.fixture
def enrol(db):
    by, tutors = AdministratorFactory(), iter(TutorFactory.create_batch(2))

    def act(enquiry, cohort):
        return enrolling.enrol_candidate(
            enquiry=enquiry,
            cohort=cohort,
            tutor=next(tutors),
            starts_on=date(2026, 3, 3),
            planned_end_on=date(2027, 3, 3),
            entry_checks=[],
            by=by,
            now=NOW,
        )

    return act


@pytest.fixture
def ruth(db):
    """A candidate of whom nothing is missing, so that enrolling her changes none of her rows."""
    user = CandidateUserFactory(email="ruth@surgery.example")
    return CandidateFactory(
        user=user, phone="+447700900123", job_role="Manager", reports_to="Partner"
    )


@pytest.fixture
def two_cohorts(db):
    first = CohortFactory()
    return first, CohortFactory(qualification=first.qualification)


def both(enrol, cohorts, **person):
    enquiries = [EnquiryFactory(email="ruth@surgery.example", **person) for _ in cohorts]
    pairs = zip(enquiries, cohorts, strict=True)
    return at_once(*(lambda pair=pair: enrol(*pair) for pair in pairs))


def test_two_administrators_enrol_a_stranger_once(enrol, two_cohorts, meet):
    meet(newcomers, "create_person")
    results = both(enrol, two_cohorts)
    assert kinds(results) == ["AlreadyEnrolled", "Enrolment"]
    assert (
        User.objects.filter(email="ruth@surgery.example").count(),
        Candidate.objects.count(),
    ) == (
        1,
        1,
    )


def test_two_administrators_enrol_a_known_person_once(enrol, ruth, two_cohorts, meet):
    meet(enrolling, "need_no_live_enrolment")
    assert kinds(both(enrol, two_cohorts)) == ["AlreadyEnrolled", "Enrolment"]
    assert Enrolment.objects.count() == 1


def test_without_the_lock_the_constraint_still_speaks_in_words(
    enrol, ruth, two_cohorts, meet, monkeypatch
):
    without_lock(monkeypatch, Candidate)
    meet(enrolling, "need_place")
    assert kinds(both(enrol, two_cohorts)) == ["AlreadyEnrolled", "Enrolment"]


def test_control_without_lock_and_words_it_breaks(enrol, ruth, two_cohorts, meet, monkeypatch):
    without_lock(monkeypatch, Candidate)
    monkeypatch.setattr(enrolling, "save_once", lambda enrolment: enrolment.save())
    meet(enrolling, "need_place")
    assert kinds(both(enrol, two_cohorts)) == ["Enrolment", "IntegrityError"]


def test_one_enquiry_pressed_twice_enrols_once(enrol, meet):
    enquiry, cohort = EnquiryFactory(), CohortFactory()
    meet(enrolling, "need_place")
    results = at_once(*[lambda: enrol(enquiry, cohort)] * 2)
    assert kinds(results) == ["AlreadyEnrolled", "Enrolment"]


# ---- places of a cohort --------------------------------------------------------------------------


def last_place(enrol):
    cohort = CohortFactory(capacity=1)
    pairs = [(EnquiryFactory(), cohort) for _ in range(2)]
    return at_once(*(lambda pair=pair: enrol(*pair) for pair in pairs))


def test_the_last_place_is_given_once(enrol, meet):
    meet(enrolling, "need_place")
    assert kinds(last_place(enrol)) == ["CohortFull", "Enrolment"]


def test_control_without_the_lock_the_last_place_is_given_twice(enrol, meet, monkeypatch):
    without_lock(monkeypatch, Cohort)
    meet(enrolling, "need_place")
    assert kinds(last_place(enrol)) == ["Enrolment", "Enrolment"]


# ---- one registration number, one person ---------------------------------------------------------


def register_two_people():
    by = AdministratorFactory()
    return at_once(
        *(
            lambda enrolment=enrolment: lifecycle.record_registration(
                enrolment=enrolment,
                number="ABC1234",
                registered_on=date(2026, 2, 23),
                by=by,
                now=NOW,
            )
            for enrolment in EnrolmentFactory.create_batch(2)
        )
    )


def test_two_people_never_get_one_number(db, meet):
    meet(lifecycle, "need_past")
    assert kinds(register_two_people()) == ["Enrolment", "EnrolmentRefused"]
    assert Enrolment.objects.filter(registration_number="ABC1234").count() == 1


def test_control_without_the_claim_two_people_get_one_number(db, meet, monkeypatch):
    monkeypatch.setattr(lifecycle, "claim_number", lambda number, enrolment: None)
    meet(lifecycle, "need_past")
    assert kinds(register_two_people()) == ["Enrolment", "Enrolment"]


# ---- a tutor who leaves gets nobody --------------------------------------------------------------


def leave_and_get_a_candidate(monkeypatch):
    """A role is withdrawn; before that is done, somebody hands its holder a candidate."""
    by, leaver, enrolment = AdministratorFactory(), TutorFactory(), EnrolmentFactory()
    is_leaving, has_been_given = threading.Event(), threading.Event()
    close = roles.close_sessions

    def close_slowly(user):
        close(user)
        is_leaving.set()
        has_been_given.wait(timeout=1)

    def give():
        is_leaving.wait(timeout=10)
        try:
            return lifecycle.reassign_tutor(
                enrolment=enrolment, tutor=leaver, reason="Leave", by=by, now=NOW
            )
        finally:
            has_been_given.set()

    monkeypatch.setattr(roles, "close_sessions", close_slowly)
    grant = leaver.role_grants.get()
    return at_once(lambda: roles.withdraw_role(grant=grant, reason="Left", by=by, now=NOW), give)


def test_a_tutor_who_is_leaving_is_given_nobody(db, monkeypatch):
    assert kinds(leave_and_get_a_candidate(monkeypatch)) == ["EnrolmentRefused", "RoleGrant"]
    assert not Enrolment.objects.without_active_tutor().exists()


def test_control_without_the_lock_a_leaver_is_given_a_candidate(db, monkeypatch):
    monkeypatch.setattr(lifecycle, "hold_tutor", lambda tutor: User.objects.get(pk=tutor.pk))
    assert kinds(leave_and_get_a_candidate(monkeypatch)) == ["Enrolment", "RoleGrant"]
    assert Enrolment.objects.without_active_tutor().exists()


# ---- an award that is taken back while somebody adds to it ---------------------------------------


@pytest.fixture
def taken_back_meanwhile(administrator, meet):
    """Take an award back while its certificate is being recorded; whether it stays so."""
    row = qualify(TutorFactory(qualified=False))
    meet(staff_records, "_need_days")

    def record():
        staff_records.record_qualification(
            person=row.person,
            held=staff_records.Held(award=row.award, certificate_number="C-17"),
            by=administrator,
            now=NOW,
        )

    def take_back():
        time.sleep(0.3)  # by then the recording has read the row and waits
        staff_records.take_back_qualification(
            qualification=row, reason="A slip.", by=administrator, now=NOW
        )

    def act():
        assert at_once(record, take_back) == [None, None]
        row.refresh_from_db()
        return row.taken_back_at is not None

    return act


def test_an_award_taken_back_stays_taken_back(taken_back_meanwhile):
    assert taken_back_meanwhile()


def test_control_without_the_lock_it_would_be_written_over(taken_back_meanwhile, monkeypatch):
    without_lock(monkeypatch, User)
    assert not taken_back_meanwhile()
