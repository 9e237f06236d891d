"""The Level 7 project: what it is, who sponsors it, and its milestones (P7.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enrolments.actions.learning import lock
from enrolments.errors import LearningRefused
from enrolments.models import Project, ProjectMilestone
from enrolments.permissions import can_log_learning
from ledger import audit
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the project with its day, and the day it was done."""

    text: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody says of a project."""

    title: str
    sponsor: str = ""
    objective: str = ""
    milestones: tuple[Milestone, ...] = ()


@transaction.atomic
def save_project(
    *, enrolment: Enrolment, plan: Plan, version: str, by: User, now: datetime
) -> Project:
    """Keep the project record as the candidate, or the tutor, now has it.

    `version` is that of the record as their page had it: what the other changed since is not
    overwritten, but answered with what stands.
    """
    held = lock(enrolment)
    if not held.is_live:
        raise LearningRefused("This enrolment has ended; its project stays as recorded.")
    if not can_log_learning(by, held):
        raise PermissionDenied
    if not plan.title:
        raise LearningRefused("Give the project a title.", field="title")
    today = timezone.localdate(now)
    if any(step.done_on and step.done_on > today for step in plan.milestones):
        raise LearningRefused("A milestone is done on a day that has come.", field="milestones")
    project = Project.objects.filter(enrolment=held).first()
    if project and plan_of(project) == plan:
        return project
    if version != version_of(project):
        raise StaleVersion("The project was saved by somebody else since.", theirs=project)
    project, is_new = Project.objects.update_or_create(
        enrolment=held,
        defaults={
            "title": plan.title,
            "sponsor": plan.sponsor,
            "objective": plan.objective,
            "saved_at": now,
        },
    )
    project.milestones.all().delete()
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(project=project, text=m.text, due_on=m.due_on, done_on=m.done_on)
        for m in plan.milestones
    )
    done = sum(bool(step.done_on) for step in plan.milestones)
    audit.record(
        by,
        "began a project of" if is_new else "changed the project of",
        held,
        after={"milestones": len(plan.milestones), "done": done},
        at=now,
    )
    return project


def plan_of(project: Project) -> Plan:
    """A kept project as somebody would say it."""
    steps = tuple(Milestone(m.text, m.due_on, m.done_on) for m in project.milestones.all())
    return Plan(project.title, project.sponsor, project.objective, steps)


def version_of(project: Project | None) -> str:
    """The version of a project: when it was saved; nothing before there is one."""
    return project.saved_at.isoformat() if project else ""
