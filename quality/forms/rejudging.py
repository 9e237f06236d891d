"""What is filled in after an appeal is upheld: who decides anew, and every criterion again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from accounts.querysets import UserQuerySet
from assessments.actions.correcting import Correction
from assessments.choices import Outcome
from assessments.forms.marking import LONGEST_FEEDBACK, MarkField
from assessments.forms.results import LONGEST_REASON
from assessments.grading import shown
from assessments.models import CriterionDecision
from enrolments.forms.fields import DayField, LineField, TextField, field_of


class JudgeForm(forms.Form):
    """Who decides anew: only assessors without a part in it are offered."""

    judge = forms.ModelChoiceField(
        User.objects.none(),
        label="Who decides anew",
        error_messages={
            "required": "Pick somebody.",
            "invalid_choice": "Pick an assessor without a part in it.",
        },
    )

    def __init__(self, data: Any = None, *, people: UserQuerySet) -> None:
        super().__init__(data)
        field_of(self, "judge", forms.ModelChoiceField).queryset = people


class RejudgingForm(forms.Form):
    """Every criterion as it is decided anew, over what stands."""

    resubmit_by = DayField(
        label="Resubmit by",
        required=False,
        help_text="Needed when a criterion is not yet met.",
    )
    reason = LineField(
        label="What the new decision rests on",
        max_length=LONGEST_REASON,
        missing="Say what the new decision rests on.",
        help_text="Stays on record beside what was said before.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        decisions: Sequence[CriterionDecision],
        resubmit_by: date | None = None,
    ) -> None:
        super().__init__(data, prefix="anew", initial={"resubmit_by": resubmit_by})
        self.decisions = {one.criterion.position: one for one in decisions}
        for at, decision in self.decisions.items():
            self._add(at, decision)
        last = ["resubmit_by", "reason"]
        self.order_fields([name for name in self.fields if name not in last] + last)

    def _add(self, at: int, decision: CriterionDecision) -> None:
        number, text = decision.criterion.number, decision.criterion.text
        maximum = decision.maximum
        self.fields[f"c{at}-seen"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=1, initial=decision.pk
        )
        if maximum is not None:
            self.fields[f"c{at}-mark"] = MarkField(
                label=f"{number} {text}: mark from 0 to {shown(maximum)}",
                maximum=maximum,
                required=True,
                initial="" if decision.mark is None else shown(decision.mark),
                error_messages={"required": f"Give {number} a mark."},
            )
        else:
            self.fields[f"c{at}-outcome"] = forms.ChoiceField(
                label=f"{number} {text}",
                choices=Outcome.choices,
                widget=forms.RadioSelect,
                initial=decision.outcome,
                error_messages={"required": f"Decide whether {number} is met."},
            )
        self.fields[f"c{at}-feedback"] = TextField(
            label=f"Feedback on {number}",
            max_length=LONGEST_FEEDBACK,
            required=False,
            initial=decision.feedback,
        )

    @property
    def seen(self) -> dict[int, int]:
        """The rows it was decided over, by position."""
        return {at: self.cleaned_data[f"c{at}-seen"] for at in self.decisions}

    @property
    def corrections(self) -> dict[int, Correction]:
        """What was decided, by position."""
        given = self.cleaned_data
        return {
            at: Correction(
                mark=given.get(f"c{at}-mark"),
                outcome=Outcome(given[f"c{at}-outcome"]) if f"c{at}-outcome" in given else None,
                feedback=given[f"c{at}-feedback"],
                resubmit_by=given["resubmit_by"],
                reason=given["reason"],
            )
            for at in self.decisions
        }
