"""Letters of quality assurance: that something is asked, never what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from ledger.mail import Letter, write

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import EQAVisit
    from quality.models import Appeal, ExerciseMarking, QualityAction, SecondMarking


def action_set(action: QualityAction) -> Letter:
    """To today's tutor: an assurer asks something of you."""
    tutor = action.judgement.sample.submission.enrolment.tutor
    return write(
        "quality_action",
        address=tutor.email,
        subject="Quality assurance asks something of you",
        name=tutor.get_short_name(),
        due_on=action.due_on,
        url=settings.SITE_URL + action.get_absolute_url(),
    )


def second_marking_given(marking: SecondMarking) -> Letter:
    """To a second marker: something waits for you; not whose, nor what was thought of it."""
    return write(
        "second_marking",
        address=marking.marker.email,
        subject="A second marking waits for you",
        name=marking.marker.get_short_name(),
        url=settings.SITE_URL + marking.get_absolute_url(),
    )


def exercise_opened(marking: ExerciseMarking) -> Letter:
    """To an assessor: a standardisation exercise waits; never whose work it is."""
    return write(
        "exercise",
        address=marking.assessor.email,
        subject="A standardisation exercise waits for you",
        name=marking.assessor.get_short_name(),
        held_on=marking.exercise.held_on,
        qualification=marking.exercise.qualification,
        url=settings.SITE_URL + marking.exercise.get_absolute_url(),
    )


def visit_opened(visit: EQAVisit) -> Letter:
    """To the external quality assurer: what is open to you, from when to when, and where."""
    return write(
        "visit_opened",
        address=visit.assurer.email,
        subject=f"Your visit to {settings.CENTRE_NAME}",
        name=visit.assurer.get_short_name(),
        visit=visit,
        url=settings.SITE_URL + visit.get_absolute_url(),
    )


def appeal_lodged(appeal: Appeal, administrator: User) -> Letter:
    """To an administrator: an appeal waits for somebody to be picked."""
    return _about_appeal(
        appeal, "appeal_lodged", administrator, subject="An appeal has been lodged"
    )


def appeal_to_answer(appeal: Appeal, reviewer: User) -> Letter:
    """To whoever was picked: an appeal waits for your answer."""
    return _about_appeal(
        appeal, "appeal_to_answer", reviewer, subject="An appeal waits for your answer"
    )


def appeal_to_decide(appeal: Appeal, judge: User) -> Letter:
    """To whoever was picked: a decision waits to be made anew by you."""
    return _about_appeal(
        appeal, "appeal_to_decide", judge, subject="A decision waits to be made anew by you"
    )


def appeal_answered(appeal: Appeal) -> Letter:
    """To the candidate: your appeal is answered."""
    return _about_appeal(
        appeal, "appeal_answered", appeal.candidate, subject="Your appeal is answered"
    )


def _about_appeal(appeal: Appeal, template: str, to: User, *, subject: str) -> Letter:
    return write(
        template,
        address=to.email,
        subject=subject,
        name=to.get_short_name(),
        unit=appeal.submission.unit,
        due_on=appeal.stages.get_last().due_on,
        url=settings.SITE_URL + appeal.get_absolute_url(),
    )
