"""Who may do what with enquiries, cohorts and enrolments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role
from enrolments.choices import ActionOwner, EnrolmentStatus

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Attendance, Cohort, Enrolment, Tutorial, TutorialAction


def can_administer(user: User) -> bool:
    """Enquiries, enrolling, cohorts and what becomes of an enrolment are the administrators'."""
    return user.is_administrator


def can_keep_development_of(user: User, person: User) -> bool:
    """Staff keep their own development, and an administrator that of all staff."""
    return person.works_here and (user.pk == person.pk or can_administer(user))


def can_administer_enrolment(user: User, enrolment: Enrolment) -> bool:
    """An administrator decides about every enrolment but their own."""
    return can_administer(user) and enrolment.candidate.user_id != user.pk


def can_reassign(user: User, enrolment: Enrolment) -> bool:
    """A complete one too: only today's tutor can put a wrong pass right (P5.7, R12)."""
    is_over = enrolment.status == EnrolmentStatus.WITHDRAWN
    return can_administer_enrolment(user, enrolment) and not is_over


def can_tutor(user: User) -> bool:
    """Whether the person can be given candidates."""
    return user.is_active and Role.TUTOR in user.role_names


def is_tutor_of(user: User, enrolment: Enrolment) -> bool:
    """Whether the person is today's tutor of the candidate (P5.7)."""
    return can_tutor(user) and enrolment.tutor_id == user.pk


def is_candidate_of(user: User, enrolment: Enrolment) -> bool:
    """Whether the enrolment is the person's own."""
    return Role.CANDIDATE in user.role_names and enrolment.candidate.user_id == user.pk


def can_record_tutorial(user: User, enrolment: Enrolment) -> bool:
    """A tutor logs tutorials of their own candidates, for as long as they are enrolled."""
    return is_tutor_of(user, enrolment) and enrolment.status != EnrolmentStatus.WITHDRAWN


def can_record_group_session(user: User, cohort: Cohort) -> bool:
    """A tutor who has a candidate in the cohort facilitates its sessions (P7.2, P7.9)."""
    return can_tutor(user) and cohort.enrolments.live().taught_by(user).exists()


def can_correct_tutorial(user: User, tutorial: Tutorial) -> bool:
    """Whoever held a tutorial, and administrators, put its record right while it stands."""
    holds = can_tutor(user) and tutorial.tutor_id == user.pk
    return tutorial.is_standing and (holds or user.is_administrator)


def can_answer_tutorial(user: User, attendance: Attendance) -> bool:
    """The candidate says whether the record of a tutorial is right, while it stands."""
    return attendance.tutorial.is_standing and is_candidate_of(user, attendance.enrolment)


def can_tick_action(user: User, action: TutorialAction) -> bool:
    """Whoever agreed to do it says when it is done."""
    if action.owner == ActionOwner.CANDIDATE:
        return is_candidate_of(user, action.enrolment)
    return is_tutor_of(user, action.enrolment)


def can_log_learning(user: User, enrolment: Enrolment) -> bool:
    """A candidate and their tutor log learning time while the enrolment lasts."""
    if enrolment.status == EnrolmentStatus.WITHDRAWN:
        return False
    return is_candidate_of(user, enrolment) or is_tutor_of(user, enrolment)


def can_plan_learning(user: User, enrolment: Enrolment) -> bool:
    """Pace and induction are the tutor's to record, or an administrator's, while it is live."""
    may = is_tutor_of(user, enrolment) or can_administer_enrolment(user, enrolment)
    return enrolment.is_live and may
