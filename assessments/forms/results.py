"""Forms around a result: correcting a decision, allowing another attempt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from assessments.actions.correcting import Correction
from assessments.choices import Outcome
from assessments.forms.marking import LONGEST_FEEDBACK, MarkField
from assessments.grading import shown
from assessments.models import CriterionDecision
from enrolments.forms.fields import DayField, LineField, TextField

LONGEST_REASON = 300


class CorrectionForm(forms.Form):
    """One decision as it should have been, and why."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_767)
    feedback = TextField(
        label="Feedback",
        max_length=LONGEST_FEEDBACK,
        required=False,
        help_text="The candidate reads this.",
    )
    resubmit_by = DayField(
        label="Resubmit by",
        required=False,
        help_text="Needed when a criterion of the unit is not yet met.",
    )
    reason = LineField(
        label="Reason for the correction",
        max_length=LONGEST_REASON,
        missing="Say why the decision is corrected.",
        help_text="Stays on record beside what was said before.",
    )

    def __init__(
        self, data: Any = None, *, history: list[CriterionDecision], resubmit_by: date | None
    ) -> None:
        decision = history[0]
        self.history = history
        initial = {
            "sequence": decision.sequence,
            "feedback": decision.feedback,
            "resubmit_by": resubmit_by,
            "mark": "" if decision.mark is None else shown(decision.mark),
            "outcome": decision.outcome,
        }
        super().__init__(data, initial=initial)
        criterion = decision.criterion
        if decision.maximum is not None:
            self.fields["mark"] = MarkField(
                label="Mark",
                maximum=decision.maximum,
                required=True,
                error_messages={"required": f"Give {criterion.number} a mark."},
                help_text=f"From 0 to {shown(decision.maximum)}, in whole or half marks.",
            )
        else:
            self.fields["outcome"] = forms.ChoiceField(
                label="Decision",
                choices=Outcome.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Decide whether it is met."},
            )
        self.order_fields(["sequence", "mark", "outcome", "feedback", "resubmit_by", "reason"])

    def clean_sequence(self) -> CriterionDecision:
        """The decision this correction was made from."""
        for decision in self.history:
            if decision.sequence == self.cleaned_data["sequence"]:
                return decision
        raise ValidationError("Open this page again: it speaks of a decision that is not there.")

    def going_on_from(self, history: list[CriterionDecision]) -> Self:
        """The same answers, now made from the newest decision."""
        data = {name: self.data.get(name, "") for name in self.fields}
        data["sequence"] = str(history[0].sequence)
        again = type(self)(data, history=history, resubmit_by=self.initial["resubmit_by"])
        again.full_clean()
        return again

    @property
    def helper(self) -> FormHelper:
        """One button."""
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.add_input(Submit("", "Correct and tell the candidate"))
        return helper

    @property
    def correction(self) -> Correction:
        """What was filled in."""
        mark: Decimal | None = self.cleaned_data.get("mark")
        outcome = self.cleaned_data.get("outcome")
        return Correction(
            mark=mark,
            outcome=Outcome(outcome) if outcome else None,
            feedback=self.cleaned_data["feedback"],
            resubmit_by=self.cleaned_data["resubmit_by"],
            reason=self.cleaned_data["reason"],
        )


class AllowAttemptForm(forms.Form):
    """Why another attempt is allowed."""

    reason = LineField(
        label="Reason",
        max_length=LONGEST_REASON,
        missing="Say why another attempt is allowed.",
        help_text="Stays on record with your name.",
    )

    @property
    def helper(self) -> FormHelper:
        """One button."""
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.add_input(Submit("", "Allow another attempt"))
        return helper
