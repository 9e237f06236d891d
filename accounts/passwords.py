"""What a password must not be, beyond Django's own rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from accounts.demo import is_spent

if TYPE_CHECKING:
    from accounts.models import User

# Words that somebody guessing at this site would try first.
NEAR_AT_HAND = (
    "pma",
    "ilm",
    "training",
    "practice",
    "manager",
    "diploma",
    "level",
    "password",
    "nhs",
)
LETTERS_OF_ONES_OWN = 6


class NotNearAtHand:
    """Refuses what is made of this site's own words, of one word repeated, or of few letters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise when the password is among the first that would be guessed."""
        rest = password.lower()
        for word in NEAR_AT_HAND:
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", rest)) < LETTERS_OF_ONES_OWN and len(rest) < len(password):
            raise ValidationError(
                "This password is made of words that are easy to guess here. Add some of your own.",
                code="password_near_at_hand",
            )
        if re.fullmatch(r"(.{1,4})\1+.{0,3}", password):
            raise ValidationError(
                "This password repeats itself. Use words that do not.", code="password_repeats"
            )
        if is_spent(password):
            raise ValidationError(
                "This is the demonstration’s password. Choose your own.", code="password_of_demo"
            )

    def get_help_text(self) -> str:
        """For pages that list the rules."""
        return "Do not use the centre’s name, or one short word over and over."
