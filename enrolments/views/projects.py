"""The Level 7 project and its milestones (P7.8)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.projects import save_project, version_of
from enrolments.errors import LearningRefused
from enrolments.forms.learning import ProjectForm, milestone_rows, plan_said
from enrolments.models import Project
from enrolments.permissions import can_log_learning
from enrolments.views.hours import found
from enrolments.views.refusals import put_beside
from ledger.errors import StaleVersion


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The Level 7 project with its milestones (P7.8); the candidate and their tutor keep it."""
    enrolment = found(request, reference)
    if not enrolment.version.is_marked:
        raise Http404
    may_edit = enrolment.is_live and can_log_learning(request.user, enrolment)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    project = Project.objects.filter(enrolment=enrolment).prefetch_related("milestones").first()
    sent = request.POST if request.method == "POST" else None
    is_adding = "add_row" in request.POST
    form = ProjectForm(sent, initial=project_as_said(project))
    rows = milestone_rows(
        sent, kept=project.milestones.all() if project else (), has_another=is_adding
    )
    status = 200
    if is_adding:
        for part in (form, *rows.forms):
            part.errors.clear()
    elif form.is_bound:
        status = 422
        if all([form.is_valid(), rows.is_valid()]):
            try:
                save_project(
                    enrolment=enrolment,
                    plan=plan_said(form, rows),
                    version=form.cleaned_data["version"],
                    by=request.user,
                    now=timezone.now(),
                )
            except LearningRefused as refusal:
                put_beside(form, refusal)
            except StaleVersion as stale:
                form.add_error(None, str(stale))
                form.take_version(version_of(project))
                status = 409
            else:
                messages.success(request, "Project saved.")
                return redirect("enrolments:project_edit", enrolment.reference)
    context = {
        "enrolment": enrolment,
        "project": project,
        "form": form,
        "rows": rows,
        "may_edit": may_edit,
        "is_adding": is_adding,
        "is_stale": status == 409,
        "today": timezone.localdate(),
        "is_own": enrolment.candidate.user_id == request.user.pk,
    }
    return render(request, "enrolments/project_edit.html", context, status=status)


def project_as_said(project: Project | None) -> dict[str, str]:
    """The form's first answers."""
    if project is None:
        return {"version": ""}
    return {
        "title": project.title,
        "sponsor": project.sponsor,
        "objective": project.objective,
        "version": version_of(project),
    }
