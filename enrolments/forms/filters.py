"""Filters above the lists. What makes no sense filters nothing, and no filter ever refuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import User
from courses.models import Qualification
from enrolments.choices import EnquiryStatus, EnrolmentStatus
from enrolments.forms.fields import LineField, field_of
from enrolments.models import Cohort

ANY = "any"
NOBODY = "nobody"
NOT_SURE = "not-sure"


def select(choices: list[tuple[str, str]], **kwargs: Any) -> forms.ChoiceField:
    """A drop-down of a filter bar."""
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(choices=choices, required=False, widget=widget, **kwargs)


class FilterForm(forms.Form):
    """Bound to the address; `value(name)` is what was chosen, or nothing."""

    q = LineField(
        label="Search",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Set what a drop-down offers."""
        field_of(self, name, forms.ChoiceField).choices = choices

    def value(self, name: str) -> str:
        """A valid choice, or the empty text."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class EnquiryFilterForm(FilterForm):
    """Enquiries by state, diploma and owner."""

    status = select([("", "Open"), *EnquiryStatus.choices, (ANY, "All")], label="Status")
    diploma = select([], label="Diploma")
    owner = select([], label="Owner")
    overdue = forms.BooleanField(
        label="Next action overdue",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self, data: QueryDict, *, diplomas: QuerySet[Qualification], owners: QuerySet[User]
    ) -> None:
        super().__init__(data)
        slugs = [(diploma.slug, diploma.short_title) for diploma in diplomas]
        self.offer("diploma", [("", "All"), *slugs, (NOT_SURE, "Not sure yet")])
        people = [(str(owner.pk), str(owner)) for owner in owners]
        self.offer("owner", [("", "Everybody"), (NOBODY, "Nobody yet"), *people])


class CandidateFilterForm(FilterForm):
    """Candidates by state, diploma, cohort and tutor."""

    status = select(
        [("", "Live"), *EnrolmentStatus.choices, (ANY, "All")],
        label="Status",
    )
    diploma = select([], label="Diploma")
    cohort = select([], label="Cohort")
    tutor = select([], label="Tutor")
    late = forms.BooleanField(
        label="Registration late",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    untutored = forms.BooleanField(
        label="Tutor has left",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        diplomas: QuerySet[Qualification],
        cohorts: QuerySet[Cohort],
        tutors: QuerySet[User],
    ) -> None:
        super().__init__(data)
        everything = ("", "All")
        self.offer("diploma", [everything, *((d.slug, d.short_title) for d in diplomas)])
        self.offer("cohort", [everything, *((c.reference, str(c)) for c in cohorts)])
        self.offer("tutor", [everything, *((str(t.pk), str(t)) for t in tutors)])
