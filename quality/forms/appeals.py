"""What is filled in about an appeal: grounds, who answers, the answer."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from accounts.querysets import UserQuerySet
from enrolments.forms.fields import TextField, field_of
from enrolments.forms.filters import FilterForm, select

LONGEST = 8000
SETTLED, ANY = "settled", "any"


class GroundsForm(forms.Form):
    """Why the candidate thinks the result, or an answer, is wrong."""

    grounds = TextField(
        label="Why you think it is wrong",
        max_length=LONGEST,
        missing="Say why you think it is wrong.",
        help_text="Name the criteria, and what of your evidence shows them.",
    )


class ReviewerForm(forms.Form):
    """Who answers: only people without a part in it are offered."""

    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label="Who answers this stage",
        error_messages={
            "required": "Pick somebody.",
            "invalid_choice": "Pick somebody without a part in it.",
        },
    )

    def __init__(self, data: Any = None, *, people: UserQuerySet) -> None:
        super().__init__(data)
        field_of(self, "reviewer", forms.ModelChoiceField).queryset = people


class StageAnswerForm(forms.Form):
    """Whether the appeal is upheld, and why."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[
            ("upheld", "Upheld: somebody who decided none of it decides anew"),
            ("not", "Not upheld: the result stands"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is upheld."},
    )
    answer = TextField(
        label="What you found, and on what it rests",
        max_length=LONGEST,
        missing="Say what you found.",
        help_text="The candidate reads this.",
    )


class AppealFilterForm(FilterForm):
    """Appeals by candidate, and by whether they are settled."""

    state = select([("", "Not settled"), (SETTLED, "Settled"), (ANY, "All")], label="State")
