"""Fields that take what people type and give it back fit to keep."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.dateformat import format as format_date

from enrolments import typed
from enrolments.phones import clean_phone

LONG_TEXT = 2000

AnyField = TypeVar("AnyField", bound=forms.Field)


def field_of(form: forms.Form, name: str, kind: type[AnyField]) -> AnyField:
    """A field of a form, as the kind it was declared to be."""
    return cast("AnyField", form.fields[name])


def too_long(most: int) -> str:
    """What to say of a text that does not fit."""
    return f"Use {most:,} characters or fewer."


class LineField(forms.CharField):
    """One line of text, without invisible characters.

    The input has no maxlength: a paste that is cut off in silence loses what was typed.
    """

    def __init__(self, *, max_length: int, missing: str = "", **kwargs: Any) -> None:
        said = {"required": missing} if missing else {}
        fits = MaxLengthValidator(max_length, too_long(max_length))
        super().__init__(validators=[fits], error_messages=said, **kwargs)

    def to_python(self, value: Any) -> str:
        return typed.one_line(super().to_python(value) or "")


class TextField(LineField):
    """Some lines of text, without invisible characters."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, max_length: int = LONG_TEXT, missing: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=max_length, missing=missing, **kwargs)

    def to_python(self, value: Any) -> str:
        return typed.lines(forms.CharField.to_python(self, value) or "")


class AddressField(forms.EmailField):
    """An e-mail address, in lower case: one person has one."""

    default_error_messages = {
        "required": "Give your e-mail address.",
        "invalid": "Write an address like name@practice.nhs.uk.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.error_messages["max_length"] = too_long(254)

    def to_python(self, value: Any) -> str:
        return typed.one_line(super().to_python(value) or "").lower()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "email", "spellcheck": "false"}


class PhoneField(LineField):
    """A telephone number, kept as +44…; shown as people here write it."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        number = clean_phone(text)
        if not number:
            raise ValidationError(
                "Write a telephone number like 01632 960 001, without an extension."
            )
        return number


class DayField(forms.DateField):
    """A day, between bounds that the form sets with `between`."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Write a date like 3/11/2026."}

    earliest: date = date(1900, 1, 1)
    latest: date = date(2200, 1, 1)

    def between(self, earliest: date, latest: date) -> None:
        """Take only days from `earliest` to `latest`, both included."""
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not self.earliest <= day <= self.latest:
            first, last = format_date(self.earliest, "j M Y"), format_date(self.latest, "j M Y")
            raise ValidationError(f"Give a date from {first} to {last}.")
        return day
