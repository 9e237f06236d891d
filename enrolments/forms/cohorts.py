"""Cohorts: made and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import slugify

from courses.models import Qualification
from enrolments.actions.cohorts import record_of
from enrolments.forms.fields import DayField, LineField, field_of
from enrolments.models import Cohort
from ledger.forms import VersionedForm

YEARS_BACK, YEARS_AHEAD = 3, 6
MOST_PLACES = 500


class CohortForm(forms.Form):
    """What may change about a cohort while people are on it."""

    name = LineField(
        label="Name",
        help_text="For example Spring 2026.",
        max_length=80,
        missing="Give the cohort a name.",
    )
    starts_on = DayField(label="First day", error_messages={"required": "Give the first day."})
    ends_on = DayField(
        label="Last day",
        help_text="Of the cohort; each candidate has a planned end of their own.",
        error_messages={"required": "Give the last day."},
    )
    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=MOST_PLACES,
        initial=20,
        error_messages={
            "required": "Say how many places there are.",
            "invalid": "Write a whole number.",
            "min_value": "There is at least one place.",
            "max_value": f"There are at most {MOST_PLACES} places.",
        },
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        today: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        earliest, latest = today.year - YEARS_BACK, today.year + YEARS_AHEAD
        for name in ("starts_on", "ends_on"):
            field_of(self, name, DayField).between(date(earliest, 1, 1), date(latest, 12, 31))

    def clean(self) -> dict[str, Any]:
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "A cohort must end after it starts.")
        return self.cleaned_data

    @property
    def helper(self) -> FormHelper:
        """One button."""
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.add_input(Submit("", "Save the cohort"))
        return helper


class ChangedCohortForm(VersionedForm, CohortForm):
    """A cohort there is, and what its page was made from."""

    def __init__(self, data: QueryDict | None = None, *, cohort: Cohort, today: date) -> None:
        initial = {name: getattr(cohort, name) for name in CohortForm.base_fields}
        super().__init__(data, today=today, initial=initial)
        self.made_from(record_of(cohort))


class NewCohortForm(CohortForm):
    """A cohort of a diploma, with the reference its addresses will have."""

    qualification = forms.ModelChoiceField(
        label="Diploma",
        queryset=Qualification.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a diploma."},
    )
    reference = LineField(
        label="Reference",
        help_text="For addresses; it stays for good. Leave empty for one like l5-2026-03.",
        max_length=50,
        required=False,
    )

    field_order = ["qualification", "name", "starts_on", "ends_on", "capacity", "reference"]

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, today=today)
        qualification = field_of(self, "qualification", forms.ModelChoiceField)
        qualification.queryset = Qualification.objects.offered()

    def clean_reference(self) -> str:
        """Small letters, digits and hyphens, as typed: nothing is turned into something else."""
        reference: str = self.cleaned_data["reference"].lower()
        if reference != slugify(reference):
            raise ValidationError("Use letters a to z, digits and hyphens.")
        return reference
