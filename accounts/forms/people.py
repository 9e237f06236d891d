"""Forms of the people pages, of one's own page and of an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import QueryDict

from accounts.actions import details_of
from accounts.forms.fields import AddressField, NewPasswordField
from accounts.models import User
from accounts.roles import Role
from ledger.forms import VersionedForm

REASON_LENGTH = 300


class PersonForm(forms.Form):
    """Name and address of a person."""

    given_name = forms.CharField(label="Given name", max_length=100)
    family_name = forms.CharField(label="Family name", max_length=100, required=False)
    email = AddressField(help_text="They sign in with it, and the invitation goes there.")


class CorrectedPersonForm(VersionedForm, PersonForm):
    """Name and address of a person there is, and what the page was made from."""

    def __init__(self, data: QueryDict | None, *, person: User) -> None:
        known = {name: getattr(person, name) for name in PersonForm.base_fields}
        super().__init__(data, initial=known)
        self.made_from(details_of(person))


class NewPersonForm(PersonForm):
    """A person with their first roles."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What they do at the centre. Candidates are added by enrolling them.",
        error_messages={"required": "Choose at least one role."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            choice for choice in Role.choices if choice[0] != Role.CANDIDATE
        ]

    def chosen_roles(self) -> list[Role]:
        """As values of the domain."""
        return [Role(role) for role in self.cleaned_data["roles"]]


class PeopleFilterForm(forms.Form):
    """Which people a list shows."""

    STATES = (
        ("", "Active"),
        ("invited", "Invited, not yet here"),
        ("away", "Deactivated"),
        ("all", "All"),
    )

    q = forms.CharField(label="Name or e-mail address", max_length=100, required=False)
    role = forms.ChoiceField(
        label="Role", choices=[("", "Any role"), *Role.choices], required=False
    )
    state = forms.ChoiceField(label="Account", choices=STATES, required=False)


class GrantRoleForm(forms.Form):
    """A role that a person does not hold yet."""

    role = forms.ChoiceField(label="Role to give")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = person.role_names
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if role not in held
        ]


class ReasonForm(forms.Form):
    """Why something is taken away. It stays in the history."""

    reason = forms.CharField(
        label="Reason",
        help_text="It stays in the history, for whoever asks later.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShortcutsForm(forms.Form):
    """Single-letter keys on or off."""

    has_key_shortcuts = forms.BooleanField(
        label="Single-letter keys on marking pages",
        help_text="They never fire while you type. Switch them off if you speak to your computer.",
        required=False,
    )


class FirstPasswordForm(forms.Form):
    """The password that an invitation asks for."""

    password = NewPasswordField(label="Choose a password")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Held against the rules, and against the person's own name."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password
