"""Setting, when a form is made, what its fields offer and take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from enrolments.forms.fields import DayField


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    """What there is to choose from."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def bound(form: forms.BaseForm, name: str, earliest: date, latest: date) -> None:
    """Between which days a day lies, both included."""
    cast("DayField", form.fields[name]).between(earliest, latest)
