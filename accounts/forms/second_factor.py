"""allauth's forms for second factors, with our words and our counting."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms

from accounts import guesses
from accounts.adapter import count_or_refuse
from accounts.models import User

CODE_LENGTH = 20


def code_field(*, label: str, hint: str) -> forms.CharField:
    """Where a code is typed; phones offer it by themselves."""
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    )
    return forms.CharField(label=label, help_text=hint, max_length=CODE_LENGTH, widget=widget)


class CountedCode(forms.Form):
    """The sixth wrong code within five minutes is refused, like the sixth wrong password."""

    user: User

    def clean_code(self) -> str:
        """Count, look, and take back if it was right."""
        guess = count_or_refuse(context.request, {guesses.CODE: str(self.user.pk)})
        code: str = super().clean_code()  # type: ignore[misc]
        guesses.take_back(guess)
        return code


class CodeForm(CountedCode, base_forms.AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            label="Code", hint="The six digits your authenticator app shows, or a recovery code."
        )


class CodeAgainForm(CountedCode, base_forms.ReauthenticateForm):
    """A code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            label="Code", hint="The six digits your authenticator app shows, or a recovery code."
        )


class ActivateAppForm(CountedCode, totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app proves that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            label="Code from the app", hint="The six digits it shows for this site now."
        )
