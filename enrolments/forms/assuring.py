"""Giving somebody a qualification to answer for."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import QueryDict

from accounts.models import User
from courses.models import Qualification
from enrolments.forms.fields import DayField, field_of

YEAR = timedelta(days=366)


class DutyForm(forms.Form):
    """Which qualification, and from which day."""

    qualification = forms.ModelChoiceField(
        Qualification.objects.none(),
        label="Qualification",
        error_messages={
            "required": "Choose a qualification.",
            "invalid_choice": "Choose one they do not answer for yet.",
        },
    )
    starts_on = DayField(
        label="From",
        help_text="Before this day they see nothing of it.",
        error_messages={"required": "Give the first day."},
    )

    def __init__(self, data: QueryDict | None = None, *, person: User, today: date) -> None:
        super().__init__(data, initial={"starts_on": today})
        open_duties = person.assurance_duties.filter(ended_at=None)
        field_of(
            self, "qualification", forms.ModelChoiceField
        ).queryset = Qualification.objects.exclude(
            pk__in=open_duties.values("qualification")
        ).order_by("level", "code")
        field_of(self, "starts_on", DayField).between(today - YEAR, today + YEAR)
