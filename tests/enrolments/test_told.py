"""Who is told by mail when what concerns them changes: once, and without personal detail."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.utils.html import escape

from enrolments.actions.enrolling import enrol_candidate
from enrolments.actions.lifecycle import reassign_tutor
from enrolments.actions.pacing import change_pace
from ledger import jobs
from tests.factories.accounts import TutorFactory
from tests.factories.enrolments import CohortFactory, EnquiryFactory, EnrolmentFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 8, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def letters():
    jobs.run_due()
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def enrol(administrator, cohort, tutor, *, now=NOW):
    return enrol_candidate(
        enquiry=EnquiryFactory(email="nia@practice.example", qualification=cohort.qualification),
        cohort=cohort,
        tutor=tutor,
        starts_on=date(2026, 6, 15),
        planned_end_on=date(2027, 6, 15),
        entry_checks=[],
        by=administrator,
        now=now,
    )


def link_in(letter):
    return next(line for line in letter.body.splitlines() if "/invitation/" in line)


def test_two_diplomas_in_one_go_are_one_invitation_that_names_both(administrator, tutor, client):
    cohorts = [CohortFactory(), CohortFactory(version__qualification__title="Diploma in Care")]
    for cohort in cohorts:
        enrol(administrator, cohort, tutor)

    (letter,) = letters()

    for words in (
        *(cohort.qualification.title for cohort in cohorts),
        "15 Jun 2026",
        str(tutor),
        "until",
    ):
        assert words in letter.body
    page = client.get(link_in(letter).partition("testserver")[2], follow=True)
    assert escape("Choose a password") in page.content.decode()


def test_a_second_diploma_keeps_the_link_of_the_first(administrator, tutor, client, clock):
    enrol(administrator, CohortFactory(), tutor)
    (invitation,) = letters()
    clock.shift(60)
    second = enrol(
        administrator, CohortFactory(), tutor, now=datetime(2026, 6, 1, 9, 1, tzinfo=UTC)
    )

    (letter,) = letters()

    assert letter.subject == f"You are enrolled on {second.qualification.title}"
    assert "still works" in letter.body
    page = client.get(link_in(invitation).partition("testserver")[2], follow=True)
    assert "Choose a password" in page.content.decode()


def test_another_tutor_is_told_of_to_both_and_named_to_neither(administrator, tutor, other_tutor):
    enrolment = EnrolmentFactory(tutor=tutor)
    reassign_tutor(
        enrolment=enrolment, tutor=other_tutor, reason="Illness", by=administrator, now=NOW
    )

    sent = letters()

    candidate = enrolment.candidate.user
    assert {tuple(one.to) for one in sent} == {(candidate.email,), (other_tutor.email,)}
    told = "".join(one.subject + one.body for one in sent)
    for secret in ("Illness", str(other_tutor), str(tutor), str(candidate)):
        assert secret not in told


def test_who_is_handed_on_again_is_told_of_the_last_tutor_only(administrator, other_tutor):
    enrolment, between = EnrolmentFactory(), TutorFactory()
    for tutor in (between, other_tutor):
        reassign_tutor(enrolment=enrolment, tutor=tutor, reason="Leave", by=administrator, now=NOW)

    assert {tuple(one.to) for one in letters()} == {
        (enrolment.candidate.user.email,),
        (other_tutor.email,),
    }


def test_another_pace_is_told_to_the_candidate(tutor):
    enrolment = EnrolmentFactory(tutor=tutor)
    change_pace(
        enrolment=enrolment,
        weekly_minutes=240,
        planned_end_on=date(2027, 9, 1),
        reason="Illness",
        by=tutor,
        now=NOW,
    )

    (letter,) = letters()

    assert letter.to == [enrolment.candidate.user.email]
    assert "Illness" not in letter.body
