"""Why a unit is assessed by prior learning, or why not any more."""

from __future__ import annotations

from django import forms

from enrolments.forms.fields import LineField

LONGEST_REASON = 300


class ProposeForm(forms.Form):
    """What earlier learning is in sight."""

    reason = LineField(
        label="What earlier learning is in sight",
        max_length=LONGEST_REASON,
        missing="Say what earlier learning is in sight.",
        help_text="The candidate reads this. Name what was learnt, where and when.",
    )


class EndForm(forms.Form):
    """Why the unit is assessed like any other again."""

    reason = LineField(
        label="Why it is assessed like any other unit",
        max_length=LONGEST_REASON,
        missing="Say why the unit is assessed otherwise.",
        help_text="Stays on record with your name.",
    )
