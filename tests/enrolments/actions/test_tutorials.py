"""The tutor's log: what is recorded, refused, put right and struck out."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from enrolments.actions.agreed import agree_further, tick_action
from enrolments.actions.answering import answer_tutorial
from enrolments.actions.tutorials import (
    cancel_tutorial,
    correct_tutorial,
    record_group_session,
    record_of,
    record_tutorial,
)
from enrolments.choices import (
    ActionOwner,
    ActivityKind,
    AttendanceResponse,
    EnrolmentStatus,
    Mode,
)
from enrolments.errors import TutorialRefused
from enrolments.hours import HoursLedger
from enrolments.learning_time import ledger_of
from enrolments.models import ActivityKindDefault, Enrolment, Tutorial, TutorialAction
from enrolments.tutoring import Agreed, Meeting
from ledger.errors import StaleVersion
from ledger.models import AuditEvent, Job
from ledger.versions import fingerprint
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory, TutorialFactory

NOW = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(tutor=tutor, candidate__user__given_name="Ruth")


def meeting(starts_at=EARLIER, minutes=45, **values):
    return Meeting(starts_at=starts_at, minutes=minutes, **values)


def record(enrolment, by=None, now=NOW, **values):
    told = values.pop("meeting", None) or meeting()
    return record_tutorial(
        enrolment=enrolment, meeting=told, by=by or enrolment.tutor, now=now, **values
    )


def correct(tutorial, by, reason="The start was wrong.", attended=None, **values):
    return correct_tutorial(
        tutorial=tutorial,
        meeting=meeting(**values),
        attended=attended
        if attended is not None
        else set(tutorial.attendances.values_list("enrolment_id", flat=True)),
        reason=reason,
        version=fingerprint(record_of(Tutorial.objects.get(pk=tutorial.pk))),
        by=by,
        now=NOW,
    )


# Recording -----------------------------------------------------------------------------------


def test_a_tutorial_is_recorded_as_told(enrolment, tutor):
    units = list(enrolment.version.units.all())

    tutorial = record(
        enrolment,
        meeting=meeting(
            kind=ActivityKind.COACHING,
            mode=Mode.PHONE,
            note=" We spoke of delegation. ",
            units=(units[1].pk,),
        ),
        agreed=[Agreed(" Read chapter 2 ", date(2026, 11, 10), ActionOwner.CANDIDATE)],
    )

    assert (tutorial.tutor, tutorial.starts_at, tutorial.ends_at) == (
        tutor,
        EARLIER,
        EARLIER + timedelta(minutes=45),
    )
    assert (tutorial.kind, tutorial.mode, tutorial.note) == (
        "coaching",
        "phone",
        "We spoke of delegation.",
    )
    assert list(tutorial.units.all()) == [units[1]]
    assert tutorial.recorded_at == NOW
    attendance = tutorial.attendances.get()
    assert (attendance.enrolment, attendance.has_attended) == (enrolment, True)
    assert attendance.response == AttendanceResponse.NONE
    action = tutorial.actions.get()
    assert (action.text, action.due_on, action.owner, action.enrolment) == (
        "Read chapter 2",
        date(2026, 11, 10),
        "candidate",
        enrolment,
    )


def test_recording_is_written_down_without_what_was_said(enrolment, tutor):
    tutorial = record(
        enrolment,
        meeting=meeting(note="A private matter"),
        agreed=[Agreed("Another private matter", date(2026, 11, 10))],
    )

    event = AuditEvent.objects.get(verb="recorded")
    assert (event.actor, event.thing_id) == (tutor, str(tutorial.pk))
    assert event.after == {
        "starts_at": "2026-11-03T10:00:00+00:00",
        "minutes": 45,
        "kind": "one_to_one",
        "mode": "video",
        "units": [],
        "attended": [enrolment.pk],
        "missed": [],
    }
    assert "private" not in f"{event.before} {event.after} {event.thing_label} {event.reason}"


def test_the_candidate_is_asked(enrolment):
    tutorial = record(enrolment)

    job = Job.objects.get(kind="tutorial_recorded_mail")
    assert job.recipient == enrolment.candidate.user
    assert job.payload == {"attendance_id": tutorial.attendances.get().pk}


def test_what_is_recorded_counts_at_once_whatever_the_candidate_says(enrolment):
    tutorial = record(enrolment)
    counted = [ledger_of(enrolment).one_to_one]

    for response in (AttendanceResponse.QUERIED, AttendanceResponse.CONFIRMED):
        answer_tutorial(
            attendance=tutorial.attendances.get(),
            response=response,
            note="It was longer",
            revisions=0,
            by=enrolment.candidate.user,
            now=NOW,
        )
        counted.append(ledger_of(enrolment).one_to_one)

    assert counted == [45, 45, 45]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (meeting(NOW + timedelta(days=1)), "on_day"),
        (meeting(NOW - timedelta(minutes=10)), "start"),
        (meeting(minutes=481), "minutes"),
        (meeting(minutes=0), "minutes"),
        (meeting(datetime(2026, 1, 31, 12, 0, tzinfo=UTC)), "on_day"),
        (meeting(units=(10**9,)), "units"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(enrolment, told, field):
    with pytest.raises(TutorialRefused) as refused:
        record(enrolment, meeting=told)

    assert refused.value.field == field
    assert not Tutorial.objects.exists()
    assert not Job.objects.exists()
    assert not AuditEvent.objects.filter(verb="recorded").exists()


def test_units_of_another_diploma_are_refused(enrolment):
    stranger = SpecificationVersionFactory().units.first()

    with pytest.raises(TutorialRefused, match="units of this diploma"):
        record(enrolment, meeting=meeting(units=(stranger.pk,)))


def test_an_action_due_before_the_tutorial_is_refused(enrolment):
    with pytest.raises(TutorialRefused) as refused:
        record(enrolment, agreed=[Agreed("Read", date(2026, 11, 2))])

    assert refused.value.field == "agreed"
    assert not Tutorial.objects.exists()


def test_a_candidate_not_theirs_is_refused(enrolment, other_tutor, administrator):
    for stranger in (other_tutor, administrator, enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            record(enrolment, by=stranger)

    assert not Tutorial.objects.exists()


def test_a_tutor_who_handed_a_candidate_over_meanwhile_is_refused(enrolment, tutor, other_tutor):
    Enrolment.objects.filter(pk=enrolment.pk).update(tutor=other_tutor)

    with pytest.raises(PermissionDenied):
        record(enrolment, by=tutor)


def test_a_withdrawn_candidate_is_refused_with_the_reason(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=date(2026, 10, 1)
    )

    with pytest.raises(TutorialRefused, match=r"Ruth .* has withdrawn"):
        record(enrolment)


@pytest.mark.parametrize("status", [EnrolmentStatus.ON_BREAK, EnrolmentStatus.ACTIVE])
def test_a_candidate_on_a_break_may_be_met(enrolment, status):
    Enrolment.objects.filter(pk=enrolment.pk).update(status=status)

    assert record(enrolment).attendances.count() == 1


# Overlap and doubles -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "minutes", "is_refused"),
    [
        (0, 45, True),
        (-30, 45, True),
        (30, 45, True),
        (10, 5, True),
        (-60, 240, True),
        (45, 30, False),  # touching ends share no time
        (-45, 45, False),
        (120, 45, False),
    ],
)
def test_two_tutorials_at_once_are_refused(enrolment, tutor, offset, minutes, is_refused):
    other = EnrolmentFactory(tutor=tutor, version=enrolment.version)
    record(other)
    told = meeting(EARLIER + timedelta(minutes=offset), minutes)

    if is_refused:
        with pytest.raises(TutorialRefused, match=f"with {other.candidate} from 10:00 to 10:45"):
            record(enrolment, meeting=told)
    else:
        record(enrolment, meeting=told)

    assert Tutorial.objects.count() == (1 if is_refused else 2)


def test_a_cancelled_tutorial_is_in_nobodys_way(enrolment, tutor):
    cancel_tutorial(tutorial=record(enrolment), reason="Wrong person", by=tutor, now=NOW)

    assert record(enrolment).pk


def test_another_tutors_log_is_in_nobodys_way(enrolment, other_tutor):
    record(EnrolmentFactory(tutor=other_tutor))

    assert record(enrolment).pk


def test_a_form_sent_twice_records_once(enrolment):
    token = uuid.uuid4()

    first = record(enrolment, form_token=token)
    second = record(enrolment, form_token=token)

    assert first == second
    assert (Tutorial.objects.count(), Job.objects.count()) == (1, 1)


def test_a_form_sent_again_with_other_answers_is_not_swallowed(enrolment):
    token = uuid.uuid4()
    record(enrolment, form_token=token)

    with pytest.raises(TutorialRefused, match="saved already, as One-to-one tutorial, 45 minutes"):
        record(enrolment, meeting=meeting(EARLIER - timedelta(hours=2)), form_token=token)


def test_two_tutors_forms_have_nothing_to_do_with_each_other(enrolment, other_tutor):
    token = uuid.uuid4()
    record(enrolment, form_token=token)

    assert record(EnrolmentFactory(tutor=other_tutor), form_token=token).pk


# What counts (P5.6, P5.8) --------------------------------------------------------------------


def test_only_attended_standing_one_to_one_tutorials_count_to_the_promise(enrolment, tutor):
    hour = timedelta(hours=1)
    record(enrolment, meeting=meeting(EARLIER - 1 * hour, 10))
    record(enrolment, meeting=meeting(EARLIER - 2 * hour, 20), has_attended=False)
    struck = record(enrolment, meeting=meeting(EARLIER - 3 * hour, 40))
    cancel_tutorial(tutorial=struck, reason="It was not held", by=tutor, now=NOW)
    for place, kind in enumerate(
        (ActivityKind.GROUP, ActivityKind.COACHING, ActivityKind.PROFESSIONAL_DISCUSSION), start=4
    ):
        record(enrolment, meeting=meeting(EARLIER - place * hour, 30, kind=kind))

    assert ledger_of(enrolment) == HoursLedger(one_to_one=10, guided=100, total=100)


def test_a_kind_that_is_not_guided_counts_to_the_total_only(enrolment):
    ActivityKindDefault.objects.filter(kind=ActivityKind.MENTORING).update(is_guided=False)

    record(enrolment, meeting=meeting(kind=ActivityKind.MENTORING))

    assert ledger_of(enrolment) == HoursLedger(one_to_one=0, guided=0, total=45)


def test_a_changed_default_leaves_what_was_recorded_as_it_counted(enrolment):
    record(enrolment, meeting=meeting(kind=ActivityKind.MENTORING))

    ActivityKindDefault.objects.filter(kind=ActivityKind.MENTORING).update(is_guided=False)

    assert ledger_of(enrolment).guided == 45


def test_the_database_refuses_one_to_one_time_that_is_not_guided(enrolment, tutor):
    with pytest.raises(IntegrityError), transaction.atomic():
        TutorialFactory(tutor=tutor, is_guided=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityKindDefault.objects.filter(kind=ActivityKind.ONE_TO_ONE).update(is_guided=False)

    assert TutorialFactory(tutor=tutor, is_guided=False, kind=ActivityKind.GROUP).pk


def test_contact_counts_what_was_attended_and_stands(enrolment, tutor):
    hour = timedelta(hours=1)
    record(enrolment, meeting=meeting(EARLIER, 30, kind=ActivityKind.GROUP))
    record(enrolment, meeting=meeting(EARLIER - 1 * hour))
    record(enrolment, meeting=meeting(EARLIER + 1 * hour), has_attended=False)
    struck = record(enrolment, meeting=meeting(EARLIER + 2 * hour))
    cancel_tutorial(tutorial=struck, reason="It was not held", by=tutor, now=NOW)
    other = EnrolmentFactory(tutor=tutor, version=enrolment.version)

    rows = {row.pk: row for row in Enrolment.objects.with_contact()}

    assert (rows[enrolment.pk].one_to_one_minutes, rows[enrolment.pk].last_contact_at) == (
        45,
        EARLIER,
    )
    assert (rows[other.pk].one_to_one_minutes, rows[other.pk].last_contact_at) == (0, None)


# Putting right -------------------------------------------------------------------------------


def test_a_correction_keeps_what_stood_and_asks_again(enrolment, tutor):
    unit = enrolment.version.units.first()
    tutorial = record(enrolment, meeting=meeting(note="As it was", units=(unit.pk,)))
    attendance = tutorial.attendances.get()
    answer_tutorial(
        attendance=attendance,
        response=AttendanceResponse.CONFIRMED,
        note="",
        revisions=0,
        by=enrolment.candidate.user,
        now=NOW,
    )

    correct(tutorial, tutor, minutes=60, note="As it is", reason="It took an hour.")

    tutorial.refresh_from_db()
    attendance.refresh_from_db()
    assert (tutorial.minutes, tutorial.note) == (60, "As it is")
    assert tutorial.ends_at == EARLIER + timedelta(minutes=60)
    assert (attendance.response, attendance.responded_at) == (AttendanceResponse.NONE, None)
    before = tutorial.revisions.get()
    assert (before.minutes, before.note, before.unit_codes, before.reason) == (
        45,
        "As it was",
        [unit.code],
        "It took an hour.",
    )
    assert (before.replaced_by, before.replaced_at) == (tutor, NOW)
    event = AuditEvent.objects.get(verb="corrected")
    assert (event.before["minutes"], event.after["minutes"]) == (45, 60)
    assert event.after["note"] == "rewritten"
    assert "As it" not in f"{event.before} {event.after}"
    assert Job.objects.filter(kind="tutorial_corrected_mail").count() == 1
    assert ledger_of(enrolment).one_to_one == 60


def test_a_reply_to_a_query_need_change_nothing(enrolment, tutor):
    tutorial = record(enrolment)
    answer_tutorial(
        attendance=tutorial.attendances.get(),
        response=AttendanceResponse.QUERIED,
        note="Was it not an hour?",
        revisions=0,
        by=enrolment.candidate.user,
        now=NOW,
    )

    correct(tutorial, tutor, reason="We began late, at 10:00.")

    assert tutorial.attendances.get().response == AttendanceResponse.NONE
    assert tutorial.revisions.get().reason == "We began late, at 10:00."


def test_somebody_who_was_not_there_after_all_is_credited_nothing(enrolment, tutor):
    tutorial = record(enrolment)

    correct(tutorial, tutor, attended=[])

    assert ledger_of(enrolment) == HoursLedger(0, 0, 0)


def test_a_corrected_kind_counts_by_its_own_flag(enrolment, tutor):
    ActivityKindDefault.objects.filter(kind=ActivityKind.MENTORING).update(is_guided=False)
    tutorial = record(enrolment)

    correct(tutorial, tutor, kind=ActivityKind.MENTORING)
    mentoring = ledger_of(enrolment)
    correct(tutorial, tutor, kind=ActivityKind.ONE_TO_ONE)

    assert mentoring == HoursLedger(0, 0, 45)
    assert ledger_of(enrolment) == HoursLedger(45, 45, 45)


def test_a_correction_is_held_to_the_same_rules(enrolment, tutor):
    tutorial = record(enrolment)
    record(enrolment, meeting=meeting(EARLIER + timedelta(hours=1)))

    with pytest.raises(TutorialRefused, match="from 11:00 to 11:45"):
        correct(tutorial, tutor, minutes=90)
    with pytest.raises(TutorialRefused):
        correct(tutorial, tutor, starts_at=NOW + timedelta(days=1))
    with pytest.raises(TutorialRefused, match="Say what is put right"):
        correct(tutorial, tutor, reason="  ")

    tutorial.refresh_from_db()
    assert (tutorial.minutes, tutorial.revisions.count()) == (45, 0)


def test_a_tutorial_is_not_in_its_own_way(enrolment, tutor):
    tutorial = record(enrolment)

    correct(tutorial, tutor, starts_at=EARLIER + timedelta(minutes=5))

    tutorial.refresh_from_db()
    assert tutorial.starts_at == EARLIER + timedelta(minutes=5)


def test_others_correct_and_cancel_nothing(enrolment, other_tutor):
    tutorial = record(enrolment)

    for stranger in (other_tutor, enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            correct(tutorial, stranger)
        with pytest.raises(PermissionDenied):
            cancel_tutorial(tutorial=tutorial, reason="Because", by=stranger, now=NOW)

    tutorial.refresh_from_db()
    assert (tutorial.revisions.count(), tutorial.cancelled_at) == (0, None)


def test_an_administrator_puts_a_record_right_in_the_tutors_log(enrolment, tutor, administrator):
    tutorial = record(enrolment)

    correct(tutorial, administrator, minutes=50)

    tutorial.refresh_from_db()
    assert (tutorial.minutes, tutorial.tutor) == (50, tutor)


def test_cancelling_needs_a_reason_and_happens_once(enrolment, tutor):
    tutorial = record(enrolment)

    with pytest.raises(TutorialRefused, match="Say why"):
        cancel_tutorial(tutorial=tutorial, reason=" ", by=tutor, now=NOW)
    cancel_tutorial(tutorial=tutorial, reason="Logged twice", by=tutor, now=NOW)
    with pytest.raises(TutorialRefused, match="cancelled already"):
        cancel_tutorial(tutorial=tutorial, reason="Again", by=tutor, now=NOW)
    with pytest.raises(PermissionDenied):
        correct(tutorial, tutor)

    tutorial.refresh_from_db()
    assert (tutorial.cancelled_at, tutorial.cancelled_reason) == (NOW, "Logged twice")
    assert Job.objects.filter(kind="tutorial_cancelled_mail").count() == 1


# Sessions of a cohort (P7.2, P7.9) -----------------------------------------------------------


@pytest.fixture
def cohort(tutor, other_tutor):
    """A cohort of three: two of the tutor's, one of another's."""
    version = SpecificationVersionFactory()
    cohort = CohortFactory(version=version)
    EnrolmentFactory.create_batch(2, tutor=tutor, version=version, cohort=cohort)
    EnrolmentFactory(tutor=other_tutor, version=version, cohort=cohort)
    return cohort


def hold_session(cohort, by, attended=None, **values):
    keys = cohort.enrolments.values_list("pk", flat=True) if attended is None else attended
    told = values.pop("told", None) or meeting(minutes=90, kind=ActivityKind.WEBINAR)
    return record_group_session(
        cohort=cohort, attended=list(keys), meeting=told, by=by, now=NOW, **values
    )


def test_one_session_credits_every_attender_once(cohort, tutor):
    first, second, absent = cohort.enrolments.order_by("pk")
    token = uuid.uuid4()

    hold_session(cohort, tutor, [first.pk, second.pk], form_token=token)
    hold_session(cohort, tutor, [first.pk, second.pk], form_token=token)

    assert Tutorial.objects.count() == 1
    assert [ledger_of(e).guided for e in (first, second, absent)] == [90, 90, 0]
    assert [ledger_of(e).one_to_one for e in (first, second, absent)] == [0, 0, 0]
    assert Job.objects.filter(kind="tutorial_recorded_mail").count() == 2


def test_everybody_of_the_cohort_may_attend_whoever_their_tutor(cohort, tutor):
    tutorial = hold_session(cohort, tutor, agreed=[Agreed("Post a reply", date(2026, 11, 10))])

    assert tutorial.attendances.count() == 3
    assert tutorial.actions.count() == 3


def test_a_session_needs_somebody_of_the_cohort(cohort, tutor):
    outsider = EnrolmentFactory(tutor=tutor)

    with pytest.raises(TutorialRefused) as nobody:
        hold_session(cohort, tutor, [])
    with pytest.raises(TutorialRefused):
        hold_session(cohort, tutor, [10**9])
    with pytest.raises(PermissionDenied):
        hold_session(cohort, tutor, [outsider.pk])

    assert nobody.value.field == "attended"
    assert not Tutorial.objects.exists()


def test_a_session_is_never_one_to_one(cohort, tutor):
    with pytest.raises(TutorialRefused) as refused:
        hold_session(cohort, tutor, told=meeting(kind=ActivityKind.ONE_TO_ONE))

    assert refused.value.field == "kind"


def test_only_a_tutor_of_the_cohort_holds_its_sessions(cohort, administrator):
    stranger = EnrolmentFactory().tutor

    for person in (stranger, administrator):
        with pytest.raises(PermissionDenied):
            hold_session(cohort, person)


def test_a_session_is_held_to_the_same_rules(cohort, tutor):
    hold_session(cohort, tutor)

    with pytest.raises(TutorialRefused, match="from 10:00 to 11:30"):
        hold_session(cohort, tutor)
    Enrolment.objects.filter(pk=cohort.enrolments.first().pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=date(2026, 10, 1)
    )
    with pytest.raises(TutorialRefused, match="has withdrawn"):
        hold_session(cohort, tutor, told=meeting(minutes=30, kind=ActivityKind.GROUP))


def test_a_correction_ticks_who_was_there(cohort, tutor):
    first, second, third = cohort.enrolments.order_by("pk")
    tutorial = hold_session(cohort, tutor, [first.pk, second.pk])

    correct(tutorial, tutor, attended={second.pk, third.pk}, minutes=90, kind=ActivityKind.WEBINAR)

    assert [ledger_of(e).guided for e in (first, second, third)] == [0, 90, 90]
    with pytest.raises(TutorialRefused, match="group work"):
        correct(tutorial, tutor, attended={second.pk})
    with pytest.raises(TutorialRefused, match="Tick who was there"):
        correct(tutorial, tutor, attended=set(), kind=ActivityKind.GROUP)
    with pytest.raises(PermissionDenied):
        correct(
            tutorial, tutor, attended={EnrolmentFactory(tutor=tutor).pk}, kind=ActivityKind.GROUP
        )


# Answers -------------------------------------------------------------------------------------


def answer(tutorial, response, note="", by=None, now=NOW, revisions=0):
    attendance = tutorial.attendances.first()
    return answer_tutorial(
        attendance=attendance,
        response=response,
        note=note,
        revisions=revisions,
        by=by or attendance.enrolment.candidate.user,
        now=now,
    )


def test_a_candidate_confirms(enrolment):
    tutorial = record(enrolment)

    attendance = answer(tutorial, AttendanceResponse.CONFIRMED)

    assert (attendance.response, attendance.responded_at) == (AttendanceResponse.CONFIRMED, NOW)
    assert not Job.objects.filter(kind="tutorial_queried_mail").exists()


def test_a_query_says_what_is_wrong_and_tells_the_tutor(enrolment, tutor):
    tutorial = record(enrolment)

    with pytest.raises(TutorialRefused) as refused:
        answer(tutorial, AttendanceResponse.QUERIED, note="  ")
    answer(tutorial, AttendanceResponse.QUERIED, note=" It was an hour ")

    assert refused.value.field == "note"
    attendance = tutorial.attendances.get()
    assert (attendance.response, attendance.response_note) == ("queried", "It was an hour")
    assert Job.objects.get(kind="tutorial_queried_mail").recipient == tutor
    event = AuditEvent.objects.get(verb="queried")
    assert "hour" not in f"{event.after}"


def test_the_same_answer_twice_is_one_answer(enrolment):
    tutorial = record(enrolment)

    answer(tutorial, AttendanceResponse.CONFIRMED)
    answer(tutorial, AttendanceResponse.CONFIRMED, now=NOW + timedelta(minutes=1))

    assert tutorial.attendances.get().responded_at == NOW
    assert AuditEvent.objects.filter(verb="confirmed").count() == 1


def test_nobody_else_answers_and_nothing_struck_out_is_answered(enrolment, tutor, other_tutor):
    tutorial = record(enrolment)

    for stranger in (tutor, other_tutor):
        with pytest.raises(PermissionDenied):
            answer(tutorial, AttendanceResponse.CONFIRMED, by=stranger)
    cancel_tutorial(tutorial=tutorial, reason="Not held", by=tutor, now=NOW)
    with pytest.raises(TutorialRefused, match="cancelled"):
        answer(tutorial, AttendanceResponse.CONFIRMED)

    assert tutorial.attendances.get().response == AttendanceResponse.NONE


# Agreed actions ------------------------------------------------------------------------------


def agreed_by(owner, enrolment):
    tutorial = record(enrolment, agreed=[Agreed("Read", date(2026, 11, 10), owner)])
    return tutorial.actions.get()


@pytest.mark.parametrize("owner", ActionOwner)
def test_whoever_agreed_ticks_and_nobody_else(enrolment, tutor, other_tutor, administrator, owner):
    action = agreed_by(owner, enrolment)
    people = {ActionOwner.CANDIDATE: enrolment.candidate.user, ActionOwner.TUTOR: tutor}
    mine = people.pop(owner)

    for stranger in (*people.values(), other_tutor, administrator):
        with pytest.raises(PermissionDenied):
            tick_action(action=action, is_done=True, by=stranger, now=NOW)
    tick_action(action=action, is_done=True, by=mine, now=NOW)
    action.refresh_from_db()
    done_at = action.done_at
    tick_action(action=action, is_done=True, by=mine, now=NOW + timedelta(days=1))
    action.refresh_from_db()

    assert done_at == action.done_at == NOW
    tick_action(action=action, is_done=False, by=mine, now=NOW)
    action.refresh_from_db()
    assert action.done_at is None


def test_actions_of_a_cancelled_tutorial_are_no_more(enrolment, tutor):
    action = agreed_by(ActionOwner.TUTOR, enrolment)

    cancel_tutorial(tutorial=action.tutorial, reason="Not held", by=tutor, now=NOW)

    assert not TutorialAction.objects.open().exists()
    with pytest.raises(TutorialRefused, match="cancelled"):
        tick_action(action=action, is_done=True, by=tutor, now=NOW)


def test_something_left_out_is_added_for_those_who_were_there(cohort, tutor, other_tutor):
    first, second, third = cohort.enrolments.order_by("pk")
    tutorial = hold_session(cohort, tutor, [first.pk, second.pk, third.pk])
    correct(tutorial, tutor, attended={first.pk, second.pk}, kind=ActivityKind.GROUP)
    further = Agreed("Share your notes", date(2026, 11, 20))

    agree_further(tutorial=tutorial, agreed=further, by=tutor, now=NOW)

    assert {a.enrolment for a in tutorial.actions.all()} == {first, second}
    with pytest.raises(PermissionDenied):
        agree_further(tutorial=tutorial, agreed=further, by=other_tutor, now=NOW)
    with pytest.raises(TutorialRefused):
        agree_further(
            tutorial=tutorial, agreed=Agreed("Late", date(2026, 11, 1)), by=tutor, now=NOW
        )


def test_nobody_confirms_what_they_have_not_seen(enrolment, tutor):
    tutorial = record(enrolment)
    correct(tutorial, tutor, minutes=60)
    for seen in (0, None):
        with pytest.raises(StaleVersion):
            answer(tutorial, AttendanceResponse.CONFIRMED, revisions=seen)
    assert tutorial.attendances.get().response == AttendanceResponse.NONE

    answer(tutorial, AttendanceResponse.CONFIRMED, revisions=1)

    assert tutorial.attendances.get().response == AttendanceResponse.CONFIRMED


def test_a_correction_does_not_write_over_what_it_has_not_seen(enrolment, tutor):
    tutorial = record(enrolment)
    seen = fingerprint(record_of(tutorial))
    answer(tutorial, AttendanceResponse.QUERIED, note="Was it not an hour?")
    with pytest.raises(StaleVersion) as stale:
        correct_tutorial(
            tutorial=tutorial,
            meeting=meeting(minutes=50),
            attended={enrolment.pk},
            reason="A slip.",
            version=seen,
            by=tutor,
            now=NOW,
        )
    assert "Was it not an hour?" in stale.value.theirs["Answers"]
    assert not tutorial.revisions.exists()
    assert tutorial.attendances.get().response == AttendanceResponse.QUERIED


def test_what_is_agreed_further_is_kept_when_nobody_came(enrolment, tutor):
    agreed = Agreed("Arrange another day", date(2026, 11, 20))
    tutorial = record(enrolment, has_attended=False)
    agree_further(tutorial=tutorial, agreed=agreed, by=tutor, now=NOW)
    assert [action.enrolment for action in tutorial.actions.all()] == [enrolment]


def test_a_correction_may_touch_units_of_everybody_present(tutor):
    old = SpecificationVersionFactory()
    new = SpecificationVersionFactory(qualification=old.qualification, number=2)
    cohort = CohortFactory(version=old)
    people = [EnrolmentFactory(tutor=tutor, version=v, cohort=cohort) for v in (old, new)]
    units = tuple(version.units.first().pk for version in (old, new))
    told = meeting(kind=ActivityKind.GROUP, units=units)
    session = record_group_session(
        cohort=cohort, attended=[e.pk for e in people], meeting=told, by=tutor, now=NOW
    )
    correct(session, tutor, kind=ActivityKind.GROUP, units=units, minutes=90)
    assert set(session.units.values_list("pk", flat=True)) == set(units)


def test_what_stood_before_a_correction_is_never_edited(enrolment, tutor):
    tutorial = record(enrolment)
    correct(tutorial, tutor, minutes=60)
    with pytest.raises(DatabaseError), transaction.atomic():
        tutorial.revisions.update(minutes=60)
    with pytest.raises(DatabaseError), transaction.atomic():
        tutorial.revisions.all().delete()
    assert tutorial.revisions.get().minutes == 45
