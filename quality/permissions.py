"""Who may set the terms of quality assurance, and who may assure what."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from assessments.permissions import can_assure
from enrolments.choices import VisitState
from enrolments.models import AssuranceDuty, Enrolment
from quality.markers import markers_for
from quality.models import StandardisationExercise
from quality.pool import samplable_by
from quality.second_marking import final_judgements

if TYPE_CHECKING:
    from assessments.models import Submission
    from courses.models import Qualification
    from enrolments.models import EQAVisit
    from quality.models import IQASample


def can_set_policy(user: User) -> bool:
    """The policy is the centre's: an administrator sets it, not whoever samples by it."""
    return user.is_administrator


def assessors_known_to(user: User, *, today: date) -> UserQuerySet:
    """Whose judgement somebody may rate: all tutors for administrators, else those they assure."""
    people = UserQuerySet(User)
    tutors = people.granted(Role.TUTOR)
    if user.is_administrator:
        return tutors
    seen = Enrolment.objects.assurable_by(user, today=today).order_by()
    judged = Q(decisions__submission__enrolment__in=seen.values("pk"))
    taught = Q(pk__in=seen.values("tutor"))
    return people.filter(taught | judged).distinct()


def can_rate(user: User, assessor: User, *, today: date) -> bool:
    """Nobody rates themselves."""
    return (
        user != assessor and assessors_known_to(user, today=today).filter(pk=assessor.pk).exists()
    )


def can_plan(user: User, qualification: Qualification, *, today: date) -> bool:
    """An assurer plans the sampling of a qualification they answer for today (R15)."""
    return (
        Role.IQA in user.role_names
        and user.assurance_duties.in_force(today=today).filter(qualification=qualification).exists()
    )


def can_give_second(user: User, submission: Submission, *, today: date) -> bool:
    """Administrators, and the assurers on duty for it, choose who marks it a second time."""
    if user.is_administrator:
        return True
    seen = Enrolment.objects.assurable_by(user, today=today)
    return seen.filter(pk=submission.enrolment_id).exists()


def can_second_mark(user: User, submission: Submission, *, today: date) -> bool:
    """A qualified assessor, approved for the unit, who does not know the first marking (R15)."""
    return user in markers_for([submission], today=today)[submission.pk]


def can_sample(user: User, submission: Submission, *, today: date) -> bool:
    """An assurer on duty who judged, finished, countersigned and second marked none of it (R15)."""
    mine = samplable_by(user, today=today)
    return can_assure(user, submission, today=today) and mine.filter(pk=submission.pk).exists()


def can_settle(user: User, sample: IQASample, *, today: date) -> bool:
    """Who sampled, and whoever else assures that work today and had no hand in it (R15)."""
    submission = sample.submission
    assured = Enrolment.objects.assurable_by(user, today=today)
    return assured.filter(pk=submission.enrolment_id).exists() and (
        sample.assurer_id == user.pk or can_sample(user, submission, today=today)
    )


def can_choose_standardisation(user: User, enrolment: Enrolment) -> bool:
    """The candidate alone, for their own enrolment."""
    return Role.CANDIDATE in user.role_names and enrolment.candidate.user_id == user.pk


def can_use_as_script(user: User, submission: Submission, *, today: date) -> bool:
    """An assurer on duty, of work that is judged and final; its candidate is asked besides."""
    seen = Enrolment.objects.assurable_by(user, today=today)
    return (
        seen.filter(pk=submission.enrolment_id).exists()
        and final_judgements().filter(pk=submission.pk).exists()
    )


def can_run_exercise(user: User, exercise: StandardisationExercise, *, today: date) -> bool:
    """An assurer on duty for its qualification; never about their own work."""
    mine = StandardisationExercise.objects.run_by(user, today=today)
    return mine.filter(pk=exercise.pk).exists()


def can_read_spread(user: User, exercise: StandardisationExercise) -> bool:
    """Whoever still judges sees nobody else’s judgement, whatever else they are."""
    if exercise.closed_at is not None:
        return True
    return not exercise.markings.filter(assessor=user, handed_in_at=None).exists()


def can_open_visits(user: User) -> bool:
    """Administrators let external quality assurers in."""
    return user.is_administrator


def can_write_in(user: User, visit: EQAVisit, *, now: datetime) -> bool:
    """The assurer of a visit, while it is open: remarks, actions, a rating, one more candidate."""
    return (
        Role.EQA in user.role_names
        and visit.assurer_id == user.pk
        and visit.state(now=now) == VisitState.OPEN
    )


def can_close(user: User, visit: EQAVisit, *, now: datetime) -> bool:
    """Its assurer while it is open, and administrators as soon as it is there."""
    return user.is_administrator or can_write_in(user, visit, now=now)


def can_settle_visit_actions(user: User) -> bool:
    """What a visit asked for is settled by the centre's administrators."""
    return user.is_administrator


def owners_in(visit: EQAVisit, user: User, *, now: datetime) -> UserQuerySet:
    """Who can be asked to do something: administrators, who assures or teaches what is read."""
    seen = Enrolment.objects.inspectable_by(user, visit=visit, now=now).order_by()
    people = UserQuerySet(User)
    duties = AssuranceDuty.objects.filter(qualification=visit.qualification_id, ended_at=None)
    return people.filter(
        Q(pk__in=people.holding(Role.ADMINISTRATOR).values("pk"))
        | Q(pk__in=duties.values("assurer"))
        | Q(pk__in=seen.values("tutor")),
        is_active=True,
    )
