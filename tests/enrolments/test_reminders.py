"""One reminder per rule, person and period, whatever happens; one mail for several."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from enrolments import reminders
from enrolments.actions.reminders import choose_reminders, stop_reminders
from enrolments.choices import ActionOwner, EnrolmentStatus, ReminderRule
from enrolments.models import Reminder, ReminderPreference, TutorialAction
from enrolments.stopping import stop_token
from ledger import audit, jobs
from ledger.models import Job
from tests.factories.enrolments import EnrolmentFactory, TutorialFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def enrolment(tutor, candidate_user):
    """Started on 3 March; heard of on 1 June, so that only what a test adds is due."""
    enrolment = EnrolmentFactory(candidate__user=candidate_user, tutor=tutor)
    TutorialFactory(
        tutor=tutor, starts_at=datetime(2026, 6, 1, 9, tzinfo=UTC), enrolments=[enrolment]
    )
    return enrolment


def agree(enrolment, *, due_on, owner=ActionOwner.CANDIDATE):
    return TutorialAction.objects.create(
        tutorial=enrolment.attendances.get().tutorial,
        enrolment=enrolment,
        text="Bring the rota",
        due_on=due_on,
        owner=owner,
    )


def owed():
    return set(Reminder.objects.values_list("rule", "user__given_name"))


def sweep(**changes):
    return reminders.owe(**{"today": TODAY, "now": NOON} | changes)


def test_an_agreed_action_is_remembered_to_its_owner(enrolment):
    agree(enrolment, due_on=TODAY + timedelta(days=2))
    agree(enrolment, due_on=TODAY, owner=ActionOwner.TUTOR)
    agree(enrolment, due_on=TODAY + timedelta(days=3))

    sweep()

    assert owed() == {("action_due", "Ruth"), ("action_due", "Tess")}


def test_a_tutorial_is_due_four_weeks_after_the_last(enrolment):
    about_tutorials = {("tutorial_due", "Ruth"), ("tutorial_give", "Tess")}

    sweep(today=date(2026, 6, 28))
    assert owed().isdisjoint(about_tutorials)

    sweep(today=date(2026, 6, 29))
    assert owed() >= about_tutorials


@pytest.mark.parametrize("status", [EnrolmentStatus.ON_BREAK, EnrolmentStatus.WITHDRAWN])
def test_nobody_is_chased_on_a_break_or_after_leaving(enrolment, status):
    agree(enrolment, due_on=TODAY)
    type(enrolment).objects.update(
        status=status, withdrawn_on=TODAY if status == EnrolmentStatus.WITHDRAWN else None
    )

    sweep(today=date(2026, 9, 1))

    assert owed() == set()


def test_running_twice_sends_once(enrolment):
    agree(enrolment, due_on=TODAY)

    first = sweep()
    second = sweep()
    jobs.run_due()
    sweep()
    jobs.run_due()

    assert first[ReminderRule.ACTION_DUE] == 1
    assert set(second.values()) == {0}
    assert [letter.to for letter in mail.outbox] == [[enrolment.candidate.user.email]]


def test_killed_between_owing_and_sending_it_still_sends_once(enrolment):
    agree(enrolment, due_on=TODAY)
    sweep()

    jobs.claim(now=NOON)  # a worker takes the job and is killed: nothing else of it remains
    assert jobs.run_due(now=NOON) == 0
    jobs.run_due(now=NOON + timedelta(minutes=5))
    jobs.run_due(now=NOON + timedelta(hours=1))

    assert len(mail.outbox) == 1


def test_several_reminders_of_a_person_are_one_mail(enrolment):
    for _ in range(3):
        agree(enrolment, due_on=TODAY)
    TutorialAction.objects.update(due_on=date(2026, 6, 29))
    with time_machine.travel(datetime(2026, 6, 29, 11, tzinfo=UTC), tick=False):
        reminders.owe(today=date(2026, 6, 29), now=datetime(2026, 6, 29, 11, tzinfo=UTC))
        jobs.run_due()

    mine = [one for one in mail.outbox if one.to == [enrolment.candidate.user.email]]
    assert len(mine) == 1
    assert "3 actions agreed at tutorials are due." in mine[0].body
    assert "It is time to arrange your next tutorial." in mine[0].body


def test_what_was_done_in_the_meantime_is_not_mentioned(enrolment):
    action = agree(enrolment, due_on=TODAY)
    sweep()
    action.done_at = NOON
    action.save()

    jobs.run_due()

    assert mail.outbox == []
    assert Reminder.objects.get().dropped_at is not None
    assert Job.objects.get().outcome == "Nothing is due any more."


def test_a_mail_names_nobody_and_no_result(enrolment):
    agree(enrolment, due_on=TODAY, owner=ActionOwner.TUTOR)
    sweep()

    jobs.run_due()

    body = mail.outbox[0].body
    assert "An action agreed at a tutorial is due." in mail.outbox[0].subject + "."
    assert "Okafor" not in body
    assert "Bring the rota" not in body


def test_nothing_leaves_at_night(enrolment, noon):
    agree(enrolment, due_on=TODAY)
    late = datetime(2026, 6, 10, 19, 30, tzinfo=UTC)  # 20:30 in London
    noon.move_to(late)

    sweep(now=late)
    jobs.run_due(now=late)
    assert mail.outbox == []

    noon.move_to(datetime(2026, 6, 11, 6, 0, tzinfo=UTC))
    jobs.run_due()
    assert len(mail.outbox) == 1


def test_a_mail_owed_by_day_and_found_at_night_waits_without_losing_a_try(enrolment, noon):
    agree(enrolment, due_on=TODAY)
    sweep()
    noon.move_to(datetime(2026, 6, 10, 22, 0, tzinfo=UTC))

    jobs.run_due()

    job = Job.objects.get()
    assert (job.attempts, job.state, mail.outbox) == (0, "pending", [])
    assert job.not_before == datetime(2026, 6, 11, 6, 0, tzinfo=UTC)


def test_a_stopped_reminder_is_not_owed(enrolment):
    agree(enrolment, due_on=TODAY)
    stop_reminders(user=enrolment.candidate.user, rules=[ReminderRule.ACTION_DUE], now=NOON)

    sweep()

    assert owed() == set()


def test_stopping_after_it_was_owed_stops_the_mail(enrolment):
    agree(enrolment, due_on=TODAY)
    sweep()
    stop_reminders(user=enrolment.candidate.user, rules=[ReminderRule.ACTION_DUE], now=NOON)

    jobs.run_due()

    assert mail.outbox == []


def test_the_link_in_the_mail_stops_with_one_press(enrolment, client):
    agree(enrolment, due_on=TODAY)
    sweep()
    jobs.run_due()
    url = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = url.removeprefix("http://testserver")

    assert client.get(path).status_code == 200
    assert ReminderPreference.objects.count() == 0

    assert client.post(path).status_code == 200
    assert ReminderPreference.objects.get().rule == "action_due"
    client.post(path)
    assert ReminderPreference.objects.count() == 1


def test_a_link_not_made_here_stops_nothing(client, tutor):
    token = stop_token(tutor, [ReminderRule.NO_CONTACT])
    response = client.post(reverse("enrolments:reminder_stop", args=[token + "x"]))

    assert response.status_code == 404
    assert ReminderPreference.objects.count() == 0


def test_people_choose_their_reminders(candidate_client, candidate_user):
    url = reverse("enrolments:reminder_preferences")

    response = candidate_client.post(url, {"wanted": ["action_due"]})

    assert response.status_code == 302
    assert set(candidate_user.stopped_reminders.values_list("rule", flat=True)) == {
        "tutorial_due",
        "target_near",
    }
    candidate_client.post(url, {"wanted": ["action_due", "tutorial_due", "target_near"]})
    assert candidate_user.stopped_reminders.count() == 0


def test_a_tutor_cannot_stop_word_of_work_waiting(tutor_client, tutor):
    response = tutor_client.post(
        reverse("enrolments:reminder_preferences"), {"wanted": ["marking_due"]}
    )

    assert response.status_code == 422
    assert not tutor.stopped_reminders.filter(rule="marking_due").exists()


def test_the_command_says_what_it_would_do_and_does_it(enrolment, capsys):
    agree(enrolment, due_on=TODAY)

    call_command("run_reminders", "--today", "2026-06-10", "--dry-run")
    assert "An agreed action is due: 1 due, 1 would be new" in capsys.readouterr().out
    assert Reminder.objects.count() == 0

    call_command("run_reminders", "--today", "2026-06-10")
    assert "An agreed action is due: 1 new" in capsys.readouterr().out
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("size", [1, 3])
def test_a_sweep_takes_as_many_queries_for_three_as_for_one(size, tutor, django_assert_num_queries):
    for _ in range(size):
        EnrolmentFactory(tutor=tutor)
    with django_assert_num_queries(
        len(reminders.RULES) + 1 + 1 + 2
    ):  # rules, closed accounts, mails, savepoint
        sweep()
    assert Reminder.objects.filter(rule="tutorial_due").count() == size


def test_nobody_is_reminded_of_anything_after_their_account_is_closed(enrolment):
    agree(enrolment, due_on=TODAY)
    agree(enrolment, due_on=TODAY, owner=ActionOwner.TUTOR)
    sweep()
    type(enrolment.candidate.user).objects.filter(pk=enrolment.candidate.user_id).update(
        is_active=False
    )

    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        fresh = sweep(today=TODAY + timedelta(days=1), now=NOON + timedelta(days=1))
        jobs.run_due()

    assert fresh[ReminderRule.ACTION_DUE] == 0
    assert not reminders.waiting().exists()
    assert {tuple(letter.to) for letter in mail.outbox} == {(enrolment.tutor.email,)}
    assert Reminder.objects.get(user=enrolment.candidate.user).dropped_at is not None


def test_a_mail_that_finds_the_account_closed_drops_what_waited(enrolment):
    agree(enrolment, due_on=TODAY)
    sweep()
    enrolment.candidate.user.is_active = False
    enrolment.candidate.user.save()

    jobs.run_due()

    assert mail.outbox == []
    assert not reminders.waiting().exists()


def test_stopping_and_asking_again_are_written_down_once(candidate_user):
    choice = [ReminderRule.ACTION_DUE, ReminderRule.TUTORIAL_DUE]
    stop_reminders(user=candidate_user, rules=[ReminderRule.ACTION_DUE], now=NOON)
    stop_reminders(user=candidate_user, rules=[ReminderRule.ACTION_DUE], now=NOON)
    choose_reminders(user=candidate_user, wanted=choice, among=choice, now=NOON)
    choose_reminders(user=candidate_user, wanted=choice, among=choice, now=NOON)

    trail = audit.trail(candidate_user).order_by("pk")
    assert [(event.verb, event.after) for event in trail] == [
        ("stopped reminders", {"rules": ["action_due"]}),
        ("asked for reminders", {"rules": ["action_due"]}),
    ]
    assert not candidate_user.stopped_reminders.exists()
