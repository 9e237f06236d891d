"""The smallest valid people."""

from datetime import UTC, date, datetime

import factory

from accounts.models import RoleGrant, User
from accounts.roles import Role
from enrolments.choices import StaffAward
from enrolments.models import StaffQualification

LONG_AGO = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


QUALIFIED_ON = date(2020, 9, 14)


def granted(*default):
    """The roles a factory's people hold, unless `roles=[…]` says otherwise."""

    def roles(user, create, extracted, **kwargs):
        for role in default if extracted is None else extracted:
            RoleGrant.objects.create(user=user, role=role, granted_at=LONG_AGO)

    return factory.PostGeneration(roles)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@practice.example")
    given_name = "Alex"
    family_name = factory.Sequence(lambda n: f"Person{n}")
    password = factory.django.Password("let-me-look-round")
    roles = granted()


def qualify(user, *, on=QUALIFIED_ON, since=None, award=StaffAward.CAVA):
    """Record an assessor award; `on=None` leaves it worked towards `since` a day."""
    return StaffQualification.objects.create(
        person=user, award=award, working_since=since, awarded_on=on, recorded_at=LONG_AGO
    )


class TutorFactory(UserFactory):
    """A qualified assessor; `qualified=False` has nothing recorded of them."""

    given_name = "Tess"
    roles = granted(Role.TUTOR)

    @factory.post_generation
    def qualified(self, create, extracted, **kwargs):
        if extracted is not False:
            qualify(self)


class IQAFactory(UserFactory):
    given_name = "Iris"
    roles = granted(Role.IQA)


class EQAFactory(UserFactory):
    given_name = "Edda"
    roles = granted(Role.EQA)


class AdministratorFactory(UserFactory):
    given_name = "Ada"
    roles = granted(Role.ADMINISTRATOR)


class CandidateUserFactory(UserFactory):
    given_name = "Cam"
    roles = granted(Role.CANDIDATE)
