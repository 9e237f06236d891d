"""More time for deadlines of the centre's own, and never for the awarding organisation's (R24)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.extending import grant_extension
from assessments.choices import Outcome
from assessments.deadlines import deadlines_of, standing_of
from assessments.errors import SupportRefused
from assessments.models import CriterionDecision, Extension, UnitProgress, UnitResult
from assessments.rebuilding import differences
from enrolments.models import Enrolment, PaceChange
from enrolments.registration import expires_on
from ledger.errors import StaleVersion
from ledger.models import Job
from ledger.versions import fingerprint
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, mark_and_release
from tests.factories.assessments import SubmissionFactory

UNTIL = RESUBMIT_BY + timedelta(days=14)


@pytest.fixture
def referred(enrolment):
    submission = SubmissionFactory(enrolment=enrolment)
    mark_and_release(submission, "met", "not")
    Enrolment.objects.filter(pk=enrolment.pk).update(
        registration_number="ABC1234", registered_on=date(2026, 3, 10)
    )
    enrolment.refresh_from_db()
    return submission


def version_of(enrolment):
    return fingerprint(standing_of(deadlines_of(Enrolment.objects.get(pk=enrolment.pk))))


def extend(enrolment, deadline, until=UNTIL, *, by=None, token=None, version=None, reason="Ill."):
    return grant_extension(
        enrolment=enrolment,
        deadline=deadline,
        until=until,
        reason=reason,
        version=version_of(enrolment) if version is None else version,
        form_token=token or uuid4(),
        by=by or enrolment.tutor,
        now=LATER,
    )


def registration_of(enrolment):
    held = Enrolment.objects.get(pk=enrolment.pk)
    return held.registered_on, expires_on(registered_on=held.registered_on, years=3)


def test_a_resubmission_gets_more_time_and_the_referral_stays_as_it_was(referred, enrolment):
    before, registered = list(UnitResult.objects.values()), registration_of(enrolment)

    extension = extend(enrolment, referred.unit.code)

    assert (extension.before, extension.until) == (RESUBMIT_BY, UNTIL)
    assert UnitProgress.objects.get(unit=referred.unit).resubmit_by == UNTIL
    assert list(UnitResult.objects.values()) == before
    assert registration_of(enrolment) == registered
    assert not list(differences([enrolment], now=LATER))
    with pytest.raises(DatabaseError), transaction.atomic():
        Extension.objects.filter(pk=extension.pk).update(reason="Other")


def test_the_planned_end_moves_with_its_history_and_the_registration_does_not(referred, enrolment):
    registered, until = registration_of(enrolment), enrolment.planned_end_on + timedelta(days=30)

    extend(enrolment, "end", until)

    assert Enrolment.objects.get(pk=enrolment.pk).planned_end_on == until
    assert PaceChange.objects.get().planned_end_on == until
    assert Job.objects.filter(kind="pace_changed_mail").exists()
    assert registration_of(enrolment) == registered
    assert UnitProgress.objects.get(unit=referred.unit).resubmit_by == RESUBMIT_BY


def test_a_correction_afterwards_may_keep_the_day_that_was_given(referred, enrolment):
    extend(enrolment, referred.unit.code)
    decision = CriterionDecision.objects.current().get(criterion__position=2)

    correct_decision(
        decision=decision,
        correction=Correction(
            outcome=Outcome.NOT_YET_MET, feedback="Put better.", resubmit_by=UNTIL, reason="Words."
        ),
        by=enrolment.tutor,
        now=timezone.make_aware(timezone.datetime(2026, 8, 1)),
    )

    assert UnitProgress.objects.get(unit=referred.unit).resubmit_by == UNTIL


@pytest.mark.parametrize(
    "deadline, until, reason",
    [
        ("end", date(2026, 6, 1), "Ill."),  # earlier than the present one
        ("end", date(2040, 6, 1), "Ill."),
        ("nothing", UNTIL, "Ill."),
        ("8420", RESUBMIT_BY, "Ill."),
        ("end", date(2027, 5, 1), "  "),
    ],
)
def test_what_is_no_extension_is_refused_and_changes_nothing(
    referred, enrolment, deadline, until, reason
):
    with pytest.raises(SupportRefused):
        extend(enrolment, deadline, until, reason=reason)

    assert not Extension.objects.exists()
    assert not PaceChange.objects.exists()


def test_a_unit_sent_again_has_no_deadline_to_move(referred, enrolment):
    assert [one.key for one in deadlines_of(enrolment)] == ["end", referred.unit.code]
    SubmissionFactory(enrolment=enrolment, attempt=2)

    assert [one.key for one in deadlines_of(enrolment)] == ["end"]


def test_deadlines_moved_meanwhile_are_shown_first(referred, enrolment):
    seen = version_of(enrolment)
    extend(enrolment, referred.unit.code)

    with pytest.raises(StaleVersion):
        extend(enrolment, referred.unit.code, UNTIL + timedelta(days=7), version=seen)

    assert Extension.objects.count() == 1


def test_the_database_takes_no_extension_backwards(enrolment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            enrolment=enrolment, before=UNTIL, until=UNTIL, reason="Ill.",
            granted_by=enrolment.tutor, granted_at=NOW, form_token=uuid4(),
        )  # fmt: skip


def test_others_give_no_time(referred, enrolment, other_tutor, candidate_user):
    for refused in (other_tutor, candidate_user):
        with pytest.raises(PermissionDenied):
            extend(enrolment, "end", date(2027, 5, 1), by=refused)


@pytest.mark.once
def test_more_time_on_the_page(tutor_client, enrolment):
    submission = SubmissionFactory(enrolment=enrolment)
    moment = timezone.now() - timedelta(days=3)
    mark_and_release(
        submission, "met", "not", now=moment, resubmit_by=timezone.localdate() + timedelta(days=20)
    )
    url = reverse("assessments:extension_grant", args=[enrolment.reference])
    day = timezone.localdate() + timedelta(days=40)
    fields = {
        "form_token": str(uuid4()),
        "version": version_of(enrolment),
        "deadline": submission.unit.code,
        "until": day.isoformat(),
        "reason": "Ill in May.",
    }

    assert tutor_client.post(url, fields | {"until": "never"}).status_code == 422
    for _ in range(2):
        page = tutor_client.post(url, fields, follow=True).content.decode()
    stale = tutor_client.post(url, fields | {"form_token": str(uuid4()), "reason": "Kept."})

    assert "Ill in May." in page
    assert Extension.objects.count() == 1
    assert stale.status_code == 409
    assert "Kept." in stale.content.decode()
    result = tutor_client.get(reverse("assessments:submission_result", args=[submission.reference]))
    assert result.context["result"].due_on == day
