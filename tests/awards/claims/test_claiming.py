"""Claiming certificates: all or none, once, and only for who is ready (R5, R20, R21)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision, SubmissionSeal
from awards.actions.claiming import record_award, take_back
from awards.errors import ClaimRefused
from awards.models import Claim, ClaimLine
from enrolments.actions.ratings import record_rating, set_funding
from enrolments.choices import EnrolmentStatus, Funding, RatingCode
from ledger.models import AuditEvent
from quality.choices import View
from tests.awards.claims.conftest import NOW, TODAY, claim, correct, make_ready, sample
from tests.awards.conftest import pass_units
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.django_db


def refused(words, *args, **kwargs):
    with pytest.raises(ClaimRefused, match=words):
        claim(*args, **kwargs)
    assert Claim.objects.count() == ClaimLine.objects.count() == 0


def test_a_claim_keeps_what_it_was_made_from(ready, administrator):
    made = claim([ready], administrator)

    line = made.lines.get()
    assert (made.qualification, made.funding, made.rating, made.signed_off_by) == (
        ready.qualification,
        Funding.NON_FUNDED,
        RatingCode.SIGN_OFF,
        "E. Quayle, 3 Nov",
    )
    assert (line.enrolment, line.registration_number, line.waiver) == (ready, "ABC1234", "")
    assert AuditEvent.objects.filter(verb="claimed the certificate of").count() == 1


def test_somebody_is_claimed_for_once(ready, administrator):
    claim([ready], administrator)

    with pytest.raises(ClaimRefused, match="claimed for meanwhile"):
        claim([ready], administrator)

    assert ClaimLine.objects.count() == 1


def test_the_database_holds_one_standing_claim_for_each(ready, administrator):
    """The control of the test above: without the action the constraint still refuses."""
    line = claim([ready], administrator).lines.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.create(claim=line.claim, enrolment=ready, registration_number="ABC1234")


def test_one_who_is_not_ready_stops_the_whole_claim(ready, version, administrator):
    other = EnrolmentFactory(version=version, cohort=ready.cohort)
    make_ready(pass_units(other, leaving_out=1), "XYZ9876")

    refused("To pass", [ready, other], administrator)


def test_a_progress_row_that_says_too_much_helps_nobody(ready, version, administrator):
    """The decisions are asked, not the rows that pages read (R5)."""
    other = EnrolmentFactory(version=version, cohort=ready.cohort)
    make_ready(pass_units(other, leaving_out=1), "XYZ9876")
    done = other.progress.get()
    done.pk, done.unit = None, version.units.last()
    done.save()
    other.status, other.completed_at = EnrolmentStatus.COMPLETED, NOW
    other.save()

    refused("To pass", [other], administrator)


def test_a_rating_that_wants_a_signature_is_not_claimed_under_without_one(ready, administrator):
    refused("signature", [ready], administrator, signed_off_by=" ")


@pytest.mark.parametrize("code", [RatingCode.NO_CLAIMS, RatingCode.CENTRE_WITHDRAWN])
def test_a_rating_that_suspends_certification_lets_nobody_through(ready, administrator, code):
    record_rating(
        qualification=ready.qualification,
        code=code,
        given_on=TODAY,
        note="Visit",
        by=administrator,
        now=NOW,
    )

    refused("certification is suspended", [ready], administrator)


def test_direct_claims_need_no_signature(ready, administrator):
    record_rating(
        qualification=ready.qualification,
        code=RatingCode.DIRECT,
        given_on=TODAY,
        note="",
        by=administrator,
        now=NOW,
    )

    assert claim([ready], administrator, signed_off_by="").signed_off_by == ""


def test_a_claim_holds_one_kind_of_funding(ready, version, administrator):
    other = EnrolmentFactory(version=version, cohort=ready.cohort)
    make_ready(pass_units(other), "XYZ9876")
    set_funding(enrolment=other, funding=Funding.FUNDED, by=administrator, now=NOW)

    refused("funded or non-funded", [ready, other], administrator)


def test_short_one_to_one_time_is_claimed_for_with_a_reason_that_is_kept(administrator):
    promised = SpecificationVersionFactory(
        units=1, criteria=1, maximum=None, one_to_one_minutes=420
    )
    short = make_ready(pass_units(EnrolmentFactory(version=promised)), "ABC1234")

    refused("0 min of 7 h", [short], administrator)
    line = claim([short], administrator, waivers={short.pk: "Seven by telephone."}).lines.get()

    assert line.waiver == "Seven by telephone."


def test_nobody_claims_their_own_certificate(version, administrator):
    own = EnrolmentFactory(version=version, candidate__user=administrator)
    make_ready(pass_units(own), "OWN1234")

    refused("their own", [own], administrator)


def test_only_administrators_claim(ready):
    with pytest.raises(PermissionDenied):
        claim([ready], TutorFactory())
    assert Claim.objects.count() == 0


# ---- what the awarding organisation answers -------------------------------------------------


def award(line, by, *, number="crt 0001", on=TODAY):
    return record_award(line=line, certificate_number=number, awarded_on=on, by=by, now=NOW)


def test_a_certificate_is_kept_once_with_its_day(ready, administrator):
    line = claim([ready], administrator).lines.get()

    award(line, administrator)
    award(line, administrator)

    line.refresh_from_db()
    assert (line.certificate_number, line.awarded_on) == ("CRT0001", TODAY)
    assert AuditEvent.objects.filter(verb="recorded the certificate of").count() == 1


@pytest.mark.parametrize(
    "number, on, words",
    [
        (" ", TODAY, "Give the certificate number"),
        ("C1", TODAY + timedelta(days=1), "in the future"),
        ("C1", date(2020, 1, 1), "before the claim"),
    ],
)
def test_an_award_that_cannot_be_is_refused(ready, administrator, number, on, words):
    line = claim([ready], administrator).lines.get()

    with pytest.raises(ClaimRefused, match=words):
        award(line, administrator, number=number, on=on)

    line.refresh_from_db()
    assert line.awarded_on is None


def test_one_certificate_number_belongs_to_one_person(ready, version, administrator):
    other = EnrolmentFactory(version=version, cohort=ready.cohort)
    make_ready(pass_units(other), "XYZ9876")
    first, second = claim([ready, other], administrator).lines.order_by("pk")
    award(first, administrator)

    with pytest.raises(ClaimRefused, match="another certificate"):
        award(second, administrator)


def test_taken_back_can_be_claimed_again_and_awarded_cannot_be_taken_back(ready, administrator):
    line = claim([ready], administrator).lines.get()
    take_back(line=line, reason="Wrong name", by=administrator, now=NOW)
    with pytest.raises(ClaimRefused, match="taken back"):
        award(line, administrator)

    again = claim([ready], administrator).lines.get()
    award(again, administrator)
    with pytest.raises(ClaimRefused, match="awarded"):
        take_back(line=again, reason="Late", by=administrator, now=NOW)

    assert ClaimLine.objects.standing().get() == again


def test_taking_back_needs_a_reason_and_an_administrator(ready, administrator):
    line = claim([ready], administrator).lines.get()

    with pytest.raises(ClaimRefused, match="Say why"):
        take_back(line=line, reason=" ", by=administrator, now=NOW)
    with pytest.raises(PermissionDenied):
        take_back(line=line, reason="x", by=TutorFactory(), now=NOW)
    with pytest.raises(PermissionDenied):
        award(line, TutorFactory())

    assert ClaimLine.objects.standing().count() == 1


# ---- what quality assurance has to say ------------------------------------------------------


def test_a_disagreement_stops_the_claim_until_it_is_sampled_anew(ready, administrator):
    submission = ready.submissions.first()
    assurer = on_duty(ready.qualification, assurer=IQAFactory())
    sample(submission, View.DISAGREE, by=assurer)

    refused("An assurer disagrees", [ready], administrator)
    correct(submission)
    refused("An assurer disagrees", [ready], administrator)
    sample(submission, View.AGREE, by=assurer)
    refused("An action from quality assurance is open", [ready], administrator)


def test_what_a_claimed_certificate_rests_on_is_closed(ready, administrator):
    submission = ready.submissions.first()
    claim([ready], administrator)

    with pytest.raises(MarkingRefused, match="its certificate is claimed"):
        correct(submission)

    assert SubmissionSeal.objects.filter(is_sealed=True).count() == ready.submissions.count()


def test_control_before_the_claim_the_same_correction_is_kept(ready):
    submission = ready.submissions.first()

    correct(submission)

    assert CriterionDecision.objects.filter(submission=submission, sequence=2).exists()
