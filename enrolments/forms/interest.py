"""The public form: everything of one enquiry on one page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from courses.models import Qualification
from enrolments.actions.enquiries import Interest
from enrolments.choices import ConsentPurpose, EmployerKind, HeardFrom
from enrolments.form_tokens import FormToken, issue_token, read_token
from enrolments.forms.fields import (
    AddressField,
    DayField,
    LineField,
    PhoneField,
    TextField,
    field_of,
)

NOT_SURE = "not-sure"
YEARS_AHEAD = 3


class InterestForm(forms.Form):
    """Registered interest (P5.1, P5.13, P5.14): no account, no puzzle, nothing ticked for you."""

    given_name = LineField(
        label="Given name",
        max_length=100,
        missing="Give your given name.",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = LineField(
        label="Family name",
        max_length=100,
        missing="Give your family name.",
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = AddressField(label="E-mail")
    phone = PhoneField(label="Telephone", required=False)
    employer_kind = forms.ChoiceField(
        label="Where do you work?",
        choices=EmployerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what comes closest."},
    )
    employer_name = LineField(
        label="Name of the practice or employer",
        max_length=160,
        missing="Name the practice or employer.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    job_role = LineField(
        label="Your role",
        help_text="For example practice manager.",
        max_length=120,
        missing="Say what your role is.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    reports_to = LineField(
        label="Who you report to",
        help_text="Their role is enough, for example senior partner.",
        max_length=120,
        required=False,
    )
    diploma = forms.ChoiceField(
        label="Which diploma?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a diploma, or “Not sure yet”."},
    )
    preferred_start_on = DayField(label="When would you like to start?", required=False)
    message = TextField(
        label="Anything you would like to ask or tell us",
        help_text="Please nothing about patients or anybody’s health.",
        required=False,
    )
    heard_from = forms.ChoiceField(
        label="How did you hear of us?",
        choices=[("", "Choose"), *HeardFrom.choices],
        required=False,
    )
    wants_membership = forms.BooleanField(
        label="I would like to hear about joining PMA",
        help_text="News of regulation, members’ training and events, a network of colleagues.",
        required=False,
    )
    consents = forms.MultipleChoiceField(
        label="You may also use my details for",
        choices=ConsentPurpose.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.Field(widget=forms.HiddenInput, required=False)

    read: FormToken | None = None

    def __init__(
        self, data: QueryDict | None = None, *, now: datetime, is_known_sender: bool = False
    ) -> None:
        super().__init__(data)
        self.now = now
        self.is_known_sender = is_known_sender
        offered = Qualification.objects.offered()
        self.qualifications = {q.slug: q for q in offered}
        field_of(self, "diploma", forms.ChoiceField).choices = [
            *((q.slug, f"{q.title}, {q.code}") for q in self.qualifications.values()),
            (NOT_SURE, "Not sure yet"),
        ]
        today = timezone.localdate(now)
        start = field_of(self, "preferred_start_on", DayField)
        start.between(today, date(today.year + YEARS_AHEAD, 12, 31))
        self.fields["token"].initial = issue_token(now=now)

    def preselect(self, slug: str) -> None:
        """Choose the diploma a link came from; an unknown one chooses nothing."""
        if slug in self.qualifications:
            self.fields["diploma"].initial = slug

    def clean_website(self) -> str:
        """A field that people do not see and machines fill in (no puzzle)."""
        if self.cleaned_data["website"]:
            raise ValidationError("A field that must stay empty was filled in. Empty it.")
        return ""

    def clean_token(self) -> str:
        """The form must be one of ours."""
        self.read = read_token(self.cleaned_data["token"] or "", now=self.now)
        if self.read is None:
            self.renew_token()
            raise ValidationError("This page had lost its place. It is refreshed: send it again.")
        return self.read.name

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        wants_call = ConsentPurpose.PHONE in answers.get("consents", [])
        if wants_call and not answers.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Give the number we may call, or leave the call unticked.")
        is_too_quick = self.read and self.read.is_too_quick and not self.is_known_sender
        if is_too_quick and not self.errors:
            raise ValidationError(
                "That was quicker than anybody reads. Look through it, then send it again."
            )
        return answers

    def renew_token(self) -> None:
        """Give the form shown again a token that works."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent["token"] = issue_token(now=self.now)
        self.data = sent

    @property
    def helper(self) -> FormHelper:
        """Five short parts, one button."""
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        trap = "trap has-error" if "website" in self.errors else "trap"
        helper.layout = Layout(
            Fieldset(
                "About you",
                Div("given_name", "family_name", css_class="side-by-side"),
                Div("email", "phone", css_class="side-by-side"),
                css_class="part",
            ),
            Fieldset(
                "Your work",
                "employer_kind",
                "employer_name",
                Div("job_role", "reports_to", css_class="side-by-side"),
                css_class="part",
            ),
            Fieldset(
                "The diploma",
                "diploma",
                "preferred_start_on",
                "message",
                css_class="part",
            ),
            Fieldset("You and PMA", "heard_from", "wants_membership", css_class="part"),
            Fieldset(
                "What we may do",
                HTML('{% include "enrolments/_interest_privacy.html" only %}'),
                "consents",
                css_class="part",
            ),
            Div("website", css_class=trap),
            "token",
            FormActions(Submit("", "Register my interest")),
        )
        return helper

    def interest(self) -> Interest:
        """The answers of a valid form."""
        answers = self.cleaned_data
        return Interest(
            given_name=answers["given_name"],
            family_name=answers["family_name"],
            email=answers["email"],
            phone=answers["phone"],
            employer_kind=answers["employer_kind"],
            employer_name=answers["employer_name"],
            job_role=answers["job_role"],
            reports_to=answers["reports_to"],
            qualification=self.qualifications.get(answers["diploma"]),
            preferred_start_on=answers["preferred_start_on"],
            message=answers["message"],
            heard_from=answers["heard_from"],
            wants_membership=answers["wants_membership"],
        )

    def consented(self) -> frozenset[ConsentPurpose]:
        """The purposes agreed to."""
        return frozenset(ConsentPurpose(purpose) for purpose in self.cleaned_data["consents"])
