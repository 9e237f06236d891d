"""What a candidate writes: saved as typed, never over what somebody else saved."""

import pytest
from django.core.exceptions import PermissionDenied

from assessments.actions.narratives import save_narrative
from assessments.choices import UnitState
from assessments.errors import EvidenceRefused
from assessments.models import Narrative, UnitProgress
from ledger.errors import StaleVersion
from ledger.models import AuditEvent
from tests.assessments.portfolio import LATER, NOW, first_unit, submit
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(tutor, candidate_user):
    version = SpecificationVersionFactory(units=1, criteria=2)
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


def save(enrolment, text, version, *, by=None, now=NOW):
    return save_narrative(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        text=text,
        version=version,
        by=by or enrolment.candidate.user,
        now=now,
    )


def test_each_save_is_a_version(enrolment):
    versions = [save(enrolment, text, version).version for version, text in enumerate("abc")]

    assert versions == [1, 2, 3]
    narrative = Narrative.objects.get()
    assert (narrative.text, narrative.version, narrative.saved_at) == ("c", 3, NOW)
    assert AuditEvent.objects.filter(verb="began a narrative").count() == 1


def test_a_stale_save_is_refused_and_shows_what_stands(enrolment):
    save(enrolment, "first window", 0)
    with pytest.raises(StaleVersion) as refusal:
        save(enrolment, "second window", 0)

    assert (refusal.value.theirs.text, refusal.value.theirs.version) == ("first window", 1)
    assert Narrative.objects.get().text == "first window"


def test_a_save_that_is_repeated_is_saved_once(enrolment):
    save(enrolment, "the same", 0)
    again = save(enrolment, "the same", 0, now=LATER)

    assert (again.version, again.saved_at) == (1, NOW)


def test_nothing_typed_makes_no_row(enrolment):
    save(enrolment, "", 0)

    assert Narrative.objects.count() == UnitProgress.objects.count() == 0


def test_the_first_words_begin_the_drafting_and_the_last_end_it(enrolment):
    save(enrolment, "A start", 0)
    assert UnitProgress.objects.get().state == UnitState.DRAFTING

    save(enrolment, "", 1)
    assert UnitProgress.objects.get().state == UnitState.NOT_STARTED


def test_nothing_is_written_while_the_tutor_has_it(enrolment):
    save(enrolment, "As sent", 0)
    submit(enrolment)
    with pytest.raises(EvidenceRefused, match="withdraw"):
        save(enrolment, "Changed", 1, now=LATER)

    assert Narrative.objects.get().text == "As sent"


def test_nobody_else_writes_it(enrolment, administrator):
    for person in (enrolment.tutor, administrator, EnrolmentFactory().candidate.user):
        with pytest.raises(PermissionDenied):
            save(enrolment, "Not mine", 0, by=person)

    assert Narrative.objects.count() == 0
