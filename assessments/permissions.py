"""Who may send work, who may judge it, and at which moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role
from assessments.choices import MADE_BY_TUTORS, TO_MARK, FileAccess, SubmissionStage
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from enrolments.permissions import can_administer_enrolment

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from assessments.models import (
        EvidenceFile,
        EvidenceRecord,
        MalpracticeCase,
        Phrase,
        ProfessionalDiscussion,
        Submission,
    )

# The centre's own people; whoever comes from outside decides nothing here.
CENTRE_ROLES = frozenset({Role.TUTOR, Role.IQA, Role.ADMINISTRATOR})


def can_submit(user: User, enrolment: Enrolment) -> bool:
    """A candidate works on their own enrolment and nobody else's."""
    return Role.CANDIDATE in user.role_names and enrolment.candidate.user_id == user.pk


def can_assess(user: User, enrolment: Enrolment) -> bool:
    """Today's tutor of the enrolment judges its work (P5.7); nobody judges their own."""
    return (
        Role.TUTOR in user.role_names
        and enrolment.tutor_id == user.pk
        and enrolment.candidate.user_id != user.pk
    )


def can_hold_discussion(user: User, discussion: ProfessionalDiscussion) -> bool:
    """Today's tutor records what was announced, and corrects it with a reason."""
    return (
        can_assess(user, discussion.enrolment)
        and discussion.enrolment.is_live
        and discussion.cancelled_at is None
    )


def can_confirm(user: User, record: EvidenceRecord) -> bool:
    """The candidate confirms what their tutor recorded, and the tutor what the candidate did."""
    enrolment = record.paper.evidence.enrolment
    if record.made_by_id == user.pk:
        return False
    if record.kind in MADE_BY_TUTORS:
        return can_submit(user, enrolment)
    return can_assess(user, enrolment)


def can_mark(user: User, submission: Submission) -> bool:
    """Work that is with the tutor, of somebody who has not left."""
    return (
        can_assess(user, submission.enrolment)
        and submission.enrolment.is_live
        and submission.stage in TO_MARK
    )


def can_reopen(user: User, submission: Submission) -> bool:
    """Marked and not yet told: the marking may be taken up again."""
    return (
        can_assess(user, submission.enrolment)
        and submission.enrolment.is_live
        and submission.stage == SubmissionStage.MARKED
    )


def can_release(user: User, submission: Submission) -> bool:
    """Marked, not yet told, and owed no countersignature (R16)."""
    return can_reopen(user, submission) and not is_provisional(submission)


def is_provisional(submission: Submission) -> bool:
    """Whether the result that stands waits for a qualified assessor (R16)."""
    return submission.results.current().awaiting_countersigning().exists()


def can_countersign(user: User, submission: Submission, *, today: date) -> bool:
    """A qualified assessor, approved for the unit, who judged none of it (R16)."""
    known = type(submission).objects.countersignable_by(user, today=today)
    return known.filter(pk=submission.pk).exists()


def can_correct(user: User, submission: Submission) -> bool:
    """A released judgement may be corrected, also once the diploma is complete (R12)."""
    return (
        can_assess(user, submission.enrolment)
        and submission.enrolment.status != EnrolmentStatus.WITHDRAWN
        and submission.stage == SubmissionStage.RELEASED
    )


def can_allow_attempt(user: User, enrolment: Enrolment) -> bool:
    """An administrator who neither assesses the candidate nor is the candidate (R11)."""
    return (
        user.is_administrator
        and enrolment.tutor_id != user.pk
        and enrolment.candidate.user_id != user.pk
        and enrolment.is_live
    )


def can_open(user: User, file: EvidenceFile) -> bool:
    """What is in quarantine only administrators open, and what is being checked nobody (R26).

    Whether somebody may know of the file at all is `openable_by`.
    """
    if file.access == FileAccess.QUARANTINED:
        return can_give_back(user, file.evidence.enrolment)
    return file.access == FileAccess.OPEN


def can_quarantine(user: User, enrolment: Enrolment, *, today: date) -> bool:
    """The tutor, an assurer on duty and an administrator; nobody for their own work (R26)."""
    if enrolment.candidate.user_id == user.pk:
        return False
    return (
        user.is_administrator
        or can_assess(user, enrolment)
        or Enrolment.objects.assurable_by(user, today=today).filter(pk=enrolment.pk).exists()
    )


def can_give_back(user: User, enrolment: Enrolment) -> bool:
    """An administrator who is not the candidate: nobody else can look at the file (R26)."""
    return user.is_administrator and enrolment.candidate.user_id != user.pk


def had_a_hand_in(user: User, submission: Submission) -> bool:
    """Whether somebody judged, finished or countersigned any of it (R15, R16, R20)."""
    return type(submission).objects.decided_by(user).filter(pk=submission.pk).exists()


def can_assure(user: User, submission: Submission, *, today: date) -> bool:
    """An assurer on duty looks into what is judged and final (R15, R16).

    Not where they judged, finished or countersigned any of it themselves.
    """
    seen = Enrolment.objects.assurable_by(user, today=today).filter(pk=submission.enrolment_id)
    return (
        submission.stage in (SubmissionStage.MARKED, SubmissionStage.RELEASED)
        and seen.exists()
        and not had_a_hand_in(user, submission)
        and not is_provisional(submission)
    )


def can_keep_phrases(user: User) -> bool:
    """Tutors write feedback; administrators keep what all of them share."""
    return Role.TUTOR in user.role_names or user.is_administrator


def can_change_phrase(user: User, phrase: Phrase) -> bool:
    """One's own; an administrator also what is shared."""
    is_own = phrase.owner_id == user.pk
    return can_keep_phrases(user) and (is_own or (phrase.is_shared and user.is_administrator))


def can_support(user: User, enrolment: Enrolment) -> bool:
    """Adjustments and more time are agreed by today's tutor or an administrator, while it is live.

    Nobody agrees them for themselves (R24).
    """
    may = can_assess(user, enrolment) or can_administer_enrolment(user, enrolment)
    return enrolment.is_live and may


def can_open_case(user: User, submission: Submission, *, today: date) -> bool:
    """Today's tutor, an assurer on duty, an administrator; never about one's own work."""
    enrolment = submission.enrolment
    if enrolment.candidate.user_id == user.pk:
        return False
    return (
        user.is_administrator
        or can_assess(user, enrolment)
        or Enrolment.objects.assurable_by(user, today=today).filter(pk=enrolment.pk).exists()
    )


def can_decide_case(user: User, case: MalpracticeCase, *, today: date) -> bool:
    """An assurer on duty or an administrator without an interest in the outcome.

    Whoever opened it, had a hand in what was decided or tutors the candidate has one, and the
    candidate.
    """
    enrolment = case.enrolment
    with_an_interest = {case.opened_by_id, case.candidate_id, case.assessor_id, enrolment.tutor_id}
    if user.pk in with_an_interest:
        return False
    if had_a_hand_in(user, case.submission):
        return False
    return (
        user.is_administrator
        or Enrolment.objects.assurable_by(user, today=today).filter(pk=enrolment.pk).exists()
    )


def can_lift_case(user: User, case: MalpracticeCase, *, today: date) -> bool:
    """Whoever could decide a reported case, as long as it holds the certificate."""
    return case.waits_for_answer and can_decide_case(user, case, today=today)


def can_review(user: User, submission: Submission) -> bool:
    """People of the centre with no hand in its decision; never the candidate or today's tutor."""
    enrolment = submission.enrolment
    with_a_part = {enrolment.candidate.user_id, enrolment.tutor_id}
    return (
        bool(user.role_names & CENTRE_ROLES)
        and user.pk not in with_a_part
        and not had_a_hand_in(user, submission)
    )


def can_judge_anew(user: User, submission: Submission) -> bool:
    """What was told, of somebody who has not left, by somebody who decided none of it (R20)."""
    return (
        can_review(user, submission)
        and submission.enrolment.status != EnrolmentStatus.WITHDRAWN
        and submission.stage == SubmissionStage.RELEASED
    )
