"""Induction and skills scan (P5.4)."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from courses.models import LearningOutcome
from enrolments.actions.initial import (
    Rating,
    induction_of,
    record_induction,
    save_scan,
    version_of,
)
from enrolments.choices import EnrolmentStatus, InductionItem, SelfRating
from enrolments.errors import LearningRefused
from enrolments.models import Enrolment, SkillsScanEntry
from ledger.errors import StaleVersion
from ledger.models import AuditEvent
from ledger.versions import fingerprint
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

NOW = datetime(2026, 4, 1, 14, 0, tzinfo=UTC)
MARCH = date(2026, 3, 10)


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(tutor=tutor)


def induct(enrolment, done, by=None, version=None):
    seen = fingerprint(induction_of(enrolment)) if version is None else version
    record_induction(
        enrolment=enrolment, done=done, version=seen, by=by or enrolment.tutor, now=NOW
    )


def kept(enrolment):
    return {record.item: record.done_on for record in enrolment.induction_records.all()}


def test_what_a_colleague_ticked_since_is_not_taken_back(enrolment, administrator):
    seen = fingerprint(induction_of(enrolment))
    induct(enrolment, {InductionItem.ETHICS: MARCH})
    with pytest.raises(StaleVersion) as stale:
        induct(enrolment, {InductionItem.FORMAT: MARCH}, by=administrator, version=seen)
    assert kept(enrolment) == {"ethics": MARCH}
    assert list(stale.value.theirs.values()) == ["10 Mar 2026"]
    assert AuditEvent.objects.count() == 1


def test_parts_are_recorded_changed_and_taken_back(enrolment):
    induct(enrolment, {InductionItem.ETHICS: MARCH, InductionItem.FORMAT: MARCH})
    first = kept(enrolment)
    induct(enrolment, {InductionItem.ETHICS: date(2026, 3, 12)})

    assert first == {"ethics": MARCH, "format": MARCH}
    assert kept(enrolment) == {"ethics": date(2026, 3, 12)}
    assert list(
        AuditEvent.objects.filter(thing_type="enrolments.inductionrecord")
        .order_by("pk")
        .values_list("verb", "thing_label")
    ) == [
        ("recorded", InductionItem.FORMAT.label),
        ("recorded", InductionItem.ETHICS.label),
        ("took back", InductionItem.FORMAT.label),
        ("recorded", InductionItem.ETHICS.label),
    ]


def test_saving_the_same_again_records_nothing_new(enrolment, administrator):
    induct(enrolment, {InductionItem.ETHICS: MARCH})
    induct(enrolment, {InductionItem.ETHICS: MARCH}, by=administrator)

    assert enrolment.induction_records.get().recorded_by == enrolment.tutor
    assert AuditEvent.objects.filter(verb="recorded").count() == 1


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 1, 31)])
def test_a_day_that_cannot_be_is_refused(enrolment, day):
    with pytest.raises(LearningRefused) as refused:
        induct(enrolment, {InductionItem.FORMAT: MARCH, InductionItem.ETHICS: day})

    assert refused.value.field == InductionItem.ETHICS
    assert kept(enrolment) == {}


def test_others_record_nothing(enrolment, other_tutor):
    for stranger in (other_tutor, enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            induct(enrolment, {InductionItem.ETHICS: MARCH}, by=stranger)


def test_an_ended_enrolment_keeps_its_induction(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=MARCH
    )

    with pytest.raises(LearningRefused, match="has ended"):
        induct(enrolment, {InductionItem.ETHICS: MARCH})


# The skills scan -----------------------------------------------------------------------------


@pytest.fixture
def outcomes(enrolment):
    return list(
        LearningOutcome.objects.filter(unit__version=enrolment.version).values_list("pk", flat=True)
    )


def scan(enrolment, ratings, by, version=None):
    return save_scan(
        enrolment=enrolment,
        ratings=ratings,
        version=version_of({}) if version is None else version,
        by=by,
        now=NOW,
    )


def test_each_fills_in_their_own_column(enrolment, outcomes):
    first = outcomes[0]
    candidate = enrolment.candidate.user

    scan(enrolment, {first: Rating("evidence", "ILM Level 3, 2019")}, candidate)
    scan(enrolment, {first: Rating("confident", "not theirs to write")}, enrolment.tutor)

    entry = SkillsScanEntry.objects.get()
    assert (entry.own_rating, entry.tutor_rating, entry.prior_learning) == (
        SelfRating.EVIDENCE,
        SelfRating.CONFIDENT,
        "ILM Level 3, 2019",
    )


def test_a_stale_window_is_told_what_stands(enrolment, outcomes):
    first, second = outcomes[:2]
    candidate = enrolment.candidate.user
    version = scan(enrolment, {first: Rating("new")}, candidate)

    with pytest.raises(StaleVersion) as stale:
        scan(enrolment, {first: Rating("some")}, candidate, version=version_of({}))
    scan(enrolment, {first: Rating("new"), second: Rating("some")}, candidate, version=version)

    assert stale.value.theirs == {first: Rating("new")}
    assert SkillsScanEntry.objects.count() == 2


def test_the_other_column_makes_no_window_stale(enrolment, outcomes):
    candidate = enrolment.candidate.user
    version = scan(enrolment, {outcomes[0]: Rating("new")}, candidate)

    scan(enrolment, {outcomes[0]: Rating("some")}, enrolment.tutor)

    assert scan(enrolment, {outcomes[0]: Rating("some")}, candidate, version=version) != version


def test_the_same_sent_again_is_saved_already(enrolment, outcomes):
    candidate = enrolment.candidate.user
    version = scan(enrolment, {outcomes[0]: Rating("new")}, candidate)

    assert scan(enrolment, {outcomes[0]: Rating("new")}, candidate, version="whatever") == version


def test_what_is_not_offered_is_refused(enrolment, outcomes):
    stranger = LearningOutcome.objects.filter(unit__version=SpecificationVersionFactory()).first()
    candidate = enrolment.candidate.user

    for ratings in (
        {stranger.pk: Rating("new")},
        {outcomes[0]: Rating("splendid")},
        {outcomes[0]: Rating("new", "x" * 301)},
    ):
        with pytest.raises(LearningRefused):
            scan(enrolment, ratings, candidate)
    assert not SkillsScanEntry.objects.exists()


def test_only_the_two_of_them_scan(enrolment, outcomes, other_tutor, administrator):
    for stranger in (other_tutor, administrator, EnrolmentFactory().candidate.user):
        with pytest.raises(PermissionDenied):
            scan(enrolment, {outcomes[0]: Rating("new")}, stranger)


def test_what_is_rated_is_written_down_without_its_text(enrolment):
    outcome = LearningOutcome.objects.filter(unit__version=enrolment.version).first()
    said = {outcome.pk: Rating(SelfRating.CONFIDENT, "A certificate of 2019")}
    save_scan(
        enrolment=enrolment,
        ratings=said,
        version=version_of({}),
        by=enrolment.candidate.user,
        now=NOW,
    )
    event = AuditEvent.objects.get(verb="rated")
    assert (event.before, event.after) == (
        {"own": ""},
        {"own": "confident", "names_earlier_learning": True},
    )
    assert event.thing_id == str(enrolment.skills_scan.get().pk)
