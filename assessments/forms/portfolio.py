"""Forms of the unit page: describing evidence, writing the narrative, submitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from assessments.choices import FILED, RECORDED, EvidenceKind
from assessments.claims import LONGEST_PLACE, Described
from assessments.declarations import REFUSAL
from assessments.names import LONGEST
from courses.models import AssessmentCriterion
from enrolments.forms.fields import DayField, LineField, TextField
from enrolments.forms.offering import bound, offer

LONGEST_PROMPT = 300
LONG_AGO = date(1990, 1, 1)
LONGEST_NARRATIVE = 200_000


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One criterion on the form: whether the evidence shows it, and where."""

    criterion: AssessmentCriterion
    tick: BoundField
    place: BoundField


class DescribeForm(forms.Form):
    """Title and kind of a piece of evidence, and what of one unit it shows where.

    What is written down here keeps its kind; a file may be any other.
    """

    version = forms.CharField(widget=forms.HiddenInput, max_length=64)
    title = LineField(label="Title", max_length=LONGEST, missing="Give it a title.")
    kind = forms.ChoiceField(label="Kind")
    prompt = LineField(label="The scenario it answers", max_length=LONGEST_PROMPT, required=False)
    created_on = DayField(label="Made on", required=False)
    is_anonymised = forms.BooleanField(
        label="Nobody else can be recognised from it.",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Sequence[AssessmentCriterion],
        standing: EvidenceKind,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.criteria = criteria
        kinds = (standing,) if standing in RECORDED else FILED
        bound(self, "created_on", LONG_AGO, today)
        offer(self, "kind", [(kind.value, kind.label) for kind in kinds])
        for criterion in criteria:
            self.fields[_tick(criterion)] = forms.BooleanField(
                label=f"{criterion.number} {criterion.text}", required=False
            )
            self.fields[_place(criterion)] = LineField(
                label=f"Page or time for {criterion.number}",
                max_length=LONGEST_PLACE,
                required=False,
            )

    @staticmethod
    def initial_for(
        described: Described, criteria: Sequence[AssessmentCriterion]
    ) -> dict[str, object]:
        """What the form says of evidence as it stands."""
        values: dict[str, object] = {
            "version": described.version,
            "title": described.title,
            "kind": described.kind,
            "prompt": described.prompt,
            "created_on": described.created_on or "",
            "is_anonymised": described.is_anonymised,
        }
        for criterion in criteria:
            values[_tick(criterion)] = criterion.pk in described.claims
            values[_place(criterion)] = described.claims.get(criterion.pk, "")
        return values

    def rows(self) -> Iterator[ClaimRow]:
        """A row for each criterion."""
        for criterion in self.criteria:
            yield ClaimRow(criterion, self[_tick(criterion)], self[_place(criterion)])

    def answers(self, described: Described) -> dict[str, str]:
        """What a browser would send for a description."""
        values = self.initial_for(described, self.criteria)
        sent = {name: "on" if value is True else value for name, value in values.items()}
        return {name: str(value) for name, value in sent.items() if value is not False}

    def clean(self) -> dict[str, Any]:
        """A scenario is named by what answers one."""
        said = self.cleaned_data
        if said.keys() >= {"title", "kind", "prompt", "created_on"} and not self.errors:
            refusal = self.described().refusal
            if refusal:
                self.add_error("prompt", refusal)
        return said

    def described(self) -> Described:
        """What was said; the place of a criterion that is not ticked says nothing."""
        return Described(
            title=self.cleaned_data["title"],
            kind=EvidenceKind(self.cleaned_data["kind"]),
            prompt=self.cleaned_data["prompt"],
            created_on=self.cleaned_data["created_on"],
            is_anonymised=self.cleaned_data["is_anonymised"],
            claims={
                criterion.pk: self.cleaned_data[_place(criterion)]
                for criterion in self.criteria
                if self.cleaned_data[_tick(criterion)]
            },
        )


class SubmitForm(forms.Form):
    """The narrative, with the version it was written over (0: none yet), and the declaration (R6).

    Saving the narrative alone needs no declaration.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647)
    narrative = TextField(
        label="Narrative",
        max_length=LONGEST_NARRATIVE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    has_declared = forms.BooleanField(
        label="All of this is true of what I am submitting.",
        error_messages={"required": "Declare that the work is your own before you submit it."},
    )
    refuses_standardisation = forms.BooleanField(label=REFUSAL, required=False)

    def __init__(self, data: Any = None, *, is_submitting: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["has_declared"].required = is_submitting
        # Only the narrative is saved as it is typed; a declaration is made by submitting.
        for name in ("has_declared", "refuses_standardisation"):
            self.fields[name].widget.attrs |= {
                "data-autosave": "off",
                "class": "form-check-input",
            }


def _tick(criterion: AssessmentCriterion) -> str:
    return f"shows-{criterion.position}"


def _place(criterion: AssessmentCriterion) -> str:
    return f"place-{criterion.position}"
