"""What forms say of an answer left out, where a form has no better words of its own."""

from __future__ import annotations

from django import forms
from django.apps import AppConfig

LEFT_OUT: dict[type[forms.Field], str] = {
    forms.Field: "Fill this in.",
    forms.BooleanField: "Tick this to go on.",
    forms.ChoiceField: "Choose one.",
    forms.MultipleChoiceField: "Choose at least one.",
    forms.ModelMultipleChoiceField: "Choose at least one.",
    forms.FileField: "Choose a file.",
}


class SiteConfig(AppConfig):
    """The project itself, so that its words reach every form, those of others' apps too."""

    name = "pmatraining"
    label = "site"

    def ready(self) -> None:
        """Put plain words in the place of "This field is required."."""
        for kind, words in LEFT_OUT.items():
            kind.default_error_messages = {**kind.default_error_messages, "required": words}
