"""Putting a unit on a page, also when it comes back with what to put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.roles import AuthedRequest
from assessments import pieces
from assessments.choices import EvidenceKind
from assessments.declarations import STANDARDISATION, statements
from assessments.file_types import ACCEPTED_ENDINGS, ACCEPTED_WORDS
from assessments.forms.portfolio import DescribeForm, SubmitForm
from assessments.models import Evidence, PiecewiseUpload
from assessments.permissions import can_assess
from assessments.portfolio_items import Item
from assessments.unit_page import UnitPage, unit_page
from courses.models import Unit
from enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not kept, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the page comes back: what was refused, and the forms as they were sent."""

    refusal: str = ""
    files: Sequence[RefusedFile] = ()
    submit: SubmitForm | None = None
    described: Mapping[int, DescribeForm] = field(default_factory=dict)
    their_narrative: str | None = None
    unsent_narrative: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A piece of evidence with its form, where it may be changed."""

    item: Item
    form: DescribeForm | None
    is_unfolded: bool


NO_TROUBLE = Trouble()


def show_unit(
    request: AuthedRequest,
    enrolment: Enrolment,
    unit: Unit,
    *,
    trouble: Trouble = NO_TROUBLE,
    status: int = 200,
) -> HttpResponse:
    """The page of a unit."""
    page = unit_page(enrolment, unit)
    is_own = enrolment.candidate.user_id == request.user.pk
    may_change = is_own and page.takes_changes
    context = {
        "page": page,
        "enrolment": enrolment,
        "unit": unit,
        "is_own": is_own,
        "may_change": may_change,
        "may_choose_way": not page.submissions
        and enrolment.is_live
        and can_assess(request.user, enrolment),
        "trouble": trouble,
        "cards": cards_of(page, trouble, may_change=may_change),
        "form": submit_form(page, trouble) if may_change else None,
        "statements": statements(is_prior_learning=page.prior_learning is not None),
        "standardisation": STANDARDISATION,
        "accepted_endings": ACCEPTED_ENDINGS,
        "accepted_words": ACCEPTED_WORDS,
        "most_bytes": settings.EVIDENCE_MAX_BYTES,
        "most_megabytes": settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
        "piece_bytes": pieces.PIECE_BYTES,
        "unfinished": unfinished(request, enrolment, unit) if may_change else [],
        "may_record": enrolment.is_live and can_assess(request.user, enrolment),
        "put_back": removed_now(request, page) if may_change else None,
    }
    return render(request, "assessments/unit_detail.html", context, status=status)


def cards_of(page: UnitPage, trouble: Trouble, *, may_change: bool) -> list[Card]:
    """A card for each piece of evidence; one that comes back keeps what was typed."""
    criteria = page.open_criteria
    keys = [criterion.pk for criterion in criteria]
    cards = []
    for item in page.items:
        form = trouble.described.get(item.evidence.pk)
        is_unfolded = form is not None
        if form is None and may_change and item.is_own:
            initial = DescribeForm.initial_for(item.described(keys), criteria)
            form = DescribeForm(
                criteria=criteria,
                standing=EvidenceKind(item.evidence.kind),
                today=timezone.localdate(),
                initial=initial,
                auto_id=auto_id(item.evidence),
            )
        cards.append(Card(item, form, is_unfolded))
    return cards


def auto_id(evidence: Evidence) -> str:
    """Ids of the fields of one card: there are several cards on the page."""
    return f"{evidence.reference}-%s"


def submit_form(page: UnitPage, trouble: Trouble) -> SubmitForm:
    """The narrative as it stands, with the declaration to make."""
    if trouble.submit is not None:
        return trouble.submit
    narrative = page.narrative
    return SubmitForm(
        is_submitting=False,
        initial={
            "narrative": narrative.text if narrative else "",
            "version": narrative.version if narrative else 0,
        },
    )


def removed_now(request: AuthedRequest, page: UnitPage) -> Evidence | None:
    """What was removed a moment ago, so that it can be put back."""
    reference = request.GET.get("removed", "")
    return next((one for one in page.removed if str(one.reference) == reference), None)


def unfinished(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit
) -> QuerySet[PiecewiseUpload]:
    """Uploads that stopped on the way, and that the same file would take up again."""
    begun = PiecewiseUpload.objects.filter(evidence__isnull=True, received__gt=0)
    return begun.filter(owner=request.user, enrolment=enrolment, unit=unit).order_by("pk")
