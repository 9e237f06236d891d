"""The Level 7 project record (P7.8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from enrolments.actions.projects import Milestone, Plan, plan_of, save_project, version_of
from enrolments.choices import EnrolmentStatus
from enrolments.errors import LearningRefused
from enrolments.models import Enrolment, Project
from ledger.errors import StaleVersion
from ledger.models import AuditEvent
from tests.factories.enrolments import EnrolmentFactory

NOW = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
DRAFT = Milestone("Draft to the partners", date(2026, 12, 1))
PLAN = Plan("Shared phone hub", "Dr Evans", "Answer every call within a minute.", (DRAFT,))


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(tutor=tutor)


def save(enrolment, plan=PLAN, by=None, version="", now=NOW):
    return save_project(
        enrolment=enrolment,
        plan=plan,
        version=version,
        by=by or enrolment.candidate.user,
        now=now,
    )


def test_a_project_is_kept_and_changed(enrolment):
    first = save(enrolment)
    done = Milestone(DRAFT.text, DRAFT.due_on, date(2026, 11, 3))
    later = Plan("Shared phone hub", "", "", (done, Milestone("Go live", date(2027, 1, 5))))

    second = save(
        enrolment, later, by=enrolment.tutor, version=version_of(first), now=NOW + timedelta(days=1)
    )

    assert first == second
    assert plan_of(Project.objects.get()) == later
    assert [e.after for e in AuditEvent.objects.order_by("pk")[:2]] == [
        {"milestones": 1, "done": 0},
        {"milestones": 2, "done": 1},
    ]


def test_the_other_is_not_overwritten(enrolment):
    save(enrolment)

    with pytest.raises(StaleVersion) as stale:
        save(enrolment, Plan("Another title"), by=enrolment.tutor, version="")

    assert stale.value.theirs == Project.objects.get()
    assert plan_of(Project.objects.get()) == PLAN


def test_the_same_sent_twice_is_saved_once(enrolment):
    save(enrolment)

    assert save(enrolment, version="").saved_at == NOW
    assert AuditEvent.objects.filter(verb="began a project of").count() == 1


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(""), "title"),
        (
            Plan("Hub", "", "", (Milestone("Done", date(2026, 11, 1), date(2026, 11, 4)),)),
            "milestones",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(enrolment, plan, field):
    with pytest.raises(LearningRefused) as refused:
        save(enrolment, plan)

    assert refused.value.field == field


def test_others_keep_out(enrolment, other_tutor, administrator):
    for stranger in (other_tutor, administrator):
        with pytest.raises(PermissionDenied):
            save(enrolment, by=stranger)


def test_an_ended_enrolment_keeps_its_project(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.COMPLETED, completed_at=NOW
    )

    with pytest.raises(LearningRefused, match="has ended"):
        save(enrolment)
