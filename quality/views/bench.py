"""The assurer's bench: the evidence beside the decisions, a draft while it is typed, a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import AuthedRequest, Role, role_required
from accounts.views.profile import keep_shortcuts
from assessments.models import CriterionDecision, Submission
from assessments.papers import Papers, papers_of
from assessments.views.autosaving import conflict, gone, is_autosave, not_saved, saved
from ledger.errors import StaleVersion
from quality.actions.drafting import save_draft
from quality.actions.sampling import conclude_sample
from quality.bench import SAMPLING_KEYS, following
from quality.errors import SampleRefused
from quality.forms.sampling import SampleForm
from quality.models import SampleDraft
from quality.pool import samplable_by
from quality.snapshot import digest_of, snapshot_of


@role_required(Role.IQA)
@require_http_methods(["GET", "HEAD", "POST"])
def sample_bench(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The evidence beside the assessor's decisions, and a view of each; a POST concludes."""
    submission = assured(request, reference)
    if request.method != "POST":
        begun = SampleDraft.objects.filter(submission=submission, assurer=request.user).first()
        form = form_of(submission, answers=begun.answers if begun else None)
        return bench_page(request, submission, form, draft=begun)
    form = form_of(submission, request.POST)
    draft = keep(request, submission, form)
    if isinstance(draft, HttpResponse):
        return draft
    if form.is_valid():
        try:
            sample = conclude_sample(
                submission=submission,
                opinions=form.opinions,
                vacsr=form.vacsr,
                due_on=form.cleaned_data["due_on"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
                version=draft.version,
            )
        except SampleRefused as refusal:
            form.add_error(None, str(refusal))
        except StaleVersion as stale:
            return both(request, submission, form, stale)
        else:
            messages.success(request, "The sample is kept.")
            return redirect("quality:sample_detail", sample.reference)
    return bench_page(request, submission, form, draft=draft, status=422)


@role_required(Role.IQA)
@require_POST
def sample_draft_save(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Keep what is typed: asked by the page itself, or by its button where there is no script."""
    submission = assured(request, reference)
    draft = keep(request, submission, form_of(submission, request.POST))
    if isinstance(draft, HttpResponse):
        return draft
    if is_autosave(request):
        return saved(draft.version, draft.saved_at)
    messages.success(request, "Saved.")
    return redirect("quality:sample_bench", reference)


@role_required(Role.IQA)
@require_POST
def sample_keys(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Switch single-letter keys on or off, and go back to the bench."""
    submission = assured(request, reference)
    keep_shortcuts(request)
    return redirect("quality:sample_bench", submission.reference)


def assured(request: AuthedRequest, reference: UUID) -> Submission:
    """A submission the person may sample today; 404 for any other (R15)."""
    submissions = samplable_by(request.user, today=timezone.localdate())
    return get_object_or_404(
        submissions.select_related("unit", "enrolment__candidate__user"), reference=reference
    )


def form_of(
    submission: Submission,
    data: QueryDict | None = None,
    *,
    answers: Mapping[str, str] | None = None,
) -> SampleForm:
    """The sheet over the decisions that stand, as it was sent or with the answers of a draft."""
    standing = CriterionDecision.objects.current().filter(submission=submission)
    decisions = standing.select_related("criterion", "assessor").order_by("criterion__position")
    seen = digest_of(snapshot_of(submission))
    return SampleForm(data, decisions=list(decisions), seen=seen, answers=answers)


def keep(
    request: AuthedRequest, submission: Submission, form: SampleForm
) -> SampleDraft | HttpResponse:
    """The draft with what was typed, or the answer that says why it is not kept."""
    form.full_clean()
    if form.unkept:
        if is_autosave(request):
            return not_saved(form.unkept)
        return bench_page(request, submission, form, status=422)
    try:
        return save_draft(
            submission=submission,
            answers=form.answers,
            version=form.over,
            by=request.user,
            now=timezone.now(),
        )
    except StaleVersion as stale:
        return both(request, submission, form, stale)
    except SampleRefused as refusal:
        if is_autosave(request):
            return gone(refusal)
        again = form_of(submission, answers=form.answers)
        return bench_page(request, submission, again, refusal=str(refusal), status=422)


def both(
    request: AuthedRequest, submission: Submission, form: SampleForm, stale: StaleVersion
) -> HttpResponse:
    """What stands beside what was typed: nothing is overwritten unasked."""
    theirs = stale.theirs
    if not isinstance(theirs, SampleDraft):
        raise TypeError(theirs)
    if is_autosave(request):
        return conflict(
            theirs.answers, version=theirs.version, at=theirs.saved_at, yours=form.answers
        )
    again = form_of(submission, answers=form.answers)
    return bench_page(request, submission, again, draft=theirs, is_conflict=True, status=409)


def bench_page(
    request: AuthedRequest,
    submission: Submission,
    form: SampleForm,
    *,
    draft: SampleDraft | None = None,
    refusal: str = "",
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The bench. The page goes on from the draft that stands, also where it shows another text."""
    papers = papers_of(submission)
    decided_at = [decision.decided_at for decision in form.decisions]
    context = {
        "submission": submission,
        "papers": papers,
        "form": form,
        "rows": rows_of(form, papers, theirs=draft if is_conflict else None),
        "seen": digest_of(snapshot_of(submission)),
        "version": draft.version if draft else form.over,
        "saved_at": draft.saved_at if draft and not is_conflict else None,
        "is_decided_anew": bool(draft and decided_at and max(decided_at) > draft.begun_at),
        "theirs": draft if is_conflict else None,
        "refusals": [refusal] if refusal else [],
        "samples": submission.samples.select_related("assurer"),
        "following": following(submission, request.user, today=timezone.localdate()),
        "keys": SAMPLING_KEYS,
        "has_keys": request.user.has_key_shortcuts,
    }
    return render(request, "quality/sample_bench.html", context, status=status)


def rows_of(
    form: SampleForm, papers: Papers, *, theirs: SampleDraft | None
) -> list[dict[str, Any]]:
    """Each decision with its fields, the places claimed for it, and what was saved elsewhere."""
    saved_there = form.said_in(theirs.answers) if theirs else {}
    return [
        {
            **row,
            "places": papers.at(row["decision"].criterion.position),
            "theirs": saved_there.get(row["decision"].criterion.position),
        }
        for row in form.rows
    ]
