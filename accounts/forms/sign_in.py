"""allauth's forms for signing in, with our words and our counting."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import request_password_reset
from accounts.forms.fields import AddressField, NewPasswordField, PasswordField


class SignInForm(allauth_forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField(autocomplete="username")
        self.fields["password"] = PasswordField()


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(label="Your password")


class ResetRequestForm(forms.Form):
    """Where to send a link. Whether anybody goes by the address is not looked up here."""

    email = AddressField(help_text="The one you sign in with.")

    def save(self, request: HttpRequest) -> None:
        """Owe the answer."""
        request_password_reset(email=self.cleaned_data["email"], now=timezone.now())


class NewPassword(forms.Form):
    """One field for a new password; what was typed can be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = NewPasswordField()
        del self.fields["password2"]

    def clean_password1(self) -> str:
        """Held against the rules, and against the person's own name."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)  # type: ignore[attr-defined]
        return password


class ResetForm(NewPassword, allauth_forms.ResetPasswordKeyForm):
    """A new password, by the link of a mail."""


class SetPasswordForm(NewPassword, allauth_forms.SetPasswordForm):
    """A first password, for somebody who signs in without one."""


class ChangePasswordForm(NewPassword, allauth_forms.ChangePasswordForm):
    """A new password, for somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = PasswordField(label="Your password now")

    def clean_oldpassword(self) -> str:
        """Counted like any other guess: a screen left open must not become a way in."""
        password: str = self.cleaned_data["oldpassword"]
        adapter = get_adapter(context.request)
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password
