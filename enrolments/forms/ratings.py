"""The form that records a rating."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict

from courses.models import Qualification
from enrolments.choices import RatingCode
from enrolments.forms.fields import DayField, LineField, field_of

YEARS_BACK = 10


class RatingForm(forms.Form):
    """What the awarding organisation said of one qualification, and when."""

    qualification = forms.ModelChoiceField(
        Qualification.objects.none(),
        label="Diploma",
        empty_label="Choose",
        error_messages={"required": "Choose a diploma."},
    )
    code = forms.ChoiceField(
        label="Rating",
        choices=[("", "Choose"), *RatingCode.choices],
        error_messages={"required": "Choose a rating."},
    )
    given_on = DayField(label="Given on", error_messages={"required": "Give the day."})
    note = LineField(
        label="From", max_length=300, required=False, help_text="The visit or letter it is from."
    )

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data)
        field_of(
            self, "qualification", forms.ModelChoiceField
        ).queryset = Qualification.objects.order_by("level", "code")
        field_of(self, "given_on", DayField).between(date(today.year - YEARS_BACK, 1, 1), today)
        self.initial["given_on"] = today
