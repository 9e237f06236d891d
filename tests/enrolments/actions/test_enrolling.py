from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.roles import Role
from enrolments.actions.enrolling import Outcome, enrol_candidate, enrol_each, enrol_newcomer
from enrolments.actions.lifecycle import withdraw_enrolment
from enrolments.actions.newcomers import Newcomer
from enrolments.choices import EnquiryStatus, EntryDecision, EntryRequirement, Strength
from enrolments.entry import Finding
from enrolments.errors import (
    AlreadyEnrolled,
    CohortFull,
    EnrolmentRefused,
    EntryNotShown,
    WrongQualification,
)
from enrolments.models import Candidate, Enquiry, Enrolment, EntryCheck
from ledger import audit, jobs
from tests.factories.accounts import CandidateUserFactory, TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import (
    CandidateFactory,
    CohortFactory,
    EnquiryFactory,
    EnrolmentFactory,
)

NOW = datetime(2026, 2, 24, 9, 0, tzinfo=UTC)
START, END = date(2026, 3, 3), date(2027, 3, 3)
MATHS, ENGLISH = EntryRequirement.LEVEL_2_MATHS, EntryRequirement.LEVEL_2_ENGLISH
SHOWN = [
    Finding(MATHS, EntryDecision.MET, evidence="GCSE grade 5"),
    Finding(ENGLISH, EntryDecision.WAIVED, reason="Degree taught in English"),
]


@pytest.fixture
def cohort(db):
    return CohortFactory(version__units=3)


@pytest.fixture
def enquiry(cohort):
    return EnquiryFactory(
        qualification=cohort.qualification, email="ruth@surgery.example", reports_to="Dr Shah"
    )


@pytest.fixture
def enrol(cohort, enquiry, tutor, administrator):
    def act(**changes):
        wish = {
            "enquiry": enquiry,
            "cohort": cohort,
            "tutor": tutor,
            "starts_on": START,
            "planned_end_on": END,
            "entry_checks": [],
            "by": administrator,
            "now": NOW,
        }
        return enrol_candidate(**(wish | changes))

    return act


def counts():
    return [model.objects.count() for model in (User, Candidate, Enrolment, Invitation)]


# ---- somebody new --------------------------------------------------------------------------------


def test_somebody_new_becomes_a_candidate(enrol, enquiry, cohort, tutor, administrator):
    enrolment = enrol()
    user = User.objects.get(email="ruth@surgery.example")
    assert (enrolment.candidate.user, user.get_full_name()) == (user, enquiry.full_name)
    assert user.role_names == {Role.CANDIDATE}
    assert not user.has_usable_password()
    assert (enrolment.candidate.employer_name, enrolment.candidate.reports_to) == (
        "Riverside Surgery",
        "Dr Shah",
    )
    assert enrolment.candidate.phone.as_e164 == "+447700900123"
    assert enrolment.version == cohort.qualification.versions.current().get()
    assert (enrolment.starts_on, enrolment.planned_end_on, enrolment.weekly_minutes) == (
        START,
        END,
        360,
    )
    assert (enrolment.enrolled_by, enrolment.enrolled_at) == (administrator, NOW)
    assignment = enrolment.tutor_assignments.get()
    assert (assignment.tutor, assignment.starts_at) == (tutor, NOW)


def test_every_unit_gets_a_target_day(enrol, cohort):
    targets = list(enrol().unit_targets.order_by("target_on").values_list("unit", "target_on"))
    units = list(cohort.qualification.versions.get().units.values_list("pk", flat=True))
    assert [unit for unit, _ in targets] == units
    assert START < targets[0][1] < targets[1][1] < targets[2][1] == END


def test_the_enquiry_says_what_it_became(enrol, enquiry):
    enrolment = enrol()
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.enrolment, enquiry.next_action_on) == (
        EnquiryStatus.ENROLLED,
        enrolment,
        None,
    )
    assert audit.trail(enquiry).get().after["enrolment"] == str(enrolment.reference)
    assert audit.trail(enrolment).get().verb == "enrolled"


def test_the_invitation_goes_through_the_ledger(enrol):
    enrol(now=timezone.now())
    assert Invitation.objects.count() == 1
    assert mail.outbox == []
    jobs.run_due()
    assert [letter.to for letter in mail.outbox] == [["ruth@surgery.example"]]


# ---- somebody known ------------------------------------------------------------------------------


def test_a_finisher_of_level_5_is_carried_to_level_7(enrol, enquiry):
    person = CandidateUserFactory(email="ruth@surgery.example", given_name="Rut")
    known = CandidateFactory(user=person, employer_name="Old Surgery", phone="")
    EnrolmentFactory(candidate=known)
    enrolment = enrol()
    assert enrolment.candidate == known
    known.refresh_from_db()
    assert (known.employer_name, known.job_role) == ("Old Surgery", "Practice manager")
    assert User.objects.filter(email="ruth@surgery.example").count() == 1
    assert person.role_grants.count() == 1


def test_somebody_who_signs_in_already_is_told_instead_of_invited(enrol):
    CandidateUserFactory(email="ruth@surgery.example", given_name="Ruth")
    enrolment = enrol()
    jobs.run_due()
    assert not Invitation.objects.exists()
    (letter,) = mail.outbox
    assert letter.subject == f"You are enrolled on {enrolment.qualification.title}"
    assert "Dear Ruth" in letter.body


def test_word_of_an_enrolment_is_not_sent_once_it_has_ended(enrol, administrator):
    CandidateUserFactory(email="ruth@surgery.example")
    withdraw_enrolment(
        enrolment=enrol(), withdrawn_on=date(2026, 2, 24), reason="Slip", by=administrator, now=NOW
    )
    jobs.run_due()
    assert mail.outbox == []


def test_a_tutor_who_enquires_becomes_a_candidate_as_well(enrol, tutor):
    person = TutorFactory(email="ruth@surgery.example")
    enrol()
    assert User.objects.get(pk=person.pk).role_names == {Role.TUTOR, Role.CANDIDATE}


def test_nobody_is_their_own_tutor(enrol):
    person = TutorFactory(email="ruth@surgery.example")
    with pytest.raises(EnrolmentRefused, match="own tutor"):
        enrol(tutor=person)
    assert not Candidate.objects.exists()


def test_the_address_is_the_same_in_capitals(enrol, enquiry):
    person = CandidateUserFactory(email="ruth@surgery.example")
    Enquiry.objects.filter(pk=enquiry.pk).update(email="Ruth@Surgery.example")
    assert enrol().candidate.user == person


# ---- refusals ------------------------------------------------------------------------------------


def test_one_live_enrolment_for_each_qualification(enrol, cohort):
    first = enrol()
    again = EnquiryFactory(email="ruth@surgery.example", qualification=cohort.qualification)
    with pytest.raises(AlreadyEnrolled) as there:
        enrol(enquiry=again)
    assert there.value.enrolment == first
    again.refresh_from_db()
    assert again.status == EnquiryStatus.NEW


def test_an_enquiry_enrols_once(enrol):
    first = enrol()
    with pytest.raises(AlreadyEnrolled) as there:
        enrol()
    assert there.value.enrolment == first


def test_who_has_completed_is_not_enrolled_on_the_same_again(enrol, cohort):
    known = CandidateFactory(user__email="ruth@surgery.example")
    EnrolmentFactory(
        candidate=known,
        version=cohort.qualification.versions.get(),
        status="completed",
        completed_at=NOW,
    )
    with pytest.raises(AlreadyEnrolled, match="has completed Level 5"):
        enrol()


def test_the_constraint_stands_behind_the_words(cohort):
    first = EnrolmentFactory(cohort=cohort, version=cohort.qualification.versions.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(candidate=first.candidate, version=first.version, cohort=cohort)


def test_a_full_cohort_takes_nobody(enrol, cohort):
    version = cohort.qualification.versions.get()
    cohort.capacity = 2
    cohort.save()
    EnrolmentFactory(cohort=cohort, version=version)
    gone = EnrolmentFactory(
        cohort=cohort, version=version, status="withdrawn", withdrawn_on=date(2026, 3, 9)
    )
    enrol()
    with pytest.raises(CohortFull, match="all 2 places are taken"):
        enrol(enquiry=EnquiryFactory())
    assert cohort.enrolments.exclude(pk=gone.pk).count() == 2


def test_a_cohort_of_another_diploma_is_refused(enrol, tutor):
    other = CohortFactory(version__qualification__level=7)
    with pytest.raises(WrongQualification, match="asked for Level 5"):
        enrol(cohort=other, entry_checks=SHOWN)
    assert counts() == [2, 0, 0, 0]


def test_who_is_not_sure_yet_fits_any_cohort(enrol):
    assert enrol(enquiry=EnquiryFactory(qualification=None)).pk


@pytest.mark.parametrize(
    "prepare, words",
    [
        (lambda e, c: {"planned_end_on": START}, "planned end"),
        (lambda e, c: {"tutor": CandidateUserFactory()}, "is not a tutor"),
        (lambda e, c: c.qualification.versions.update(is_current=False) and {}, "specification"),
        (
            lambda e, c: Enquiry.objects.update(status="closed", closed_reason="no_reply") and {},
            "is closed",
        ),
        (
            lambda e, c: CandidateUserFactory(email=e.email, is_active=False) and {},
            "account of .* is closed",
        ),
    ],
    ids=["end before start", "not a tutor", "no specification", "closed", "account closed"],
)
def test_enrolling_is_refused_with_the_reason(enrol, enquiry, cohort, prepare, words):
    changes = prepare(enquiry, cohort)
    with pytest.raises(EnrolmentRefused, match=words):
        enrol(**(changes if isinstance(changes, dict) else {}))
    assert not Enrolment.objects.exists()


def test_a_tutor_enrols_nobody(enrol, tutor):
    with pytest.raises(PermissionDenied):
        enrol(by=tutor)
    assert counts() == [2, 0, 0, 0]


# ---- entry to Level 7 ----------------------------------------------------------------------------


@pytest.fixture
def cohort_7(db):
    return CohortFactory(version__qualification__level=7)


def test_level_7_keeps_what_was_found_at_entry(enrol, cohort_7, administrator):
    enrolment = enrol(
        enquiry=EnquiryFactory(qualification=None), cohort=cohort_7, entry_checks=SHOWN
    )
    maths, english = (
        enrolment.entry_checks.get(requirement=requirement) for requirement in (MATHS, ENGLISH)
    )
    assert (maths.strength, maths.decision, maths.evidence) == (
        Strength.REQUIRED,
        EntryDecision.MET,
        "GCSE grade 5",
    )
    assert (english.decision, english.reason) == (
        EntryDecision.WAIVED,
        "Degree taught in English",
    )
    assert (maths.decided_by, maths.decided_at) == (administrator, NOW)
    assert EntryCheck.objects.filter(decision=EntryDecision.NOT_SHOWN).count() == 5


def test_level_7_without_english_is_refused(enrol, cohort_7):
    with pytest.raises(EntryNotShown, match="Level 2 English is required"):
        enrol(enquiry=EnquiryFactory(qualification=None), cohort=cohort_7, entry_checks=SHOWN[:1])
    assert counts() == [2, 0, 0, 0]


# ---- without an enquiry, and many at once --------------------------------------------------------


def test_somebody_is_enrolled_without_an_enquiry(cohort, tutor, administrator):
    enrolment = enrol_newcomer(
        newcomer=Newcomer(
            email="sam@surgery.example",
            given_name="Sam",
            family_name="Hill",
            employer_name="Hill Surgery",
            employer_kind="practice",
        ),
        cohort=cohort,
        tutor=tutor,
        starts_on=START,
        planned_end_on=END,
        entry_checks=[],
        by=administrator,
        now=NOW,
    )
    assert str(enrolment.candidate) == "Sam Hill"


def test_one_refusal_stops_nobody_else(cohort, tutor, administrator):
    first, unsuited, there, last = (EnquiryFactory() for _ in range(4))
    unsuited.qualification = SpecificationVersionFactory().qualification
    unsuited.save()
    known = EnrolmentFactory(
        candidate__user__email=there.email,
        candidate__user__family_name="Known",
        version=cohort.qualification.versions.get(),
    )
    outcomes = enrol_each(
        enquiries=[first, unsuited, there, last],
        cohort=cohort,
        tutor=tutor,
        starts_on=START,
        planned_end_on=END,
        entry_checks={},
        by=administrator,
        now=NOW,
    )
    assert [(o.enquiry, o.is_new) for o in outcomes] == [
        (first, True),
        (unsuited, False),
        (there, False),
        (last, True),
    ]
    assert outcomes[0].enrolment.candidate.user.email == first.email
    assert outcomes[1] == Outcome(
        unsuited,
        refusal=(
            f"{unsuited.full_name} asked for Level 5, and {cohort} is another diploma. "
            "Change the diploma on the enquiry first."
        ),
    )
    assert outcomes[2] == Outcome(
        there, enrolment=known, refusal="Cam Known is already enrolled on Level 5."
    )
    assert cohort.enrolments.count() == 2
