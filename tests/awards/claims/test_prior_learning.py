"""A unit passed by prior learning is claimed once it was sampled and agreed with (R23)."""

import csv
import io

import pytest
from django.urls import reverse

from awards import claimable
from awards.errors import ClaimRefused
from awards.models import Claim
from quality.choices import View
from tests.assessments.marking import mark_and_release
from tests.assessments.prior_learning import passed
from tests.awards.claims.conftest import claim, make_ready, sample
from tests.factories.accounts import IQAFactory
from tests.factories.assessments import SubmissionFactory
from tests.quality.conftest import on_duty

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def work(enrolment, settings, tmp_path):
    """The first unit passed by prior learning, the second with marks."""
    settings.EVIDENCE_ROOT = tmp_path
    first, second = enrolment.version.units.order_by("position")
    recognised = passed(enrolment, first)
    mark_and_release(SubmissionFactory(enrolment=enrolment, unit=second), "45", "45")
    enrolment.refresh_from_db()
    make_ready(enrolment, "ABC1234")
    recognised.refresh_from_db()
    return recognised


@pytest.fixture
def assurer(enrolment):
    return on_duty(enrolment.qualification, assurer=IQAFactory())


def refused(enrolment, administrator, words):
    with pytest.raises(ClaimRefused, match=words):
        claim([enrolment], administrator)
    assert not Claim.objects.exists()


def test_the_claim_waits_until_every_decision_was_agreed_with(
    work, enrolment, assurer, administrator, administrator_client
):
    held = f"Prior learning is sampled and agreed with first: {work.unit.code}"
    refused(enrolment, administrator, held)
    for view in (View.ACTION, View.DISAGREE):
        sample(work, view, by=assurer)
        refused(enrolment, administrator, "quality assurance|disagrees")
        page = administrator_client.get(reverse("awards:claim_list"), {"show": "held"})
        assert held in page.text


def test_once_agreed_it_is_claimed_and_the_file_says_pass(
    work, enrolment, assurer, administrator, administrator_client
):
    sample(work, View.AGREE, by=assurer)
    made = claim([enrolment], administrator)
    answer = administrator_client.post(reverse("awards:claim_export", args=[made.reference]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[6] for row in rows[1:3]] == ["Pass", "Pass"]


def test_control_without_the_hold_it_would_be_claimed(work, enrolment, administrator, monkeypatch):
    found = claimable.holds_of

    def without(enrolments, *, today):
        return {
            key: type(held)(**{name: getattr(held, name) for name in ("actions", "samples")})
            for key, held in found(enrolments, today=today).items()
        }

    monkeypatch.setattr(claimable, "holds_of", without)
    assert claim([enrolment], administrator).lines.count() == 1
