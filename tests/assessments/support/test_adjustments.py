"""Adjustments before the assessment, special consideration after it (R24)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from assessments.actions.supporting import (
    AdjustmentTerms,
    agree_adjustment,
    end_adjustment,
    record_consideration,
)
from assessments.choices import FollowsFrom
from assessments.errors import SupportRefused
from assessments.models import (
    CriterionDecision,
    ReasonableAdjustment,
    SpecialConsideration,
    UnitProgress,
    UnitResult,
)
from enrolments.models import Enrolment
from ledger.models import AuditEvent
from tests.assessments.marking import LATER, NOW, mark_and_release
from tests.conftest import client_of
from tests.factories.assessments import SubmissionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

WHAT = "The discussion is held in two halves"


def terms(enrolment, *positions, **said):
    units = enrolment.version.units.filter(position__in=positions or (1,))
    given = {"what": WHAT, "why": "Tires quickly.", "evidence": "Letter of March"} | said
    return AdjustmentTerms(units=list(units), **given)


def agree(enrolment, *positions, by=None, token=None, now=NOW, **said):
    return agree_adjustment(
        enrolment=enrolment,
        agreed=terms(enrolment, *positions, **said),
        form_token=token or uuid4(),
        by=by or enrolment.tutor,
        now=now,
    )


def sent(**fields):
    given = {"what": WHAT, "why": "Tires quickly.", "evidence": "Letter of March"}
    return given | {"form_token": str(uuid4())} | fields


def test_an_adjustment_holds_from_the_first_attempt_on(enrolment):
    adjustment = agree(enrolment, 1, 2)

    assert [(one.unit.position, one.from_attempt) for one in adjustment.units.all()] == [
        (1, 1),
        (2, 1),
    ]
    later = SubmissionFactory(enrolment=enrolment)
    assert list(ReasonableAdjustment.objects.for_submission(later)) == [adjustment]
    event = AuditEvent.objects.get(verb="agreed")
    assert event.subject == f"enrolments.enrolment:{enrolment.pk}"
    assert WHAT not in str(event.after)


def test_work_that_is_with_the_tutor_is_too_late(enrolment):
    submission = SubmissionFactory(enrolment=enrolment)

    with pytest.raises(SupportRefused, match=r"before the assessment: .* is with"):
        agree(enrolment, 1)

    assert not ReasonableAdjustment.objects.exists()
    mark_and_release(submission, "met", "met")
    with pytest.raises(SupportRefused, match=r"before the assessment: .* is passed"):
        agree(enrolment, 1)


def test_control_the_unit_beside_it_is_not_too_late(enrolment):
    SubmissionFactory(enrolment=enrolment)

    assert agree(enrolment, 2).units.get().from_attempt == 1


def test_after_a_referral_it_holds_from_the_next_attempt_only(enrolment):
    submission = SubmissionFactory(enrolment=enrolment)
    mark_and_release(submission, "met", "not")

    adjustment = agree(enrolment, 1, now=LATER)

    assert adjustment.units.get().from_attempt == 2
    assert not ReasonableAdjustment.objects.for_submission(submission).exists()


@pytest.mark.parametrize("missing", ["what", "why", "evidence"])
def test_it_says_what_why_and_on_what_evidence(enrolment, missing):
    with pytest.raises(SupportRefused):
        agree(enrolment, **{missing: "  "})

    with pytest.raises(IntegrityError), transaction.atomic():
        ReasonableAdjustment.objects.create(
            enrolment=enrolment,
            agreed_by=enrolment.tutor,
            agreed_at=NOW,
            form_token=uuid4(),
            **({"what": "A", "why": "B", "evidence": "C"} | {missing: ""}),
        )


def test_units_of_another_diploma_and_none_are_refused(enrolment):
    other = EnrolmentFactory()
    for units in ([], list(other.version.units.all())):
        with pytest.raises(SupportRefused):
            agree_adjustment(
                enrolment=enrolment,
                agreed=AdjustmentTerms(what="A", why="B", evidence="C", units=units),
                form_token=uuid4(),
                by=enrolment.tutor,
                now=NOW,
            )


def test_only_the_tutor_and_administrators_agree_and_never_for_themselves(
    enrolment, other_tutor, administrator, candidate_user
):
    agree(enrolment, by=administrator)
    candidate_user.role_grants.create(role="administrator", granted_at=NOW)
    own = Enrolment.objects.get(pk=enrolment.pk).candidate.user
    for refused in (other_tutor, own, on_duty(enrolment.qualification)):
        with pytest.raises(PermissionDenied):
            agree(enrolment, 2, by=refused)


def test_what_was_agreed_stays_and_may_end(enrolment):
    adjustment = agree(enrolment)
    for change in ({"what": "Other"}, {"agreed_at": LATER}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReasonableAdjustment.objects.filter(pk=adjustment.pk).update(**change)

    ended = end_adjustment(adjustment=adjustment, by=enrolment.tutor, now=LATER)
    again = end_adjustment(
        adjustment=adjustment, by=enrolment.tutor, now=LATER + timedelta(hours=1)
    )

    assert ended.ended_at == again.ended_at == LATER
    assert not ReasonableAdjustment.objects.in_force().exists()


def test_special_consideration_changes_no_mark_and_no_decision(enrolment):
    mark_and_release(SubmissionFactory(enrolment=enrolment), "met", "not")
    tables = (CriterionDecision, UnitResult, UnitProgress)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    record_consideration(
        enrolment=enrolment,
        unit=enrolment.version.units.get(position=1),
        happened="A death in the family.",
        evidence="Told by the employer",
        follows=FollowsFrom.TIME,
        form_token=uuid4(),
        by=enrolment.tutor,
        now=LATER,
    )

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    row = SpecialConsideration.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        SpecialConsideration.objects.filter(pk=row.pk).update(happened="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialConsideration.objects.create(
            enrolment=enrolment, happened="A", evidence="B", follows="5 marks",
            recorded_by=enrolment.tutor, recorded_at=NOW, form_token=uuid4(),
        )  # fmt: skip


@pytest.mark.once
def test_a_tutor_agrees_on_the_page_and_a_second_click_agrees_nothing(tutor_client, enrolment):
    unit = enrolment.version.units.get(position=2)
    url = reverse("assessments:adjustment_agree", args=[enrolment.reference])
    fields = sent(units=[unit.pk])

    assert "Agree an adjustment" in tutor_client.get(url).content.decode()
    for _ in range(2):
        response = tutor_client.post(url, fields, follow=True)

    page = response.content.decode()
    assert WHAT in page
    assert "Tires quickly." in page
    assert ReasonableAdjustment.objects.count() == 1


@pytest.mark.once
def test_what_was_typed_is_kept_beside_what_is_missing(tutor_client, enrolment):
    SubmissionFactory(enrolment=enrolment)
    url = reverse("assessments:adjustment_agree", args=[enrolment.reference])
    unit = enrolment.version.units.get(position=1)

    nothing = tutor_client.post(url, sent(what="", why="Kept words."))
    late = tutor_client.post(url, sent(units=[unit.pk]))

    assert nothing.status_code == late.status_code == 422
    assert "Kept words." in nothing.content.decode()
    assert "Choose the units it is for." in nothing.content.decode()
    assert "An adjustment is agreed before the assessment" in late.content.decode()
    assert WHAT in late.content.decode()


@pytest.mark.once
def test_the_marking_page_says_what_was_agreed_before_the_work_was_sent(tutor_client, enrolment):
    agree(enrolment, 1)
    agree(enrolment, 2, what="Of another unit")
    submission = SubmissionFactory(enrolment=enrolment)

    url = reverse("assessments:submission_mark", args=[submission.reference])
    page = tutor_client.get(url).content.decode()

    assert WHAT in page
    assert "Of another unit" not in page


@pytest.mark.once
def test_consideration_on_the_page(tutor_client, enrolment):
    url = reverse("assessments:consideration_record", args=[enrolment.reference])
    fields = {"form_token": str(uuid4()), "happened": "A flood.", "evidence": "News"}

    refused = tutor_client.post(url, fields)
    for _ in range(2):
        kept = tutor_client.post(url, fields | {"follows": "nothing", "unit": ""}, follow=True)

    assert refused.status_code == 422
    assert "A flood." in refused.content.decode()
    assert "A flood." in kept.content.decode()
    assert SpecialConsideration.objects.count() == 1


@pytest.mark.once
def test_candidates_read_their_own_and_nobody_elses(candidate_client, enrolment):
    agree(enrolment)
    agree(EnrolmentFactory(), what="Somebody else’s need")

    page = candidate_client.get(reverse("assessments:my_support")).content.decode()

    assert WHAT in page
    assert "Somebody else’s need" not in page
    assert "It is needed no more" not in page


@pytest.mark.once
def test_an_assurer_on_duty_reads_and_agrees_nothing(assurer, assurer_client, enrolment):
    agree(enrolment)
    detail = reverse("assessments:support_detail", args=[enrolment.reference])
    assert assurer_client.get(detail).status_code == 404
    on_duty(enrolment.qualification, assurer=assurer)

    assert WHAT in assurer_client.get(detail).content.decode()
    assert WHAT in assurer_client.get(reverse("assessments:adjustment_list")).content.decode()
    url = reverse("assessments:adjustment_agree", args=[enrolment.reference])
    assert assurer_client.post(url, sent()).status_code == 403


@pytest.mark.once
def test_ending_on_the_page_and_the_filters(tutor_client, other_tutor_client, enrolment):
    adjustment = agree(enrolment)
    url = reverse("assessments:adjustment_end", args=[adjustment.reference])
    listed = reverse("assessments:adjustment_list")

    assert other_tutor_client.post(url).status_code == 404
    assert WHAT in tutor_client.get(listed).content.decode()
    tutor_client.post(url)

    assert WHAT not in tutor_client.get(listed).content.decode()
    assert WHAT in tutor_client.get(listed, {"state": "ended"}).content.decode()
    assert WHAT in tutor_client.get(listed, {"state": "any", "q": "Okafor"}).content.decode()
    assert WHAT not in tutor_client.get(listed, {"state": "any", "q": "Nobody"}).content.decode()


@pytest.mark.once
def test_nothing_is_agreed_once_the_enrolment_has_ended(tutor, enrolment):
    adjustment = agree(enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(status="withdrawn", withdrawn_on=NOW.date())

    client = client_of(tutor)
    response = client.post(
        reverse("assessments:adjustment_end", args=[adjustment.reference]), follow=True
    )

    assert "This enrolment has ended" in response.content.decode()
    assert ReasonableAdjustment.objects.in_force().exists()


@pytest.mark.once
@pytest.mark.parametrize("size", [1, 3])
def test_adjustment_list_query_count(
    administrator_client, size, enrolment, django_assert_num_queries
):
    for _ in range(size):
        agree(EnrolmentFactory(version=enrolment.version))

    with django_assert_num_queries(7):
        administrator_client.get(reverse("assessments:adjustment_list"))


@pytest.mark.once
@pytest.mark.parametrize("size", [1, 3])
def test_support_query_count(administrator_client, size, enrolment, django_assert_num_queries):
    for _ in range(size):
        agree(enrolment, 1, 2)
        record_consideration(
            enrolment=enrolment, unit=None, happened="A", evidence="B",
            follows=FollowsFrom.NOTHING, form_token=uuid4(), by=enrolment.tutor, now=NOW,
        )  # fmt: skip

    with django_assert_num_queries(9):
        administrator_client.get(reverse("assessments:support_detail", args=[enrolment.reference]))
