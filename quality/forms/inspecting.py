"""What an external quality assurer writes in a visit, and what the centre answers."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import QueryDict

from accounts.models import User
from accounts.querysets import UserQuerySet
from enrolments.choices import RatingCode
from enrolments.forms.fields import DayField, TextField, field_of

LONGEST = 4000
YEAR = timedelta(days=366)


class RemarkForm(forms.Form):
    """Something seen."""

    text = TextField(label="Remark", max_length=LONGEST, missing="Write the remark.")


class ActionForm(forms.Form):
    """Something to be done."""

    action = TextField(
        label="What is to be done", max_length=LONGEST, missing="Say what is to be done."
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="By whom",
        empty_label="Choose",
        error_messages={
            "required": "Choose who is to do it.",
            "invalid_choice": "Choose somebody of the centre.",
        },
    )
    due_on = DayField(label="By when", error_messages={"required": "Give the day."})

    def __init__(self, data: QueryDict | None = None, *, owners: UserQuerySet, today: date) -> None:
        super().__init__(data)
        field_of(self, "owner", forms.ModelChoiceField).queryset = owners.by_name()
        field_of(self, "due_on", DayField).between(today, today + YEAR)


class RatingAfterForm(forms.Form):
    """The rating the visit comes to."""

    code = forms.ChoiceField(
        label="Rating after the visit",
        choices=[("", "Choose"), *RatingCode.choices],
        error_messages={"required": "Choose a rating."},
    )


class DoneForm(forms.Form):
    """What was done about an action."""

    note = TextField(
        label="What was done, and where it shows", max_length=LONGEST, missing="Say what was done."
    )


class PickForm(forms.Form):
    """One more candidate."""

    enrolment = forms.UUIDField(
        error_messages={"required": "Choose a candidate.", "invalid": "Choose a candidate."}
    )
