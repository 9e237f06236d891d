"""allauth's forms for passkeys. What a browser sends is believed only after a close look."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError

LONGEST_ANSWER = 20_000
# What reading an answer raises when it is none: the parsers below expect a browser's own.
NOT_AN_ANSWER = (
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


def refusal() -> ValidationError:
    """For an answer that does not fit, and for what is no answer at all."""
    return ValidationError("This passkey was not accepted. Try again, or use another way.")


class DeviceAnswerField(forms.JSONField):
    """What a device answered, as JSON."""

    def __init__(self) -> None:
        none = "The device gave no passkey. Try again, or use another way."
        super().__init__(widget=forms.HiddenInput, error_messages={"required": none})

    def prepare_value(self, value: Any) -> str:
        """An answer is good once: the page that comes back asks anew."""
        return ""

    def bound_data(self, data: Any, initial: Any) -> str:
        """So it is not read again either."""
        return ""

    def to_python(self, value: Any) -> Any:
        """An object, and not a huge one: neither in depth nor with a number without end."""
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise refusal()
        try:
            answer = super().to_python(value)
        except (RecursionError, ValueError):
            raise refusal() from None
        if answer is not None and not isinstance(answer, dict):
            raise refusal()
        return answer


class ProvesByPasskey(forms.Form):
    """A passkey that somebody holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = DeviceAnswerField()

    def clean_credential(self) -> Authenticator:
        """Whose it is, if it is anybody's."""
        try:
            held: Authenticator = super().clean_credential()  # type: ignore[misc]
        except (ValidationError, *NOT_AN_ANSWER):
            raise refusal() from None
        return held


class PasskeySignInForm(ProvesByPasskey, webauthn_forms.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyForm(ProvesByPasskey, webauthn_forms.AuthenticateWebAuthnForm):
    """The second step, after the password."""


class PasskeyAgainForm(ProvesByPasskey, webauthn_forms.ReauthenticateWebAuthnForm):
    """Once more, before something that matters."""


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey. It can open the door alone, without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = DeviceAnswerField()
        self.fields["name"] = forms.CharField(
            label="What to call it",
            help_text="So that you know it again: “Office laptop”, “My phone”.",
            max_length=80,
            required=False,
        )
        self.fields["passwordless"].label = "Sign in with it alone, without the password"
        self.fields[
            "passwordless"
        ].help_text = "The device then asks for its PIN, a fingerprint or your face."
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """What the device made, if it made anything."""
        try:
            made: dict[str, Any] = super().clean()
        except (ValidationError, *NOT_AN_ANSWER):
            raise refusal() from None
        return made


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label="What to call it", max_length=80)
