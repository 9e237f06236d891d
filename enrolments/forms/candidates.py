"""The record of a candidate."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from enrolments.actions.candidates import Details, record_of
from enrolments.choices import EmployerKind
from enrolments.forms.fields import LineField, PhoneField
from enrolments.models import Candidate
from enrolments.uln import clean_uln, is_uln
from ledger.forms import VersionedForm


class DetailsForm(VersionedForm):
    """Everything but name and address, which belong to the person's account."""

    employer_kind = forms.ChoiceField(label="Works for", choices=EmployerKind.choices)
    employer_name = LineField(
        label="Practice or employer", max_length=160, missing="Name the practice or employer."
    )
    job_role = LineField(label="Role", max_length=120, required=False)
    reports_to = LineField(label="Reports to", max_length=120, required=False)
    phone = PhoneField(label="Telephone", required=False)
    membership_number = LineField(label="PMA membership number", max_length=30, required=False)
    uln = LineField(
        label="Unique learner number",
        help_text="Ten digits. Leave empty when there is none, or the candidate declined one.",
        max_length=20,
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, candidate: Candidate) -> None:
        names = [name for name in self.base_fields if name != "version"]
        initial: dict[str, Any] = {name: getattr(candidate, name) for name in names}
        initial["phone"] = candidate.phone.as_national if candidate.phone else ""
        super().__init__(data, initial=initial)
        self.made_from(record_of(candidate))

    def clean_uln(self) -> str:
        """A number as it is kept, if it is one (R10)."""
        number = clean_uln(self.cleaned_data["uln"])
        if number and not is_uln(number):
            raise ValidationError(
                "That is not a unique learner number. Ten digits, the last of them a check digit."
            )
        return number

    def details(self) -> Details:
        """The answers of a valid form."""
        return Details(**{f.name: self.cleaned_data[f.name] for f in fields(Details)})

    @property
    def helper(self) -> FormHelper:
        """One button."""
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.add_input(Submit("", "Save the details"))
        return helper
