"""What becomes of an enrolment: small forms with a day and a reason."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import User
from enrolments.choices import Funding
from enrolments.forms.enrolling import TutorField, tutors_with_caseload
from enrolments.forms.fields import DayField, LineField, field_of
from enrolments.models import Enrolment
from enrolments.registration import clean_number

YEARS_BACK = 5
YEARS_AHEAD = 3


class LifecycleForm(forms.Form):
    """A form about one enrolment, with one button that says what it does."""

    button: ClassVar[str]

    def __init__(self, data: QueryDict | None, *, enrolment: Enrolment, today: date) -> None:
        super().__init__(data)
        self.enrolment = enrolment
        self.today = today
        self.prepare()

    def prepare(self) -> None:
        """Set what depends on the enrolment and the day."""

    def past(self, name: str) -> None:
        """Take days up to today, and begin with today."""
        earliest = date(self.today.year - YEARS_BACK, 1, 1)
        field_of(self, name, DayField).between(earliest, self.today)
        self.initial.setdefault(name, self.today)

    @property
    def helper(self) -> FormHelper:
        """One button."""
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.add_input(Submit("", self.button))
        return helper


class WithdrawForm(LifecycleForm):
    """The end of an enrolment before its time."""

    button = "Withdraw the candidate"
    withdrawn_on = DayField(label="Last day", error_messages={"required": "Give the last day."})
    reason = LineField(label="Reason", max_length=300, missing="Give a reason.")

    def prepare(self) -> None:
        self.past("withdrawn_on")


class StartBreakForm(LifecycleForm):
    """A time away."""

    button = "Start the break"
    starts_on = DayField(
        label="Away from", error_messages={"required": "Say from when they are away."}
    )
    expected_back_on = DayField(label="Expected back", required=False)
    reason = LineField(
        label="Reason",
        help_text="In a few words, without anything about health.",
        max_length=300,
        missing="Give a reason.",
    )

    def prepare(self) -> None:
        self.past("starts_on")
        earliest = date(self.today.year - YEARS_BACK, 1, 1)
        latest = date(self.today.year + YEARS_AHEAD, 12, 31)
        field_of(self, "expected_back_on", DayField).between(earliest, latest)


class EndBreakForm(LifecycleForm):
    """Back again."""

    button = "End the break"
    ended_on = DayField(label="Back on", error_messages={"required": "Say when they came back."})

    def prepare(self) -> None:
        self.past("ended_on")


class ReassignForm(LifecycleForm):
    """Another tutor (P5.7)."""

    button = "Reassign"
    tutor = TutorField(
        label="New tutor",
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a tutor."},
    )
    reason = LineField(label="Reason", max_length=300, missing="Give a reason.")

    def prepare(self) -> None:
        others = tutors_with_caseload().exclude(pk=self.enrolment.tutor_id)
        field_of(self, "tutor", TutorField).queryset = others


class RegistrationForm(LifecycleForm):
    """The awarding organisation's number (P5.3)."""

    button = "Save the registration"
    number = LineField(
        label="Registration number",
        help_text="As the awarding organisation gave it: letters and digits.",
        max_length=40,
        missing="Give the registration number.",
    )
    registered_on = DayField(
        label="Registered on", error_messages={"required": "Give the day of registration."}
    )

    def prepare(self) -> None:
        if self.enrolment.registration_number:
            self.initial["number"] = self.enrolment.registration_number
            self.initial["registered_on"] = self.enrolment.registered_on
        self.past("registered_on")

    def clean_number(self) -> str:
        """Capitals, without spaces."""
        number = clean_number(self.cleaned_data["number"])
        if not number:
            raise ValidationError("A registration number has 3 to 12 letters and digits.")
        return number


class FundingForm(LifecycleForm):
    """Who pays: an order at the awarding organisation holds one kind only (R21)."""

    button = "Save the funding"
    funding = forms.ChoiceField(
        label="Funding",
        choices=Funding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who pays."},
        help_text="Non-funded: the candidate or the practice pays. Funded: public money does.",
    )

    def prepare(self) -> None:
        self.initial["funding"] = self.enrolment.funding
