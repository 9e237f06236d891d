"""How a refusal of an action reads on the form that asked for it."""

from __future__ import annotations

from django import forms

from enrolments.errors import LearningRefused


def put_beside(form: forms.BaseForm, refusal: LearningRefused) -> None:
    """Say it beside the answer it is about, or above them all."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
