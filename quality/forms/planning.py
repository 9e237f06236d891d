"""Choosing what to plan for, and changing a plan by hand."""

from __future__ import annotations

from typing import Any

from django import forms

from courses.models import Qualification
from enrolments.forms.fields import LineField, field_of


class ProposeForm(forms.Form):
    """A qualification the person answers for."""

    qualification = forms.ModelChoiceField(
        Qualification.objects.none(),
        error_messages={
            "required": "Choose a qualification.",
            "invalid_choice": "You do not answer for that qualification.",
        },
    )

    def __init__(self, data: Any, *, qualifications: list[int]) -> None:
        super().__init__(data)
        field_of(
            self, "qualification", forms.ModelChoiceField
        ).queryset = Qualification.objects.filter(pk__in=qualifications)


class AddForm(forms.Form):
    """A candidate's unit that is not in the plan, and why it should be."""

    cell = forms.ChoiceField(
        label="Candidate and unit", error_messages={"required": "Choose what to add."}
    )
    reason = LineField(
        label="Why it is added", max_length=300, missing="Say why this is to be sampled."
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field_of(self, "cell", forms.ChoiceField).choices = [("", "Choose"), *choices]


class RemoveForm(forms.Form):
    """Why a cell is taken out."""

    reason = LineField(
        label="Why it is taken out", max_length=300, missing="Say why it is not to be sampled."
    )
