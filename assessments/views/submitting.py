"""Saving the narrative, submitting a unit, looking at what was sent, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.narratives import save_narrative
from assessments.actions.submitting import submit_unit, withdraw_submission
from assessments.errors import EvidenceRefused, NotDeclared, SubmissionRefused
from assessments.forms.portfolio import SubmitForm
from assessments.models import Narrative, Submission
from assessments.sent import sent_files
from assessments.views.autosaving import conflict, gone, is_autosave, saved, unsaved
from assessments.views.scope import own_submission, own_unit
from assessments.views.unit_pages import Trouble, show_unit
from courses.models import Unit
from enrolments.models import Enrolment
from ledger.errors import StaleVersion


@role_required(Role.CANDIDATE)
@require_POST
def narrative_save(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Keep what is typed: asked by the page itself, or by its button where there is no script."""
    enrolment, unit = own_unit(request, reference, code)
    form = SubmitForm(request.POST, is_submitting=False)
    if not form.is_valid():
        if is_autosave(request):
            return unsaved(form)
        return show_unit(request, enrolment, unit, trouble=Trouble(submit=form), status=422)
    try:
        narrative = keep(request, enrolment, unit, form)
    except StaleVersion as stale:
        return both(request, enrolment, unit, form, stale)
    except EvidenceRefused as refusal:
        if is_autosave(request):
            return gone(refusal)
        return too_late(request, enrolment, unit, form, str(refusal))
    if is_autosave(request):
        return saved(narrative.version, narrative.saved_at)
    messages.success(request, "The narrative is saved.")
    return HttpResponseRedirect(f"{unit_url(enrolment, unit)}#narrative")


@role_required(Role.CANDIDATE)
@require_POST
def unit_submit(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Keep the narrative as it came, then submit the unit. A second click shows the first."""
    enrolment, unit = own_unit(request, reference, code)
    form = SubmitForm(request.POST, is_submitting=True)
    form.is_valid()
    standing = with_tutor(enrolment, unit)
    if standing is not None:
        return already_sent(request, enrolment, unit, form, standing)
    try:
        if form.cleaned_data.keys() >= {"narrative", "version"}:
            narrative = keep(request, enrolment, unit, form)
            form = with_version(request, narrative.version, is_submitting=True)
        if form.errors.keys() - {"has_declared"}:
            return show_unit(request, enrolment, unit, trouble=Trouble(submit=form), status=422)
        # Also without a declaration, so that all that is missing is said at once.
        submission = submit_unit(
            enrolment=enrolment,
            unit=unit,
            has_declared=form.cleaned_data.get("has_declared", False),
            refuses_standardisation=form.cleaned_data["refuses_standardisation"],
            by=request.user,
            now=timezone.now(),
        )
    except StaleVersion as stale:
        return both(request, enrolment, unit, form, stale)
    except EvidenceRefused as refusal:
        # Another window was quicker: what it left decides.
        standing = with_tutor(enrolment, unit)
        if standing is not None:
            return already_sent(request, enrolment, unit, form, standing)
        return too_late(request, enrolment, unit, form, str(refusal))
    except SubmissionRefused as refusal:
        if not isinstance(refusal, NotDeclared):  # which is said beside its tick
            form.add_error(None, str(refusal))
        return show_unit(request, enrolment, unit, trouble=Trouble(submit=form), status=422)
    messages.success(request, f"{unit.short_code} is with {enrolment.tutor} now.")
    return HttpResponseRedirect(submission.get_absolute_url())


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def submission_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """One attempt exactly as it was sent: files, narrative and declaration."""
    visible = Submission.objects.visible_to(request.user).select_related(
        "enrolment__candidate__user",
        "enrolment__tutor",
        "enrolment__qualification",
        "unit",
        "declaration__declared_by",
    )
    submission = get_object_or_404(visible, reference=reference)
    context = {
        "submission": submission,
        "files": sent_files(submission),
        "is_own": submission.enrolment.candidate.user_id == request.user.pk,
        "unit_url": unit_url(submission.enrolment, submission.unit),
    }
    return render(request, "assessments/submission_detail.html", context)


@role_required(Role.CANDIDATE)
@require_POST
def submission_withdraw(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take a submission back while nobody has begun to mark it."""
    submission = own_submission(request, reference)
    unit = submission.unit
    try:
        withdraw_submission(submission=submission, by=request.user, now=timezone.now())
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(submission.get_absolute_url())
    messages.success(
        request, f"{unit.short_code} is back with you. Change what you like, then submit it again."
    )
    return HttpResponseRedirect(unit_url(submission.enrolment, unit))


def with_tutor(enrolment: Enrolment, unit: Unit) -> Submission | None:
    """The submission that is with the tutor now."""
    waiting = Submission.objects.awaiting_marking()
    return waiting.filter(enrolment=enrolment, unit=unit).first()


def keep(request: AuthedRequest, enrolment: Enrolment, unit: Unit, form: SubmitForm) -> Narrative:
    """Save the narrative of a form."""
    return save_narrative(
        enrolment=enrolment,
        unit=unit,
        text=form.cleaned_data["narrative"],
        version=form.cleaned_data["version"],
        by=request.user,
        now=timezone.now(),
    )


def both(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit, form: SubmitForm, stale: StaleVersion
) -> HttpResponse:
    """What stands beside what was typed: nothing is overwritten unasked."""
    theirs = stale.theirs
    if not isinstance(theirs, Narrative):
        raise TypeError(theirs)
    if is_autosave(request):
        return conflict(
            {"narrative": theirs.text},
            version=theirs.version,
            at=theirs.saved_at,
            yours={"narrative": form.cleaned_data["narrative"]},
        )
    mine = with_version(request, theirs.version, is_submitting=False)
    trouble = Trouble(submit=mine, their_narrative=theirs.text)
    return show_unit(request, enrolment, unit, trouble=trouble, status=409)


def already_sent(
    request: AuthedRequest,
    enrolment: Enrolment,
    unit: Unit,
    form: SubmitForm,
    standing: Submission,
) -> HttpResponse:
    """Lead to the submission there is; words that it does not have are shown, not dropped."""
    typed = form.cleaned_data.get("narrative", "")
    if typed in ("", standing.narrative):
        return HttpResponseRedirect(standing.get_absolute_url())
    refusal = (
        f"{unit.short_code} was submitted already, without the words below. "
        "To add them, withdraw the submission first."
    )
    return too_late(request, enrolment, unit, form, refusal)


def too_late(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit, form: SubmitForm, refusal: str
) -> HttpResponse:
    """The page says why it takes no changes, with what was typed to copy from."""
    trouble = Trouble(refusal=refusal, unsent_narrative=form.cleaned_data.get("narrative", ""))
    return show_unit(request, enrolment, unit, trouble=trouble, status=409)


def with_version(request: AuthedRequest, version: int, *, is_submitting: bool) -> SubmitForm:
    """The form as it was sent, over the version that stands now."""
    data = request.POST.copy()
    data["version"] = str(version)
    form = SubmitForm(data, is_submitting=is_submitting)
    form.is_valid()
    return form


def unit_url(enrolment: Enrolment, unit: Unit) -> str:
    """The page of a unit."""
    return reverse("assessments:unit_detail", args=[enrolment.reference, unit.code])
