"""What the awarding organisation's rating of a qualification lets the centre do (R20). Pure."""

from __future__ import annotations

from enrolments.choices import RatingCode

# A centre that is not told otherwise begins here.
DEFAULT = RatingCode.SIGN_OFF

_REGISTERS = frozenset(
    {
        RatingCode.DIRECT,
        RatingCode.DIRECT_WITH_ACTIONS,
        RatingCode.SIGN_OFF,
        RatingCode.NO_CLAIMS,
    }
)
_CLAIMS = frozenset(
    {
        RatingCode.DIRECT,
        RatingCode.DIRECT_WITH_ACTIONS,
        RatingCode.SIGN_OFF,
        RatingCode.NO_REGISTRATIONS,
    }
)
_SIGNED = frozenset({RatingCode.SIGN_OFF, RatingCode.NO_REGISTRATIONS})


def may_register(code: RatingCode) -> bool:
    """Whether new candidates may be registered under this rating."""
    return code in _REGISTERS


def may_claim(code: RatingCode) -> bool:
    """Whether certificates may be claimed at all under this rating."""
    return code in _CLAIMS


def needs_sign_off(code: RatingCode) -> bool:
    """Whether a claim needs the external quality assurer's signature first."""
    return code in _SIGNED
