"""Opening a standardisation exercise, finding a script for it, and a candidate's choice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from enrolments.forms.fields import DayField, LineField, field_of
from quality.actions.standardising import DECLARATION, Plan

if TYPE_CHECKING:
    from assessments.models import EvidenceFile

NARRATIVE = "text"
AHEAD = timedelta(days=365)


class ExerciseForm(forms.Form):
    """A title, a day, which parts of the work are the script, and the declaration."""

    title = LineField(
        label="Title",
        max_length=120,
        missing="Give it a title.",
        help_text="Assessors read it: do not name the candidate.",
    )
    held_on = DayField(
        label="Day of the meeting",
        error_messages={"required": "Give the day of the meeting."},
    )
    parts = forms.MultipleChoiceField(
        label="Parts of the script",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one part of the work.",
            "invalid_choice": "Choose parts of this work.",
        },
    )
    is_declared = forms.BooleanField(
        label=DECLARATION,
        error_messages={"required": "Look into every file, and declare that nobody is named."},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, error_messages={})

    def __init__(
        self,
        data: Any = None,
        *,
        files: Sequence[tuple[int, EvidenceFile]],
        has_narrative: bool,
        today: date,
    ) -> None:
        super().__init__(data, initial={"form_token": str(uuid.uuid4())})
        self.papers = {str(file.reference): file for _, file in files}
        text = [(NARRATIVE, "What the candidate wrote, without their name")]
        named = [(key, file.original_name) for key, file in self.papers.items()]
        field_of(self, "parts", forms.MultipleChoiceField).choices = [
            *(text if has_narrative else []), *named,
        ]  # fmt: skip
        field_of(self, "held_on", DayField).between(today, today + AHEAD)

    @property
    def plan(self) -> Plan:
        """What was chosen."""
        chosen = self.cleaned_data["parts"]
        return Plan(
            title=self.cleaned_data["title"],
            held_on=self.cleaned_data["held_on"],
            files=[file for key, file in self.papers.items() if key in chosen],
            has_narrative=NARRATIVE in chosen,
            is_declared=self.cleaned_data["is_declared"],
            form_token=self.cleaned_data["form_token"],
        )


class ChoiceForm(forms.Form):
    """Allow or refuse, for one enrolment."""

    enrolment = forms.UUIDField(error_messages={"invalid": "Choose one of your diplomas."})
    choice = forms.ChoiceField(
        choices=[("allow", "Allow"), ("refuse", "Refuse")],
        error_messages={"required": "Choose.", "invalid_choice": "Choose to allow or to refuse."},
    )

    @property
    def is_refused(self) -> bool:
        """What was chosen."""
        return bool(self.cleaned_data["choice"] == "refuse")
