"""Staff records: kept by administrators, seen by whom they are of."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.staff_records import (
    Development,
    Held,
    approve_for_unit,
    end_approval,
    log_development,
    record_qualification,
    take_back_qualification,
)
from enrolments.choices import StaffAward
from enrolments.errors import StaffRecordRefused
from enrolments.models import CPDEntry, StaffQualification, UnitApproval
from ledger.audit import trail
from tests.conftest import client_of
from tests.factories.accounts import (
    AdministratorFactory,
    CandidateUserFactory,
    IQAFactory,
    TutorFactory,
    qualify,
)
from tests.factories.courses import SpecificationVersionFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
OWN = reverse("enrolments:my_staff_record")


@pytest.fixture
def newcomer(db):
    return TutorFactory(given_name="Lena", family_name="Learner", qualified=False)


def to(name, person, *args):
    return reverse(f"enrolments:{name}", args=[person.pk, *args])


def award(**fields):
    return {f"award-{name}": value for name, value in ({"award": "cava"} | fields).items()}


def entry(**fields):
    said = {
        "done_on": TODAY.isoformat(),
        "hours": "1.5",
        "what": "Standardisation",
        "reflection": "I ask for figures.",
        "form_token": str(uuid4()),
    } | fields
    return {f"cpd-{name}": value for name, value in said.items()}


@pytest.mark.once
def test_from_nothing_recorded_to_qualified(administrator, administrator_client, newcomer):
    person = administrator_client.get(newcomer.get_absolute_url()).content.decode()
    assert to("staff_record", newcomer) in person
    page = administrator_client.get(to("staff_record", newcomer)).content.decode()
    assert "no assessor award recorded" in page
    begun = (TODAY - timedelta(days=30)).isoformat()
    record = to("staff_qualification_record", newcomer)
    for _ in range(2):  # a double click changes nothing
        response = administrator_client.post(record, award(working_since=begun), follow=True)
    assert "working towards qualifying" in response.content.decode()
    row = StaffQualification.objects.get()
    assert trail(row).count() == 1

    sent = award(awarded_on=TODAY.isoformat(), certificate_number="CA-1")
    page = administrator_client.post(record, sent, follow=True).content.decode()

    assert "qualified assessor" in page
    row.refresh_from_db()
    assert (row.working_since.isoformat(), row.awarded_on) == (begun, TODAY)
    assert row.recorded_by == administrator
    event = trail(row).first()
    assert (event.before["awarded_on"], event.after["awarded_on"]) == ("", TODAY.isoformat())
    assert "qualified assessor" in client_of(newcomer).get(OWN).content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "awarded_on"),
        ({"award": "cave"}, "award"),
        ({"award": ""}, "award"),
        ({"awarded_on": "soon"}, "awarded_on"),
        ({"awarded_on": (TODAY + timedelta(days=1)).isoformat()}, "awarded_on"),
        ({"awarded_on": "2020-01-01", "working_since": "2020-01-02"}, "awarded_on"),
        ({"awarded_on": "2020-01-01", "certificate_number": "x" * 41}, "certificate_number"),
    ],
)
def test_an_award_that_cannot_be_is_refused_beside_the_field(
    administrator_client, newcomer, fields, field
):
    sent = award(**fields)
    response = administrator_client.post(to("staff_qualification_record", newcomer), sent)
    assert response.status_code == 422
    assert response.context["award_form"].errors[field]
    assert not StaffQualification.objects.exists()


@pytest.mark.once
def test_what_is_recorded_is_not_written_over_but_taken_back(administrator_client, newcomer):
    row = qualify(newcomer)
    record = to("staff_qualification_record", newcomer)
    response = administrator_client.post(record, award(awarded_on="2021-05-05"))
    assert "recorded otherwise" in response.content.decode()
    take_back = to("staff_qualification_take_back", newcomer, row.pk)
    assert administrator_client.post(take_back, {"reason": " "}).status_code == 422
    for _ in range(2):
        page = administrator_client.post(take_back, {"reason": "A slip."}, follow=True)
    assert "A slip." in page.content.decode()
    assert "no assessor award recorded" in page.content.decode()
    assert trail(row).count() == 1
    administrator_client.post(record, award(awarded_on="2021-05-05"))
    assert newcomer.staff_qualifications.standing().get().awarded_on == date(2021, 5, 5)


@pytest.mark.once
def test_approvals_are_given_once_and_ended(administrator, administrator_client, newcomer):
    version = SpecificationVersionFactory(units=2)
    unit = version.units.first()
    add = to("unit_approval_add", newcomer)
    for code in (unit.code, unit.code, ""):
        chosen = f"{version.qualification_id}:{code}"
        sent = {"approval-unit": chosen, "approval-starts_on": TODAY.isoformat()}
        page = administrator_client.post(add, sent, follow=True).content.decode()
    assert f"Every unit of {version.qualification.short_title}" in page
    whole, one = UnitApproval.objects.order_by("unit_code")
    assert (whole.unit_code, one.unit_code, one.approved_by) == ("", unit.code, administrator)
    for _ in range(2):
        administrator_client.post(to("unit_approval_end", newcomer, one.pk))
    one.refresh_from_db()
    assert one.ends_on == TODAY
    assert trail(one).count() == 2
    response = administrator_client.post(add, {"approval-unit": "7:none"})
    assert response.status_code == 422
    assert set(response.context["approval_form"].errors) == {"unit", "starts_on"}


@pytest.mark.once
def test_people_add_to_their_own_development_once(tutor):
    client, sent = client_of(tutor), entry()
    for _ in range(2):
        page = client.post(OWN, sent, follow=True).content.decode()
    assert "1.5 hours" in page
    assert "I ask for figures." in page
    kept = CPDEntry.objects.get()
    assert (kept.person, kept.hours, kept.recorded_by) == (tutor, Decimal("1.5"), tutor)


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"hours": "0"}, "hours"),
        ({"hours": "1e9"}, "hours"),
        ({"hours": "½"}, "hours"),
        ({"hours": "1.25"}, "hours"),
        ({"hours": "NaN"}, "hours"),
        ({"what": ""}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"reflection": "x" * 2001}, "reflection"),
        ({"done_on": (TODAY + timedelta(days=1)).isoformat()}, "done_on"),
    ],
)
def test_an_entry_that_cannot_be_keeps_what_was_typed(tutor, fields, field):
    response = client_of(tutor).post(OWN, entry(**{"what": "Reading", **fields}))
    assert response.status_code == 422
    form = response.context["development_form"]
    assert set(form.errors) == {field}
    assert form["reflection"].value() == fields.get("reflection", "I ask for figures.")
    assert not CPDEntry.objects.exists()


@pytest.mark.once
def test_nobody_but_administrators_keeps_records_and_none_their_own(administrator, newcomer):
    row = qualify(newcomer)
    approval = approve_for_unit(
        person=newcomer,
        qualification=SpecificationVersionFactory().qualification,
        unit_code="",
        starts_on=TODAY,
        by=administrator,
        now=NOW,
    )
    held = Held(award=StaffAward.A1, awarded_on=TODAY)
    qualification = approval.qualification
    others = [TutorFactory(), IQAFactory(), CandidateUserFactory(), newcomer]
    for person in others:
        own = newcomer if person != newcomer else administrator
        for call in (
            lambda by: record_qualification(person=newcomer, held=held, by=by, now=NOW),
            lambda by: take_back_qualification(
                qualification=row, reason="No.", by=by, now=NOW
            ),
            lambda by: approve_for_unit(
                person=newcomer, qualification=qualification, unit_code="", starts_on=TODAY,
                by=by, now=NOW,
            ),
            lambda by: end_approval(approval=approval, by=by, now=NOW),
            lambda by, own=own: log_development(
                person=own,
                development=Development(done_on=TODAY, hours=Decimal(1), what="Reading"),
                form_token=uuid4(), by=by, now=NOW,
            ),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                call(person)
    with pytest.raises(PermissionDenied):
        record_qualification(person=administrator, held=held, by=administrator, now=NOW)
    record_qualification(person=administrator, held=held, by=AdministratorFactory(), now=NOW)
    assert StaffQualification.objects.count() == 2 + 1  # the other tutor's own is the third


@pytest.mark.once
def test_a_candidate_has_no_staff_record(administrator, administrator_client, candidate_user):
    page = administrator_client.get(to("staff_record", candidate_user)).content.decode()
    assert "is not a member of staff" in page
    assert "Record an award" not in page
    held = Held(award=StaffAward.A1, awarded_on=TODAY)
    with pytest.raises(StaffRecordRefused):
        record_qualification(person=candidate_user, held=held, by=administrator, now=NOW)
    assert client_of(candidate_user).get(OWN).status_code == 403


@pytest.mark.once
@pytest.mark.parametrize("size", [1, 3])
def test_record_query_count(administrator_client, newcomer, size, django_assert_num_queries):
    for number in range(size):
        qualify(newcomer, award=StaffAward.values[number])
        version = SpecificationVersionFactory()
        approve_for_unit(
            person=newcomer,
            qualification=version.qualification,
            unit_code="",
            starts_on=TODAY,
            by=None,
            now=NOW,
        )
        log_development(
            person=newcomer,
            development=Development(done_on=TODAY, hours=Decimal(1), what="Reading"),
            form_token=uuid4(),
            by=newcomer,
            now=NOW,
        )
    with django_assert_num_queries(10):
        response = administrator_client.get(to("staff_record", newcomer))
    assert len(response.context["held"]) == len(response.context["entries"]) == size


def test_control_the_database_refuses_what_cannot_be(tutor):
    fields = {"person": tutor, "recorded_at": NOW}
    rows = StaffQualification.objects
    for name, wrong in {
        "has_a_day": {"award": "a1"},
        "award_is_known": {"award": "none", "awarded_on": TODAY},
        "after_it_began": {"award": "a1", "awarded_on": TODAY, "working_since": date(2200, 1, 1)},
        "has_a_reason": {"award": "a1", "awarded_on": TODAY, "taken_back_at": NOW},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.create(**fields, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(**fields, award="cava", awarded_on=TODAY)  # held already
    log_development(
        person=tutor,
        development=Development(done_on=TODAY, hours=Decimal(1), what="Reading"),
        form_token=uuid4(),
        by=tutor,
        now=NOW,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        CPDEntry.objects.update(hours=9)
