"""Forms of a staff record: an award, an entry of development, an approval for units."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict

from enrolments.actions.staff_records import Development, Held
from enrolments.choices import StaffAward
from enrolments.forms.fields import DayField, LineField, TextField, field_of
from enrolments.models.staffing import MOST_CPD_HOURS

if TYPE_CHECKING:
    from courses.models import Unit

LONG_AGO = date(1980, 1, 1)
YEARS_AHEAD = 3


class QualificationForm(forms.Form):
    """Which award, since when it is worked towards, and when it was awarded."""

    award = forms.ChoiceField(
        label="Award",
        choices=[("", "Choose"), *StaffAward.choices],
        error_messages={"required": "Choose an award."},
    )
    working_since = DayField(label="Worked towards since", required=False)
    awarded_on = DayField(
        label="Awarded on", required=False, help_text="Empty while it is worked towards."
    )
    certificate_number = LineField(label="Certificate number", max_length=40, required=False)

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data, prefix="award")
        for name in ("working_since", "awarded_on"):
            field_of(self, name, DayField).between(LONG_AGO, today)

    def held(self) -> Held:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Held(**said | {"award": StaffAward(said["award"])})


class TakeBackForm(forms.Form):
    """Why an award counts no more."""

    reason = LineField(label="Reason", max_length=300, missing="Say why it is taken back.")


class DevelopmentForm(forms.Form):
    """What was done, when, for how long, and what came of it."""

    done_on = DayField(label="Day", error_messages={"required": "Give the day."})
    hours = forms.DecimalField(
        label="Hours",
        min_value=Decimal("0.1"),
        max_value=MOST_CPD_HOURS,
        max_digits=4,
        decimal_places=1,
        error_messages={
            "required": "Say how many hours.",
            "invalid": "Write hours as a number, like 1.5.",
            "min_value": "Give at least a tenth of an hour.",
            "max_value": "Give 100 hours or fewer.",
            "max_digits": "Write hours as a number, like 1.5.",
            "max_decimal_places": "Write hours to one decimal place, like 1.5.",
            "max_whole_digits": "Give 100 hours or fewer.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1"}),
    )
    what = LineField(label="What", max_length=200, missing="Say what it was.")
    reflection = TextField(
        label="What you took from it", required=False, help_text="And what you do otherwise now."
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data, prefix="cpd")
        field_of(self, "done_on", DayField).between(LONG_AGO, today)
        self.initial = {"done_on": today, "form_token": str(uuid.uuid4())}

    def development(self) -> Development:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Development(**{name: said[name] for name in said if name != "form_token"})


class ApprovalForm(forms.Form):
    """Which units, of which diploma, from which day."""

    unit = forms.ChoiceField(label="Units", error_messages={"required": "Choose the units."})
    starts_on = DayField(label="From", error_messages={"required": "Give the first day."})

    def __init__(self, data: QueryDict | None, *, units: Iterable[Unit], today: date) -> None:
        super().__init__(data, prefix="approval")
        self.offered: dict[str, tuple[int, str]] = {}
        grouped: dict[str, list[tuple[str, str]]] = {}
        for unit in units:
            diploma = unit.version.qualification
            whole = f"{diploma.pk}:"
            if whole not in self.offered:
                self.offered[whole] = (diploma.pk, "")
                grouped[str(diploma)] = [(whole, f"Every unit of {diploma.short_title}")]
            self.offered[f"{whole}{unit.code}"] = (diploma.pk, unit.code)
            grouped[str(diploma)].append((f"{whole}{unit.code}", str(unit)))
        field_of(self, "unit", forms.ChoiceField).choices = [("", "Choose"), *grouped.items()]
        last = date(today.year + YEARS_AHEAD, 12, 31)
        field_of(self, "starts_on", DayField).between(LONG_AGO, last)
        self.initial["starts_on"] = today

    @property
    def chosen(self) -> tuple[int, str]:
        """The diploma by primary key, and the code of the unit, empty for all."""
        return self.offered[self.cleaned_data["unit"]]
