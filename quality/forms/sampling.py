"""The sheet of an assurer: a view of every decision, the evidence as a whole, a day to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from assessments.models import CriterionDecision
from enrolments.forms.fields import DayField, TextField
from quality.actions.sampling import Opinion, Vacsr
from quality.choices import View

LONGEST = 4000
# Each tick for the evidence as a whole: its field, its word, and what the word asks.
TICKS = (
    ("is_valid_evidence", "Valid", "it shows what it is said to"),
    ("is_authentic", "Authentic", "the candidate’s own"),
    ("is_current", "Current", "recent enough"),
    ("is_sufficient", "Sufficient", "enough of it"),
    ("is_reliable", "Reliable", "another would judge the same"),
)


class SampleForm(forms.Form):
    """One view and one comment for each decision, filled in with the answers of a draft."""

    due_on = DayField(
        label="To be answered by",
        required=False,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "form-control form-control-sm"}
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        decisions: Sequence[CriterionDecision],
        seen: str,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial={**(answers or {}), "seen": seen})
        self.decisions = decisions
        for name, word, meaning in TICKS:
            self.fields[name] = forms.BooleanField(
                label=f"{word}: {meaning}",
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "visually-hidden", "data-tick": ""}),
            )
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
    def answers(self) -> dict[str, str]:
        """What is typed, as a draft keeps it; what is no answer to a question counts as none."""
        found = {}
        for name in self.fields.keys() - {"seen", "version"}:
            value = self.cleaned_data.get(name)
            if isinstance(value, bool):
                value = "on" if value else ""
            found[name] = value.isoformat() if isinstance(value, date) else str(value or "")
        return found

    @property
    def unkept(self) -> str:
        """Why what is typed cannot be kept as a draft, if it cannot."""
        names = [f"c{decision.criterion.position}-comment" for decision in self.decisions]
        for name in names:
            if name in self.errors and self.data.get(name, "").strip():
                return str(self.errors[name][0])
        return ""

    @property
    def over(self) -> int:
        """The version of the draft that the page was made from; 0 for none."""
        return (self.cleaned_data.get("version") or 0) if self.is_bound else 0

    def said_in(self, answers: Mapping[str, str]) -> dict[int, dict[str, str]]:
        """What a draft says otherwise than this sheet, by position: the view and the comment."""
        found = {}
        for at in (decision.criterion.position for decision in self.decisions):
            names = {"view": f"c{at}-view", "comment": f"c{at}-comment"}
            said = {key: answers.get(name, "") for key, name in names.items()}
            if any(said[key] != (self[name].value() or "") for key, name in names.items()):
                found[at] = said | {"view": dict(View.choices).get(said["view"], "")}
        return found

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
    def ticks(self) -> list[dict[str, Any]]:
        """The five boxes, in order, with the word of each and what it asks."""
        return [
            {"box": self[name], "word": word, "meaning": meaning} for name, word, meaning in TICKS
        ]


class AnswerForm(forms.Form):
    """What the assessor did."""

    answer = TextField(
        label="What you did",
        max_length=LONGEST,
        missing="Say what you did.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
