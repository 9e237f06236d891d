"""What staff fill in about adjustments, adversity and more time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict

from assessments.choices import FollowsFrom
from assessments.deadlines import Deadline, standing_of
from enrolments.forms.fields import DayField, LineField, TextField
from enrolments.forms.filters import FilterForm, select
from enrolments.forms.offering import bound, offer
from ledger.forms import VersionedForm

if TYPE_CHECKING:
    from courses.models import Unit

LINE = 300
FAR_AHEAD = timedelta(days=5 * 366)
ENDED, ANY = "ended", "any"


class SentOnceForm(forms.Form):
    """A form whose page has a token of its own, so that sent twice it does one thing."""

    form_token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Open this page again.", "invalid": "Open this page again."},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"form_token": str(uuid.uuid4())})


class AdjustmentForm(SentOnceForm):
    """What is agreed, why, on what evidence, for which units."""

    what = LineField(
        label="What is done otherwise",
        max_length=LINE,
        missing="Say what is done otherwise.",
        help_text="Such as more time in a discussion, or spoken in place of written answers.",
    )
    why = TextField(label="Why it is needed", missing="Say why it is needed.")
    evidence = LineField(
        label="What was seen of the need", max_length=LINE, missing="Say what was seen."
    )
    units = forms.TypedMultipleChoiceField(
        label="Units",
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text="Only those of which nothing is with the tutor, and which are not passed.",
        error_messages={
            "required": "Choose the units it is for.",
            "invalid_choice": "Choose units that are offered.",
        },
    )

    def __init__(self, data: QueryDict | None = None, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.offered = {unit.pk: unit for unit in units}
        offer(self, "units", [(pk, str(unit)) for pk, unit in self.offered.items()])

    @property
    def chosen_units(self) -> list[Unit]:
        """The units chosen in a valid form."""
        return [self.offered[pk] for pk in self.cleaned_data["units"]]


class ConsiderationForm(SentOnceForm):
    """What met a candidate, and what the centre does about it."""

    unit = forms.TypedChoiceField(label="Unit", coerce=int, empty_value=None, required=False)
    happened = TextField(label="What happened", missing="Say what happened.")
    evidence = LineField(
        label="What was seen of it", max_length=LINE, missing="Say what was seen of it."
    )
    follows = forms.ChoiceField(
        label="What the centre does",
        choices=FollowsFrom.choices,
        widget=forms.RadioSelect,
        help_text="No mark and no decision changes.",
        error_messages={"required": "Say what the centre does."},
    )

    def __init__(self, data: QueryDict | None = None, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.offered = {unit.pk: unit for unit in units}
        named = [(pk, str(unit)) for pk, unit in self.offered.items()]
        offer(self, "unit", [("", "No single unit"), *named])

    @property
    def chosen_unit(self) -> Unit | None:
        """The unit chosen in a valid form."""
        return self.offered.get(self.cleaned_data["unit"])


class ExtensionForm(VersionedForm, SentOnceForm):
    """Which deadline moves, to which day, and why."""

    deadline = forms.ChoiceField(
        label="Deadline",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a deadline."},
    )
    until = DayField(label="New day", error_messages={"required": "Give the new day."})
    reason = LineField(label="Reason", max_length=LINE, missing="Say why there is more time.")

    def __init__(
        self, data: QueryDict | None = None, *, deadlines: Sequence[Deadline], today: date
    ) -> None:
        super().__init__(data)
        said = standing_of(deadlines)
        offer(self, "deadline", [(one.key, f"{one.label}: {said[one.label]}") for one in deadlines])
        bound(self, "until", today, today + FAR_AHEAD)
        self.made_from(said)


class AdjustmentFilterForm(FilterForm):
    """Adjustments by candidate, and by whether they hold."""

    state = select([("", "In force"), (ENDED, "Ended"), (ANY, "All")], label="State")
