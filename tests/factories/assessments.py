"""The smallest valid work of a candidate: evidence, and a submission with it."""

import uuid
from datetime import date, timedelta
from hashlib import sha256

import factory
from factory.django import DjangoModelFactory

from assessments.models import (
    Declaration,
    Evidence,
    EvidenceClaim,
    EvidenceFile,
    Submission,
    SubmittedFile,
)
from assessments.storage import path_of
from tests.factories.enrolments import ENROLLED_AT, EnrolmentFactory

SUBMITTED_AT = ENROLLED_AT + timedelta(days=60)


class EvidenceFactory(DjangoModelFactory):
    """An item of a portfolio with one stored file; `claims=[criterion]` maps it."""

    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    enrolment = factory.SubFactory(EnrolmentFactory)
    title = factory.Sequence(lambda n: f"Access review {n}.pdf")
    added_by = factory.SelfAttribute("enrolment.candidate.user")
    added_at = SUBMITTED_AT - timedelta(days=3)

    @factory.post_generation
    def file(self, create, extracted, media_type="application/pdf"):
        EvidenceFileFactory(evidence=self, original_name=self.title, media_type=media_type)

    @factory.post_generation
    def claims(self, create, extracted, location=""):
        for criterion in extracted or ():
            EvidenceClaim.objects.create(evidence=self, criterion=criterion, location=location)


def content_of(stored_name):
    """The bytes of a file under that name: 1234 of them, which open in nothing."""
    return stored_name.encode().ljust(1234)


class EvidenceFileFactory(DjangoModelFactory):
    """A file as it was received, with its bytes in the store."""

    class Meta:
        model = EvidenceFile
        skip_postgeneration_save = True

    original_name = "Access review.pdf"
    stored_name = factory.LazyFunction(lambda: f"{uuid.uuid4().hex}.pdf")
    media_type = "application/pdf"
    size = 1234
    sha256 = factory.LazyAttribute(lambda file: sha256(content_of(file.stored_name)).hexdigest())
    received_at = SUBMITTED_AT - timedelta(days=3)

    @factory.post_generation
    def stored(self, create, extracted, **kwargs):
        place = path_of(self.stored_name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content_of(self.stored_name))


class SubmissionFactory(DjangoModelFactory):
    """A first attempt at the first unit, with one item of evidence for every criterion.

    `evidence=False` sends it with none.
    """

    class Meta:
        model = Submission
        skip_postgeneration_save = True

    enrolment = factory.SubFactory(EnrolmentFactory)
    unit = factory.LazyAttribute(lambda submission: submission.enrolment.version.units.first())
    attempt = 1
    submitted_at = SUBMITTED_AT
    due_back_on = date(2026, 5, 18)

    @factory.post_generation
    def declaration(self, create, extracted, refused=False, **kwargs):
        Declaration.objects.create(
            submission=self,
            text_version="1",
            text="This is my own work.",
            has_refused_standardisation=refused,
            declared_by=self.enrolment.candidate.user,
            declared_at=self.submitted_at,
        )

    @factory.post_generation
    def evidence(self, create, extracted, location="", **kwargs):
        if extracted is False:
            return
        criteria = list(self.unit.criteria.all())
        item = EvidenceFactory(
            enrolment=self.enrolment, claims=criteria, claims__location=location, **kwargs
        )
        file = item.files.get()
        for criterion in criteria:
            SubmittedFile.objects.create(
                submission=self,
                file=file,
                criterion=criterion,
                location=location,
                sha256=file.sha256,
            )
