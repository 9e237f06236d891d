"""Which reminders somebody wants."""

from __future__ import annotations

from typing import Any

from django import forms

from enrolments.choices import ReminderRule


class ReminderForm(forms.Form):
    """A tick for each reminder the person may stop."""

    def __init__(self, *args: Any, rules: list[ReminderRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"] = forms.MultipleChoiceField(
            label="Send me a mail when",
            choices=[(rule.value, rule.label) for rule in rules],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
