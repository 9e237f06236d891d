"""Fields that several of these forms have."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User

ADDRESS_LENGTH = 254
PASSWORD_LENGTH = 1000
GOOD_PASSWORDS = (
    "At least 12 characters. Three or four words that have nothing to do with each other are easy "
    "to remember and hard to guess."
)


class AddressField(forms.EmailField):
    """An e-mail address, in lower case, so that one person has one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "E-mail address")
        options.setdefault("max_length", ADDRESS_LENGTH)
        autocomplete = options.pop("autocomplete", "email")
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> str:
        """As it is kept."""
        return str(super().clean(value)).lower()


class PasswordField(forms.CharField):
    """A password as it is now. It can be pasted, and shown by a button."""

    def __init__(self, *, autocomplete: str = "current-password", **options: Any) -> None:
        options.setdefault("label", "Password")
        widget = forms.PasswordInput(
            attrs={"autocomplete": autocomplete, "spellcheck": "false", "data-can-show": ""}
        )
        super().__init__(widget=widget, strip=False, max_length=PASSWORD_LENGTH, **options)


class NewPasswordField(PasswordField):
    """A password to be. `user` is set by the form, so that it can be told from their name."""

    user: User | None = None

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "New password")
        options.setdefault("help_text", GOOD_PASSWORDS)
        super().__init__(autocomplete="new-password", **options)
