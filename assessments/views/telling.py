"""Writing records down: the candidate's testimony and accounts, the tutor's observations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.observing import record_observation
from assessments.actions.telling import Told, record_account, record_testimony
from assessments.choices import EvidenceKind
from assessments.errors import EvidenceRefused, FileRefused, NoRoom, RecordRefused
from assessments.forms.records import AccountForm, ObservationForm, RecordForm, TestimonyForm
from assessments.models import Evidence, EvidenceFile, EvidenceRecord
from assessments.permissions import can_assess
from assessments.views.records import withheld_paper
from assessments.views.scope import own_unit, visible_unit
from courses.models import Unit
from enrolments.models import Enrolment

FORMS: dict[str, type[RecordForm]] = {
    EvidenceKind.WITNESS_TESTIMONY: TestimonyForm,
    EvidenceKind.REFLECTIVE_ACCOUNT: AccountForm,
}


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def testimony_write(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Add the testimony of a witness."""
    enrolment, unit = own_unit(request, reference, code)
    return written(request, enrolment, unit, EvidenceKind.WITNESS_TESTIMONY)


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def account_write(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Write a reflective account."""
    enrolment, unit = own_unit(request, reference, code)
    return written(request, enrolment, unit, EvidenceKind.REFLECTIVE_ACCOUNT)


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def record_rewrite(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Change what was written down: another version of it."""
    enrolment, unit = own_unit(request, reference, code)
    kinds = list(FORMS)
    mine = Evidence.objects.filter(
        enrolment=enrolment, added_by=request.user, has_record=True, kind__in=kinds
    )
    found = get_object_or_404(mine, reference=evidence)
    return written(request, enrolment, unit, EvidenceKind(found.kind), found)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def observation_record(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Record what the tutor saw."""
    enrolment, unit = assessed_unit(request, reference, code)
    return observed(request, enrolment, unit)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def observation_correct(
    request: AuthedRequest, reference: UUID, code: str, evidence: UUID
) -> HttpResponse:
    """Correct what was recorded: another version, with its reason."""
    enrolment, unit = assessed_unit(request, reference, code)
    seen = Evidence.objects.filter(
        enrolment=enrolment, has_record=True, kind=EvidenceKind.OBSERVATION
    )
    return observed(request, enrolment, unit, get_object_or_404(seen, reference=evidence))


def written(
    request: AuthedRequest,
    enrolment: Enrolment,
    unit: Unit,
    kind: EvidenceKind,
    evidence: Evidence | None = None,
) -> HttpResponse:
    """The form of a candidate's record, or the record it made."""
    is_sent = request.method == "POST"
    withheld = withheld_paper(request.user, evidence)
    form = FORMS[kind](
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        standing=None if withheld else newest_record(evidence),
        today=timezone.localdate(),
    )

    def keep() -> EvidenceRecord:
        told = Told(
            enrolment=enrolment,
            unit=unit,
            by=request.user,
            now=timezone.now(),
            form_token=form.cleaned_data["form_token"],
            evidence=evidence,
            upload=form.cleaned_data.get("attachment"),
        )
        if isinstance(form, TestimonyForm):
            return record_testimony(told, form.testified())
        if isinstance(form, AccountForm):
            return record_account(told, form.reflected())
        raise TypeError(form)

    is_changing = evidence is not None
    return answered(
        request, enrolment, unit, form, keep, is_changing=is_changing, withheld=withheld
    )


def observed(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit, evidence: Evidence | None = None
) -> HttpResponse:
    """The form of an observation, or the record it made."""
    is_sent = request.method == "POST"
    withheld = withheld_paper(request.user, evidence)
    form = ObservationForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        criteria=list(unit.criteria.select_related("unit").order_by("position")),
        standing=None if withheld else newest_record(evidence),
        today=timezone.localdate(),
        is_correction=evidence is not None,
    )

    def keep() -> EvidenceRecord:
        return record_observation(
            enrolment=enrolment,
            unit=unit,
            observed=form.observed(),
            form_token=form.cleaned_data["form_token"],
            evidence=evidence,
            supporting=form.cleaned_data["attachment"],
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
            now=timezone.now(),
        )

    is_changing = evidence is not None
    return answered(
        request, enrolment, unit, form, keep, is_changing=is_changing, withheld=withheld
    )


def answered(
    request: AuthedRequest,
    enrolment: Enrolment,
    unit: Unit,
    form: Any,
    keep: Callable[[], EvidenceRecord],
    *,
    is_changing: bool,
    withheld: EvidenceFile | None,
) -> HttpResponse:
    """Keep what a form says, or show it again with why not."""
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            record = keep()
        except NoRoom as refusal:
            form.add_error(_attachment_of(form), str(refusal))
            status = 507
        except RecordRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        except FileRefused as refusal:
            form.add_error(_attachment_of(form), str(refusal))
        except EvidenceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{record.paper.evidence.title}” is kept.")
            return redirect("assessments:record_detail", record.paper.reference)
    context = {
        "enrolment": enrolment,
        "unit": unit,
        "form": form,
        "is_changing": is_changing,
        "withheld": withheld,
        "is_own": enrolment.candidate.user_id == request.user.pk,
    }
    return render(request, "assessments/record_write.html", context, status=status)


def assessed_unit(request: AuthedRequest, reference: UUID, code: str) -> tuple[Enrolment, Unit]:
    """A unit of today's caseload: 404 for any other, 403 for an enrolment that has ended."""
    enrolment, unit = visible_unit(request, reference, code)
    if enrolment.tutor_id != request.user.pk:
        get_object_or_404(Enrolment.objects.none())
    if not can_assess(request.user, enrolment) or not enrolment.is_live:
        raise PermissionDenied
    return enrolment, unit


def newest_record(evidence: Evidence | None) -> EvidenceRecord | None:
    """What stands of a record."""
    if evidence is None:
        return None
    rows = EvidenceRecord.objects.select_related("testimony", "account", "observation")
    return rows.filter(paper__evidence=evidence).latest("version")


def _attachment_of(form: forms.Form) -> str | None:
    return "attachment" if "attachment" in form.fields else None
