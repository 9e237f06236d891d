"""What an administrator does with an enquiry."""

from __future__ import annotations

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import User
from courses.models import Qualification
from enrolments.actions.enquiries import FOLLOWED_UP, follow_up_of
from enrolments.choices import ClosedReason
from enrolments.forms.fields import DayField, TextField, field_of
from enrolments.models import Enquiry
from ledger.forms import VersionedForm

YEARS_AHEAD = 2


def posting(url: str, label: str, *, kind: str = "btn-secondary") -> FormHelper:
    """A form of its own with one button, for a page that has several."""
    helper = FormHelper()
    helper.form_action = url
    helper.attrs = {"novalidate": ""}
    button = Submit("", label)
    button.field_classes = f"btn {kind}"
    helper.add_input(button)
    return helper


class FollowUpForm(VersionedForm):
    """How far an enquiry is, whose it is, and what comes next."""

    status = forms.ChoiceField(label="Status", choices=[(s, s.label) for s in FOLLOWED_UP])
    owner = forms.ModelChoiceField(
        label="Owner", queryset=User.objects.none(), required=False, empty_label="Nobody yet"
    )
    next_action_on = DayField(label="Next action on", required=False)
    qualification = forms.ModelChoiceField(
        label="Diploma",
        queryset=Qualification.objects.none(),
        required=False,
        empty_label="Not sure yet",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        enquiry: Enquiry,
        owners: QuerySet[User],
        today: date,
        url: str,
    ) -> None:
        initial = {
            "status": enquiry.status,
            "owner": enquiry.owner_id,
            "next_action_on": enquiry.next_action_on,
            "qualification": enquiry.qualification_id,
        }
        super().__init__(data, initial=initial, auto_id="follow-%s")
        self.made_from(follow_up_of(enquiry))
        field_of(self, "owner", forms.ModelChoiceField).queryset = owners
        offered = Qualification.objects.offered()
        field_of(self, "qualification", forms.ModelChoiceField).queryset = offered
        # A day that has passed already may stay as it is.
        earliest = min(today, enquiry.next_action_on or today)
        latest = date(today.year + YEARS_AHEAD, 12, 31)
        field_of(self, "next_action_on", DayField).between(earliest, latest)
        self.helper = posting(url, "Save", kind="btn-primary")


class CloseForm(forms.Form):
    """Why an enquiry goes no further."""

    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose"), *ClosedReason.choices],
        error_messages={"required": "Choose why it is closed."},
    )

    def __init__(self, data: QueryDict | None = None, *, url: str) -> None:
        super().__init__(data, auto_id="close-%s")
        self.helper = posting(url, "Close the enquiry")


class NoteForm(forms.Form):
    """Something to remember about an enquiry."""

    text = TextField(label="Note", missing="Write a note first.", max_length=4000)

    def __init__(self, data: QueryDict | None = None, *, url: str) -> None:
        super().__init__(data, auto_id="note-%s")
        self.helper = posting(url, "Add the note")
