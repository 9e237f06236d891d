"""The sheet of an assurer: a view of every decision, the evidence as a whole, a day to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assessments.models import CriterionDecision
from enrolments.forms.fields import DayField, TextField
from quality.actions.sampling import Opinion, Vacsr
from quality.choices import View

LONGEST = 4000


class SampleForm(forms.Form):
    """One view and one comment for each decision."""

    is_valid_evidence = forms.BooleanField(
        label="Valid: it shows what it is said to", required=False
    )
    is_authentic = forms.BooleanField(label="Authentic: the candidate’s own", required=False)
    is_current = forms.BooleanField(label="Current: recent enough", required=False)
    is_sufficient = forms.BooleanField(label="Sufficient: enough of it", required=False)
    is_reliable = forms.BooleanField(label="Reliable: another would judge the same", required=False)
    due_on = DayField(label="To be answered by", required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, decisions: Sequence[CriterionDecision], seen: str
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.decisions = decisions
        for decision in decisions:
            number, position = decision.criterion.number, decision.criterion.position
            self.fields[f"c{position}-view"] = forms.ChoiceField(
                label=f"{number}: your view",
                choices=View.choices,
                widget=forms.RadioSelect(attrs={"class": "visually-hidden"}),
                error_messages={"required": f"Say whether you agree on {number}."},
            )
            self.fields[f"c{position}-comment"] = TextField(
                label=f"{number}: comment",
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """A view other than agreement says why, beside its comment; and then there is a day."""
        given = super().clean() or {}
        is_open = False
        for decision in self.decisions:
            name = f"c{decision.criterion.position}"
            if given.get(f"{name}-view", View.AGREE) == View.AGREE:
                continue
            is_open = True
            if not given.get(f"{name}-comment"):
                self.add_error(f"{name}-comment", f"Say why of {decision.criterion.number}.")
        if is_open and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Give the day the assessor is to answer by.")
        return given

    @property
    def opinions(self) -> dict[int, Opinion]:
        """What was said, by position."""
        return {
            at: Opinion(View(self.cleaned_data[f"c{at}-view"]), self.cleaned_data[f"c{at}-comment"])
            for at in (decision.criterion.position for decision in self.decisions)
        }

    @property
    def vacsr(self) -> Vacsr:
        """The five ticks."""
        return Vacsr(
            is_valid=self.cleaned_data["is_valid_evidence"],
            is_authentic=self.cleaned_data["is_authentic"],
            is_current=self.cleaned_data["is_current"],
            is_sufficient=self.cleaned_data["is_sufficient"],
            is_reliable=self.cleaned_data["is_reliable"],
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each decision with its two fields."""
        return [
            {
                "decision": decision,
                "view": self[f"c{decision.criterion.position}-view"],
                "comment": self[f"c{decision.criterion.position}-comment"],
            }
            for decision in self.decisions
        ]

    @property
    def ticks(self) -> list[forms.BoundField]:
        """The five boxes, in order."""
        names = (
            "is_valid_evidence", "is_authentic", "is_current", "is_sufficient", "is_reliable",
        )  # fmt: skip
        return [self[name] for name in names]


class AnswerForm(forms.Form):
    """What the assessor did."""

    answer = TextField(
        label="What you did",
        max_length=LONGEST,
        missing="Say what you did.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
