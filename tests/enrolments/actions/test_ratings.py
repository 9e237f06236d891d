"""What the awarding organisation says of the centre, and who pays (R20, R21)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from enrolments.actions.lifecycle import record_registration
from enrolments.actions.ratings import record_rating, set_funding
from enrolments.choices import Funding, RatingCode
from enrolments.errors import EnrolmentRefused, RatingRefused
from enrolments.models import QualityRating
from ledger.models import AuditEvent
from tests.factories.accounts import AdministratorFactory, TutorFactory
from tests.factories.enrolments import NOT_REGISTERED, EnrolmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)


def rate(enrolment, code, *, on=TODAY, by=None):
    return record_rating(
        qualification=enrolment.qualification,
        code=code,
        given_on=on,
        note="Visit of November",
        by=by or AdministratorFactory(),
        now=NOW,
    )


def standing(enrolment):
    pk = enrolment.qualification_id
    return QualityRating.objects.standing_for([pk])[pk]


def test_until_one_is_recorded_claims_need_a_signature():
    assert standing(EnrolmentFactory()) == RatingCode.SIGN_OFF


def test_the_newest_given_stands_in_whatever_order_they_are_recorded():
    enrolment = EnrolmentFactory()

    rate(enrolment, RatingCode.DIRECT)
    rate(enrolment, RatingCode.NO_CLAIMS, on=TODAY - timedelta(days=90))

    assert standing(enrolment) == RatingCode.DIRECT
    assert AuditEvent.objects.filter(verb="rated").count() == 2


def test_a_rating_is_no_forecast_and_no_tutors_business():
    enrolment = EnrolmentFactory()

    with pytest.raises(RatingRefused):
        rate(enrolment, RatingCode.DIRECT, on=TODAY + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        rate(enrolment, RatingCode.DIRECT, by=TutorFactory())

    assert QualityRating.objects.count() == 0


@pytest.mark.parametrize("code", [RatingCode.NO_REGISTRATIONS, RatingCode.CENTRE_WITHDRAWN])
def test_nobody_new_is_registered_while_registrations_are_suspended(code):
    new = EnrolmentFactory(**NOT_REGISTERED)
    known = EnrolmentFactory(registration_number="OLD1234")
    for enrolment in (new, known):
        rate(enrolment, code)
        number = "NEW1234" if enrolment is new else "OLD1235"
        register = {"number": number, "registered_on": TODAY, "by": AdministratorFactory()}
        if enrolment is new:
            with pytest.raises(EnrolmentRefused, match="registrations are suspended"):
                record_registration(enrolment=new, now=NOW, **register)
        else:
            record_registration(enrolment=known, now=NOW, **register)

    new.refresh_from_db()
    known.refresh_from_db()
    assert (new.registration_number, known.registration_number) == ("", "OLD1235")


def test_funding_is_changed_once_and_by_administrators_alone():
    enrolment, admin = EnrolmentFactory(), AdministratorFactory()

    for _ in range(2):
        set_funding(enrolment=enrolment, funding=Funding.FUNDED, by=admin, now=NOW)
    with pytest.raises(PermissionDenied):
        set_funding(enrolment=enrolment, funding=Funding.NON_FUNDED, by=TutorFactory(), now=NOW)
    own = EnrolmentFactory(candidate__user=admin)
    with pytest.raises(EnrolmentRefused):
        set_funding(enrolment=own, funding=Funding.FUNDED, by=admin, now=NOW)

    enrolment.refresh_from_db()
    assert enrolment.funding == Funding.FUNDED
    assert AuditEvent.objects.filter(verb="changed funding of").count() == 1


def test_the_page_says_what_a_rating_allows_and_keeps_what_was_typed(administrator_client):
    qualification = EnrolmentFactory().qualification
    url = reverse("enrolments:rating_list")

    empty = administrator_client.post(url, {"note": "Letter of May"})
    kept = administrator_client.post(
        url,
        {"qualification": qualification.pk, "code": "3b", "given_on": "2026-11-03", "note": ""},
    )
    page = administrator_client.get(url)

    assert empty.status_code == 422
    assert "Letter of May" in empty.text
    assert kept.status_code == 302
    assert "No certificate is claimed." in page.text
