"""A new version of the policy, and the band of an assessor."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django import forms

from enrolments.forms.fields import LineField
from quality.actions.policy import Terms
from quality.choices import Band
from quality.models import SamplingPolicy
from quality.models.policy import LEAST_RATE

RATES = ("rate_low", "rate_medium", "rate_high", "rate_unqualified")


def number(
    label: str, least: int, most: int, unit: str, help_text: str = "", *, required: bool = True
) -> forms.IntegerField:
    """A whole number between bounds, which its message names."""
    said = f"Give a number from {least} to {most}{'' if required else ', or none'}."
    return forms.IntegerField(
        label=f"{label} ({unit})",
        help_text=help_text,
        required=required,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
    )


class PolicyForm(forms.Form):
    """All that a policy says, beginning with what it says now."""

    rate_low = number("Low risk", LEAST_RATE, 100, "%")
    rate_medium = number("Medium risk", LEAST_RATE, 100, "%")
    rate_high = number("High risk, and new assessors", LEAST_RATE, 100, "%")
    rate_unqualified = number("Unqualified assessors", LEAST_RATE, 100, "%")
    first_decisions = number(
        "First decisions of a new assessor", 1, 50, "decisions", "These are always sampled."
    )
    too_quick_minutes = number(
        "Too quick", 1, 600, "minutes", "Marking that took less draws attention."
    )
    long_since_days = number("Long since the last sample", 1, 730, "days")
    cycle_months = number(
        "Cycle", 1, 36, "months", "In it every assessor, unit and method is sampled at least once."
    )
    second_marking_every = number(
        "Second marking: 1 in",
        1,
        1000,
        "judgements",
        "Drawn among what is judged from now on, and marked again by somebody who does not know the"
        " first marking. Leave it empty for none.",
        required=False,
    )
    reason = LineField(
        label="Why it changes", max_length=300, missing="Say why the policy changes."
    )

    def __init__(self, data: Any = None, *, policy: SamplingPolicy) -> None:
        initial = {name: getattr(policy, name) for name in self.base_fields if name != "reason"}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """More risk is never sampled less; said beside the rate that falls."""
        given = super().clean() or {}
        for lower, higher in pairwise(RATES):
            if lower in given and higher in given and given[higher] < given[lower]:
                self.add_error(higher, "More risk is never sampled less than the band before.")
        return given

    @property
    def terms(self) -> Terms:
        """What was typed, without the reason."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return Terms(**given)


class RiskForm(forms.Form):
    """A band, and why."""

    band = forms.ChoiceField(
        label="Risk",
        choices=Band.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a band."},
    )
    reason = LineField(label="Why", max_length=300, missing="Say why they are in that band.")
