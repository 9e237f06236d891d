"""Learning time besides tutorials, and what counts as guided (P5.8, P7.6, P7.7)."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from enrolments.actions.learning import (
    Study,
    log_activity,
    remove_activity,
    restore_activity,
    set_guided_kinds,
)
from enrolments.choices import ActivityKind, EnrolmentStatus
from enrolments.errors import LearningRefused
from enrolments.guidance import guided_kinds, is_guided
from enrolments.hours import GUIDED_KINDS, STAFF_KINDS, HoursLedger, ledger
from enrolments.learning_time import ledger_of, times_of
from enrolments.models import ActivityKindDefault, Enrolment, LearningActivity
from ledger.models import AuditEvent
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory, TutorialFactory

NOW = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(tutor=tutor)


@pytest.fixture
def candidate(enrolment):
    return enrolment.candidate.user


def log(enrolment, by, minutes=30, kind=ActivityKind.READING, done_on=TODAY, **values):
    token = values.pop("form_token", None)
    study = Study(done_on=done_on, minutes=minutes, kind=kind, **values)
    return log_activity(enrolment=enrolment, study=study, by=by, now=NOW, form_token=token)


def test_time_is_logged_as_told_and_written_down_without_the_note(enrolment, candidate):
    unit = enrolment.version.units.first()

    activity = log(enrolment, candidate, minutes=90, unit=unit, note=" A private chapter ")

    assert (activity.minutes, activity.kind, activity.unit, activity.note) == (
        90,
        "reading",
        unit,
        "A private chapter",
    )
    assert (activity.is_guided, activity.logged_by, activity.logged_at) == (False, candidate, NOW)
    event = AuditEvent.objects.get(verb="logged learning")
    assert event.after["minutes"] == 90
    assert "private" not in f"{event.after} {event.thing_label}"


def test_a_form_sent_twice_logs_once(enrolment, candidate):
    token = uuid.uuid4()

    assert log(enrolment, candidate, form_token=token) == log(
        enrolment, candidate, form_token=token
    )
    assert LearningActivity.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"done_on": date(2026, 11, 4)}, "done_on"),
        ({"done_on": date(2026, 1, 31)}, "done_on"),
        ({"kind": ActivityKind.ONE_TO_ONE}, "kind"),
        ({"kind": ActivityKind.FEEDBACK}, "kind"),
    ],
)
def test_what_cannot_be_is_refused(enrolment, candidate, values, field):
    with pytest.raises(LearningRefused) as refused:
        log(enrolment, candidate, **values)

    assert refused.value.field == field
    assert not LearningActivity.objects.exists()


def test_a_unit_of_another_diploma_is_refused(enrolment, candidate):
    with pytest.raises(LearningRefused) as refused:
        log(enrolment, candidate, unit=SpecificationVersionFactory().units.first())

    assert refused.value.field == "unit"


def test_a_day_has_no_more_than_its_hours(enrolment, candidate):
    log(enrolment, candidate, minutes=1400)

    with pytest.raises(LearningRefused, match="40 minutes"):
        log(enrolment, candidate, minutes=41)
    log(enrolment, candidate, minutes=40)
    with pytest.raises(LearningRefused, match="day is full"):
        log(enrolment, candidate, minutes=1)
    assert log(enrolment, candidate, minutes=1, done_on=TODAY - timedelta(days=1)).pk


@pytest.mark.parametrize("kind", STAFF_KINDS)
def test_a_tutor_logs_time_with_staff_that_is_no_tutorial(enrolment, tutor, kind):
    assert log(enrolment, tutor, kind=kind).is_guided is (kind in GUIDED_KINDS)


def test_strangers_log_nothing(enrolment, other_tutor, administrator):
    for stranger in (other_tutor, administrator, EnrolmentFactory().candidate.user):
        with pytest.raises(PermissionDenied):
            log(enrolment, stranger)


def test_after_withdrawal_nothing_is_logged(enrolment, candidate):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=TODAY
    )

    with pytest.raises(LearningRefused, match="has ended"):
        log(enrolment, candidate)


def test_an_entry_is_taken_back_and_put_back_by_its_author(enrolment, candidate, tutor):
    activity = log(enrolment, candidate)

    with pytest.raises(PermissionDenied):
        remove_activity(activity=activity, by=tutor, now=NOW)
    remove_activity(activity=activity, by=candidate, now=NOW)
    removed = ledger_of(enrolment).total
    restore_activity(activity=activity, by=candidate, now=NOW)

    assert (removed, ledger_of(enrolment).total) == (0, 30)
    assert list(
        AuditEvent.objects.filter(thing_id=str(activity.pk))
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["logged learning", "removed learning", "put learning back"]


def test_taking_back_and_putting_back_twice_is_once(enrolment, candidate):
    activity = log(enrolment, candidate)
    restore_activity(activity=activity, by=candidate, now=NOW)
    remove_activity(activity=activity, by=candidate, now=NOW)
    remove_activity(activity=activity, by=candidate, now=NOW + timedelta(minutes=1))

    activity.refresh_from_db()
    assert activity.removed_at == NOW
    assert AuditEvent.objects.filter(verb="removed learning").count() == 1


def test_an_entry_is_put_back_only_where_it_fits(enrolment, candidate):
    activity = log(enrolment, candidate, minutes=100)
    remove_activity(activity=activity, by=candidate, now=NOW)
    log(enrolment, candidate, minutes=1400)

    with pytest.raises(LearningRefused):
        restore_activity(activity=activity, by=candidate, now=NOW)


# What counts as guided (P7.7) ----------------------------------------------------------------


def test_every_kind_starts_with_its_default(db):
    assert {kind for kind, flag in guided_kinds().items() if flag} == GUIDED_KINDS
    assert ActivityKindDefault.objects.count() == len(ActivityKind)


def test_a_kind_without_a_row_has_the_usual_flag(db):
    ActivityKindDefault.objects.all().delete()

    assert [is_guided(ActivityKind.GROUP), is_guided(ActivityKind.READING)] == [True, False]


def test_an_administrator_changes_what_counts_from_now_on(enrolment, candidate, administrator):
    before = log(enrolment, candidate, kind=ActivityKind.E_LEARNING)

    set_guided_kinds(
        guided=[ActivityKind.E_LEARNING, ActivityKind.GROUP], by=administrator, now=NOW
    )

    after = log(enrolment, candidate, kind=ActivityKind.E_LEARNING)
    before.refresh_from_db()
    assert (before.is_guided, after.is_guided) == (False, True)
    assert {kind for kind, flag in guided_kinds().items() if flag} == {
        ActivityKind.ONE_TO_ONE,  # always
        ActivityKind.GROUP,
        ActivityKind.E_LEARNING,
    }
    event = AuditEvent.objects.get(
        verb="set what is guided", thing_label__startswith=ActivityKind.E_LEARNING.label
    )
    assert (event.before, event.after) == ({"is_guided": False}, {"is_guided": True})


def test_nobody_else_changes_it(tutor, candidate):
    for person in (tutor, candidate):
        with pytest.raises(PermissionDenied):
            set_guided_kinds(guided=[], by=person, now=NOW)


# The two ways of adding up agree -------------------------------------------------------------

flag = st.booleans()
pieces = st.lists(
    st.tuples(st.sampled_from(ActivityKind), st.integers(1, 200), flag, flag, flag),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(pieces)
def test_database_and_rule_add_up_alike(pieces):
    with transaction.atomic():
        enrolment = EnrolmentFactory()
        for kind, minutes, is_tutorial, counts, guided in pieces:
            guided = guided or kind == ActivityKind.ONE_TO_ONE
            if is_tutorial:
                held = TutorialFactory(
                    tutor=enrolment.tutor,
                    kind=kind,
                    minutes=minutes,
                    is_guided=guided,
                    enrolments=[enrolment],
                )
                held.attendances.update(has_attended=counts)
            else:
                LearningActivity.objects.create(
                    enrolment=enrolment,
                    done_on=TODAY,
                    minutes=minutes,
                    kind=kind,
                    is_guided=guided,
                    logged_by=enrolment.tutor,
                    logged_at=NOW,
                    removed_at=None if counts else NOW,
                )
        asked = ledger_of(enrolment)
        added = ledger(times_of(enrolment))
        transaction.set_rollback(True)

    assert asked == added
    assert asked.one_to_one <= asked.guided <= asked.total


def test_sums_of_tutorials_and_entries_do_not_multiply(enrolment, candidate):
    for _ in range(2):
        TutorialFactory(tutor=enrolment.tutor, enrolments=[enrolment])
    for _ in range(3):
        log(enrolment, candidate, minutes=10)

    assert ledger_of(enrolment) == HoursLedger(one_to_one=90, guided=90, total=120)
