"""Rows of what was agreed at a tutorial: what, by when, and who does it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from enrolments.choices import ActionOwner
from enrolments.forms.fields import DayField, LineField
from enrolments.forms.rows import rows_sent
from enrolments.tutoring import Agreed

if TYPE_CHECKING:
    from django.http import QueryDict

AGREED_DAYS = 14
MOST_ROWS = 20
PREFIX = "agreed"


class AgreedForm(forms.Form):
    """Something agreed, a row of the form. A row without text is no row."""

    text = LineField(label="What was agreed", max_length=300, required=False)
    due_on = DayField(label="By", required=False)
    owner = forms.ChoiceField(label="Who", choices=ActionOwner.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """What is agreed has a day."""
        said = self.cleaned_data
        if said.get("text") and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Say by when.")
        return said

    def agreed(self) -> Agreed | None:
        """The row of a valid form."""
        said = self.cleaned_data
        if not said.get("text"):
            return None
        owner = ActionOwner(said["owner"] or ActionOwner.CANDIDATE)
        return Agreed(text=said["text"], due_on=said["due_on"], owner=owner)


AgreedRows = forms.formset_factory(AgreedForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def agreed_rows(
    data: QueryDict | None, *, today: date, has_another: bool = False
) -> forms.BaseFormSet[AgreedForm]:
    """The rows as they were sent, or one empty row; with another empty one when asked for."""
    due_on = today + timedelta(days=AGREED_DAYS)
    if data is None:
        return AgreedRows(prefix=PREFIX, initial=[{"due_on": due_on}])
    another = {"due_on": due_on.isoformat()} if has_another else None
    return AgreedRows(
        rows_sent(data, prefix=PREFIX, most=MOST_ROWS, another=another), prefix=PREFIX
    )


def agreed_said(rows: forms.BaseFormSet[AgreedForm]) -> list[Agreed]:
    """The rows that say something, of valid rows."""
    return [said for said in (row.agreed() for row in rows.forms) if said]
