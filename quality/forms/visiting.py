"""Opening a visit: what it reads, who comes, from when to when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from courses.models import Qualification
from enrolments.choices import VisitKind
from enrolments.forms.fields import AddressField, DayField, LineField, field_of
from enrolments.models import Cohort, Enrolment
from quality.actions.visiting import Part, Visitor

YEAR = timedelta(days=366)
LAST_SECOND = time(23, 59, 59)
LONGEST_KEY = 18  # digits, which fit the column


class KnownChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows by their keys; what no key can be is refused before a database is asked."""

    def clean(self, value: Any) -> Any:
        """As any choice of several."""
        if any(len(str(key)) > LONGEST_KEY for key in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class CandidateChoices(KnownChoices):
    """Candidates as in a register, with where they stand."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, cohort, status."""
        name = obj.candidate.user.register_name
        return f"{name} – {obj.cohort.name}, {obj.get_status_display().lower()}"


class CohortChoices(KnownChoices):
    """Cohorts by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name alone: they are of one qualification."""
        return str(obj.name)


class VisitForm(forms.Form):
    """A visit to one qualification."""

    ALL, COHORTS, CANDIDATES = "all", "cohorts", "candidates"
    SCOPES = (
        (ALL, "Every candidate of the diploma"),
        (COHORTS, "These cohorts"),
        (CANDIDATES, "These candidates"),
    )

    scope = forms.ChoiceField(
        label="What they may read", choices=SCOPES, initial=ALL, widget=forms.RadioSelect
    )
    cohorts = CohortChoices(
        Cohort.objects.none(),
        label="Cohorts",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose cohorts of this diploma."},
    )
    candidates = CandidateChoices(
        Enrolment.objects.none(),
        label="Candidates",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose candidates of this diploma."},
    )
    email = AddressField(
        label="E-mail address of the assurer",
        help_text="They sign in with it, and the invitation goes there.",
        error_messages={"required": "Give the address of the external quality assurer."},
    )
    given_name = LineField(
        label="Given name",
        max_length=100,
        required=False,
        help_text="Both names may stay empty for somebody who was here before.",
    )
    family_name = LineField(label="Family name", max_length=100, required=False)
    kind = forms.ChoiceField(label="Kind of visit", choices=VisitKind.choices)
    opens_on = DayField(label="From", error_messages={"required": "Give the first day."})
    closes_on = DayField(label="To", error_messages={"required": "Give the last day."})
    closes_time = forms.TimeField(
        label="Closing time on that day",
        initial=LAST_SECOND,
        widget=forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"}),
        help_text="One second later nothing is shown any more.",
        error_messages={
            "required": "Give the time of closing.",
            "invalid": "Write a time like 17:00 or 17:00:00.",
        },
    )

    def __init__(
        self, data: QueryDict | None = None, *, qualification: Qualification, today: date
    ) -> None:
        super().__init__(data, initial={"opens_on": today, "closes_on": today})
        field_of(self, "cohorts", CohortChoices).queryset = qualification.cohorts.order_by(
            "-starts_on", "name"
        )
        field_of(self, "candidates", CandidateChoices).queryset = (
            Enrolment.objects.filter(qualification=qualification)
            .select_related("candidate__user", "cohort")
            .in_register_order()
        )
        for name in ("opens_on", "closes_on"):
            field_of(self, name, DayField).between(today, today + YEAR)
        self.now = timezone.now()

    def clean(self) -> dict[str, Any]:
        """What is chosen goes with the scope, and the visit closes after it opens."""
        given = super().clean() or {}
        scope = given.get("scope")
        for name, missing in (
            (self.COHORTS, "Choose at least one cohort."),
            (self.CANDIDATES, "Choose at least one candidate."),
        ):
            if scope == name and not given.get(name) and name not in self.errors:
                self.add_error(name, missing)
        first, last = given.get("opens_on"), given.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "A visit closes after it opens: choose a later day.")
        elif last and given.get("closes_time") and self.closes_at <= self.now:
            self.add_error("closes_time", "That moment has passed: the visit would be over.")
        return given

    @property
    def opens_at(self) -> datetime:
        """The first moment of the first day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["opens_on"], time.min))

    @property
    def closes_at(self) -> datetime:
        """The closing second."""
        day, moment = self.cleaned_data["closes_on"], self.cleaned_data["closes_time"]
        return timezone.make_aware(datetime.combine(day, moment.replace(microsecond=0)))

    @property
    def part(self) -> Part:
        """What is to be read."""
        match self.cleaned_data["scope"]:
            case self.COHORTS:
                return Part(cohorts=list(self.cleaned_data["cohorts"]))
            case self.CANDIDATES:
                return Part(enrolments=list(self.cleaned_data["candidates"]))
        return Part()

    @property
    def visitor(self) -> Visitor:
        """Who comes."""
        return Visitor(
            email=self.cleaned_data["email"],
            given_name=self.cleaned_data["given_name"],
            family_name=self.cleaned_data["family_name"],
        )
