"""The smallest valid enrolments, and what leads to them."""

from datetime import UTC, date, datetime, timedelta

import factory

from enrolments.choices import ActivityKind, EmployerKind, Mode
from enrolments.models import Attendance, Candidate, Cohort, Enquiry, Enrolment, Tutorial
from tests.factories.accounts import CandidateUserFactory, TutorFactory
from tests.factories.courses import SpecificationVersionFactory

ENROLLED_AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NOT_REGISTERED = {"registration_number": "", "registered_on": None}


class EnquiryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enquiry

    form_token = factory.Sequence(lambda n: f"token-{n}")
    received_at = ENROLLED_AT
    given_name = "Ruth"
    family_name = factory.Sequence(lambda n: f"Okafor{n}")
    email = factory.Sequence(lambda n: f"ruth{n}@surgery.example")
    phone = "07700 900123"
    employer_name = "Riverside Surgery"
    employer_kind = EmployerKind.PRACTICE
    job_role = "Practice manager"


class CandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Candidate

    user = factory.SubFactory(CandidateUserFactory)
    employer_name = "Riverside Surgery"
    employer_kind = EmployerKind.PRACTICE


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort

    class Params:
        version = factory.SubFactory(SpecificationVersionFactory)

    reference = factory.Sequence(lambda n: f"cohort-{n}")
    name = "Spring 2026"
    qualification = factory.SelfAttribute("version.qualification")
    starts_on = date(2026, 3, 3)
    ends_on = date(2027, 3, 3)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Pass `version=` to enrol on a given specification, `candidate__user=` for a person.

    Registered from the day of enrolling; with `**NOT_REGISTERED` not yet.
    """

    class Meta:
        model = Enrolment

    version = factory.SubFactory(SpecificationVersionFactory)
    candidate = factory.SubFactory(CandidateFactory)
    qualification = factory.SelfAttribute("version.qualification")
    cohort = factory.SubFactory(CohortFactory, version=factory.SelfAttribute("..version"))
    tutor = factory.SubFactory(TutorFactory)
    starts_on = date(2026, 3, 3)
    planned_end_on = date(2027, 3, 3)
    enrolled_at = ENROLLED_AT
    registration_number = factory.Sequence(lambda n: f"REG{n:05}")
    registered_on = ENROLLED_AT.date()


class TutorialFactory(factory.django.DjangoModelFactory):
    """A one-to-one video tutorial of 45 minutes with `enrolment` (one attendance)."""

    class Meta:
        model = Tutorial
        skip_postgeneration_save = True

    tutor = factory.SubFactory(TutorFactory)
    starts_at = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
    minutes = 45
    ends_at = factory.LazyAttribute(lambda t: t.starts_at + timedelta(minutes=t.minutes))
    kind = ActivityKind.ONE_TO_ONE
    mode = Mode.VIDEO
    recorded_at = factory.SelfAttribute("ends_at")

    @factory.post_generation
    def enrolments(self, create, extracted, **kwargs):
        for enrolment in extracted or ():
            Attendance.objects.create(tutorial=self, enrolment=enrolment)
