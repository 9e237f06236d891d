"""Many complete enrolments in a few inserts: copies of one that was passed by real marking."""

from accounts.models import User
from assessments.models import CriterionDecision, Declaration, Submission, UnitResult
from enrolments.choices import EnrolmentStatus
from enrolments.models import Candidate, Enrolment


def copies(of, count):
    """`count` more enrolments like a complete one, each of a person of its own."""
    person = of.candidate.user
    users = User.objects.bulk_create(
        User(
            email=f"copy{number}@surgery.example",
            given_name=person.given_name,
            family_name=f"{person.family_name} {number}",
        )
        for number in range(count)
    )
    candidates = Candidate.objects.bulk_create(
        _like(of.candidate, user=user, uln="") for user in users
    )
    enrolments = Enrolment.objects.bulk_create(
        _like(of, candidate=candidate) for candidate in candidates
    )
    for submission in of.submissions.all():
        sent = Submission.objects.bulk_create(
            _like(submission, enrolment=enrolment) for enrolment in enrolments
        )
        for model in (Declaration, UnitResult, CriterionDecision):
            originals = list(model.objects.filter(submission=submission))
            model.objects.bulk_create(
                _like(original, submission=one) for original in originals for one in sent
            )
    assert all(one.status == EnrolmentStatus.COMPLETED for one in enrolments)
    return enrolments


def _like(original, **other):
    """A new row with an old one's values but for its own key, its public reference and `other`."""
    fields = {
        field.name: getattr(original, field.attname)
        for field in original._meta.concrete_fields
        if not field.primary_key and field.name != "reference" and field.name not in other
    }
    values = {original._meta.get_field(name).attname: value for name, value in fields.items()}
    return type(original)(**values, **other)
