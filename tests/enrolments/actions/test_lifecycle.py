from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.actions import withdraw_role
from enrolments.actions.lifecycle import (
    complete_enrolment,
    end_break,
    reassign_tutor,
    record_registration,
    reopen_enrolment,
    start_break,
    withdraw_enrolment,
)
from enrolments.choices import EnrolmentStatus
from enrolments.errors import EnrolmentRefused
from enrolments.models import BreakInLearning, Enrolment, TutorAssignment
from ledger import audit
from tests.factories.accounts import AdministratorFactory, CandidateUserFactory, TutorFactory
from tests.factories.enrolments import CandidateFactory, EnrolmentFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
TOMORROW = date(2026, 6, 2)


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(tutor=tutor, candidate__user__given_name="Ruth")


def withdraw(enrolment, by, **changes):
    wish = {"withdrawn_on": TODAY, "reason": "Changed post", "by": by, "now": NOW}
    return withdraw_enrolment(enrolment=enrolment, **(wish | changes))


def pause(enrolment, by, **changes):
    wish = {"starts_on": date(2026, 5, 4), "expected_back_on": None, "reason": "Illness", "by": by}
    return start_break(enrolment=enrolment, now=NOW, **(wish | changes))


def verbs(thing):
    return [event.verb for event in audit.trail(thing)]


# ---- completing and reopening --------------------------------------------------------------------


def test_completing_says_when_and_who(enrolment, tutor):
    complete_enrolment(enrolment=enrolment, by=tutor, now=NOW)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.completed_at) == (EnrolmentStatus.COMPLETED, NOW)
    event = audit.trail(enrolment).get()
    assert (event.verb, event.actor, event.before, event.after) == (
        "completed",
        tutor,
        {"status": "active"},
        {"status": "completed"},
    )


def test_completing_twice_happens_once(enrolment):
    complete_enrolment(enrolment=enrolment, by=None, now=NOW)
    again = complete_enrolment(enrolment=enrolment, by=None, now=datetime(2026, 7, 1, tzinfo=UTC))
    assert again.completed_at == NOW
    assert verbs(enrolment) == ["completed"]


def test_a_withdrawn_enrolment_is_never_completed(enrolment, administrator):
    withdraw(enrolment, administrator)
    with pytest.raises(EnrolmentRefused):
        complete_enrolment(enrolment=enrolment, by=None, now=NOW)
    enrolment.refresh_from_db()
    assert enrolment.status == EnrolmentStatus.WITHDRAWN


def test_completing_ends_a_break(enrolment, administrator):
    pause(enrolment, administrator)
    complete_enrolment(enrolment=enrolment, by=None, now=NOW)
    assert enrolment.breaks.get().ended_on == TODAY


def test_reopening_after_a_correction(enrolment, tutor):
    complete_enrolment(enrolment=enrolment, by=tutor, now=NOW)
    reopen_enrolment(enrolment=enrolment, reason=" Corrected 702 ", by=tutor, now=NOW)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.completed_at) == (EnrolmentStatus.ACTIVE, None)
    assert audit.trail(enrolment).first().reason == "Corrected 702"


@pytest.mark.parametrize("reason", ["", "  "])
def test_reopening_needs_a_reason(enrolment, tutor, reason):
    complete_enrolment(enrolment=enrolment, by=tutor, now=NOW)
    with pytest.raises(EnrolmentRefused):
        reopen_enrolment(enrolment=enrolment, reason=reason, by=tutor, now=NOW)


def test_only_a_complete_enrolment_is_reopened(enrolment, tutor):
    with pytest.raises(EnrolmentRefused, match="not complete"):
        reopen_enrolment(enrolment=enrolment, reason="Slip", by=tutor, now=NOW)


# ---- withdrawing ---------------------------------------------------------------------------------


def test_withdrawing_keeps_day_and_reason(enrolment, administrator):
    withdraw(enrolment, administrator, withdrawn_on=date(2026, 5, 20))
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.withdrawn_on, enrolment.withdrawn_reason) == (
        EnrolmentStatus.WITHDRAWN,
        date(2026, 5, 20),
        "Changed post",
    )
    assert verbs(enrolment) == ["withdrew"]


def test_somebody_withdrawn_may_enrol_again(enrolment, administrator):
    withdraw(enrolment, administrator)
    EnrolmentFactory(candidate=enrolment.candidate, version=enrolment.version)
    assert enrolment.candidate.enrolments.live().count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"reason": " "}, {"withdrawn_on": TOMORROW}, {"withdrawn_on": date(2026, 3, 1)}],
    ids=["no reason", "in the future", "before it began"],
)
def test_withdrawing_is_refused(enrolment, administrator, changes):
    with pytest.raises(EnrolmentRefused):
        withdraw(enrolment, administrator, **changes)
    enrolment.refresh_from_db()
    assert enrolment.status == EnrolmentStatus.ACTIVE


def test_somebody_may_leave_before_the_first_day(enrolment, administrator):
    Enrolment.objects.update(starts_on=date(2026, 9, 1))
    withdraw(enrolment, administrator)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.withdrawn_on) == (EnrolmentStatus.WITHDRAWN, TODAY)


def test_withdrawing_twice_is_refused(enrolment, administrator):
    withdraw(enrolment, administrator)
    with pytest.raises(EnrolmentRefused, match="ended already"):
        withdraw(enrolment, administrator)


def test_the_day_of_withdrawal_is_a_constraint(enrolment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(status=EnrolmentStatus.WITHDRAWN)


# ---- breaks --------------------------------------------------------------------------------------


def test_a_break_has_dates_and_ends(enrolment, administrator):
    pause(enrolment, administrator, expected_back_on=date(2026, 8, 3))
    enrolment.refresh_from_db()
    assert enrolment.status == EnrolmentStatus.ON_BREAK
    end_break(enrolment=enrolment, ended_on=TODAY, by=administrator, now=NOW)
    enrolment.refresh_from_db()
    away = enrolment.breaks.get()
    assert enrolment.status == EnrolmentStatus.ACTIVE
    assert (away.starts_on, away.expected_back_on, away.ended_on) == (
        date(2026, 5, 4),
        date(2026, 8, 3),
        TODAY,
    )
    assert verbs(enrolment) == ["ended a break", "started a break"]


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"starts_on": TOMORROW},
        {"starts_on": TODAY, "expected_back_on": TODAY},
        {"starts_on": date(2026, 3, 2)},
    ],
    ids=["no reason", "in the future", "back before away", "before the enrolment"],
)
def test_a_break_is_refused(enrolment, administrator, changes):
    with pytest.raises(EnrolmentRefused):
        pause(enrolment, administrator, **changes)
    assert not BreakInLearning.objects.exists()


def test_one_break_at_a_time(enrolment, administrator):
    pause(enrolment, administrator)
    with pytest.raises(EnrolmentRefused, match="not active"):
        pause(enrolment, administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakInLearning.objects.create(enrolment=enrolment, starts_on=TODAY, reason="Again")


def test_breaks_may_touch_and_never_overlap(enrolment, administrator):
    pause(enrolment, administrator)
    end_break(enrolment=enrolment, ended_on=date(2026, 5, 20), by=administrator, now=NOW)
    for inside in (date(2026, 4, 1), date(2026, 5, 19)):
        with pytest.raises(EnrolmentRefused, match="break at that time"):
            pause(enrolment, administrator, starts_on=inside)
    pause(enrolment, administrator, starts_on=date(2026, 5, 20))
    assert enrolment.breaks.count() == 2


@pytest.mark.parametrize("day", [TOMORROW, date(2026, 5, 3)], ids=["future", "before it started"])
def test_a_break_ends_between_its_start_and_today(enrolment, administrator, day):
    pause(enrolment, administrator)
    with pytest.raises(EnrolmentRefused):
        end_break(enrolment=enrolment, ended_on=day, by=administrator, now=NOW)
    assert enrolment.breaks.get().ended_on is None


def test_only_a_break_ends(enrolment, administrator):
    with pytest.raises(EnrolmentRefused, match="not on a break"):
        end_break(enrolment=enrolment, ended_on=TODAY, by=administrator, now=NOW)


def test_withdrawing_during_a_break_ends_it(enrolment, administrator):
    pause(enrolment, administrator)
    withdraw(enrolment, administrator, withdrawn_on=date(2026, 5, 1))
    assert enrolment.breaks.get().ended_on == date(2026, 5, 4)


# ---- tutors --------------------------------------------------------------------------------------


def test_the_former_tutor_sees_the_candidate_no_longer(
    enrolment, tutor, other_tutor, administrator
):
    assert enrolment in Enrolment.objects.visible_to(tutor)
    reassign_tutor(
        enrolment=enrolment, tutor=other_tutor, reason="Leave", by=administrator, now=NOW
    )
    assert enrolment not in Enrolment.objects.visible_to(tutor)
    assert enrolment in Enrolment.objects.visible_to(other_tutor)
    assignment = TutorAssignment.objects.get(enrolment=enrolment)
    assert (assignment.tutor, assignment.starts_at, assignment.reason) == (
        other_tutor,
        NOW,
        "Leave",
    )
    event = audit.trail(enrolment).get()
    assert (event.before, event.after) == ({"tutor": "Tess Turner"}, {"tutor": "Otto Other"})


def test_reassigning_is_refused(enrolment, tutor, administrator):
    both = TutorFactory()
    enrolment.candidate.user = both
    enrolment.candidate.save()
    for person, words in (
        (tutor, "is the tutor already"),
        (CandidateUserFactory(), "is not a tutor"),
        (TutorFactory(is_active=False), "is not a tutor"),
        (both, "Nobody is their own tutor"),
    ):
        with pytest.raises(EnrolmentRefused, match=words):
            reassign_tutor(
                enrolment=enrolment, tutor=person, reason="Leave", by=administrator, now=NOW
            )
    with pytest.raises(EnrolmentRefused, match="reason"):
        reassign_tutor(
            enrolment=enrolment, tutor=TutorFactory(), reason="", by=administrator, now=NOW
        )
    assert not TutorAssignment.objects.exists()


def test_a_complete_enrolment_goes_to_a_tutor_who_can_correct_it(
    enrolment, tutor, other_tutor, administrator
):
    complete_enrolment(enrolment=enrolment, by=tutor, now=NOW)
    assert enrolment not in Enrolment.objects.without_active_tutor()
    withdraw_role(
        grant=tutor.role_grants.get(), reason="Left the centre", by=administrator, now=NOW
    )
    assert enrolment in Enrolment.objects.without_active_tutor()
    reassign_tutor(enrolment=enrolment, tutor=other_tutor, reason="Left", by=administrator, now=NOW)
    enrolment.refresh_from_db()
    assert (enrolment.tutor, enrolment.status) == (other_tutor, EnrolmentStatus.COMPLETED)
    assert enrolment not in Enrolment.objects.without_active_tutor()


def test_the_tutor_of_an_ended_enrolment_stays(enrolment, other_tutor, administrator):
    withdraw(enrolment, administrator)
    with pytest.raises(EnrolmentRefused, match="has ended"):
        reassign_tutor(
            enrolment=enrolment, tutor=other_tutor, reason="Leave", by=administrator, now=NOW
        )


# ---- registration --------------------------------------------------------------------------------


def register(enrolment, by, number="abc 1234", on=date(2026, 3, 20)):
    return record_registration(enrolment=enrolment, number=number, registered_on=on, by=by, now=NOW)


def test_a_registration_is_kept_in_capitals(enrolment, administrator):
    register(enrolment, administrator)
    enrolment.refresh_from_db()
    assert (enrolment.registration_number, enrolment.registered_on) == (
        "ABC1234",
        date(2026, 3, 20),
    )


def test_a_slip_in_the_registration_is_put_right_and_remembered(enrolment, administrator):
    register(enrolment, administrator)
    register(enrolment, administrator, number="ABC1243")
    event = audit.trail(enrolment).first()
    assert (event.before["number"], event.after["number"]) == ("ABC1234", "ABC1243")


def test_a_number_belongs_to_one_person(enrolment, administrator):
    register(enrolment, administrator)
    own_second = EnrolmentFactory(candidate=enrolment.candidate)
    assert register(own_second, administrator).registration_number == "ABC1234"
    stranger = EnrolmentFactory(candidate=CandidateFactory())
    with pytest.raises(EnrolmentRefused, match="somebody else"):
        register(stranger, administrator)


def test_a_slip_put_right_sets_the_number_free(enrolment, administrator):
    register(enrolment, administrator, number="ABC1243")
    register(enrolment, administrator)
    rightful = EnrolmentFactory(candidate=CandidateFactory())
    assert register(rightful, administrator, number="ABC1243").registration_number == "ABC1243"


@pytest.mark.parametrize(
    "wrong", [{"number": "a&b"}, {"number": ""}, {"number": "A" * 13}, {"on": TOMORROW}]
)
def test_a_registration_is_refused(enrolment, administrator, wrong):
    before = enrolment.registration_number
    with pytest.raises(EnrolmentRefused):
        register(enrolment, administrator, **wrong)
    enrolment.refresh_from_db()
    assert enrolment.registration_number == before


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: withdraw(e, by),
        lambda e, by: pause(e, by),
        lambda e, by: end_break(enrolment=e, ended_on=TODAY, by=by, now=NOW),
        lambda e, by: reassign_tutor(enrolment=e, tutor=by, reason="Mine", by=by, now=NOW),
        lambda e, by: register(e, by),
    ],
    ids=["withdraw", "break", "end break", "reassign", "register"],
)
def test_nobody_decides_but_an_administrator_and_never_over_their_own(enrolment, tutor, act):
    with pytest.raises(PermissionDenied):
        act(enrolment, tutor)
    own = EnrolmentFactory(candidate__user=AdministratorFactory())
    with pytest.raises(PermissionDenied):
        act(own, own.candidate.user)
    assert verbs(enrolment) == verbs(own) == []
