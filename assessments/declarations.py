"""What a candidate declares with every submission, in our own words (R6).

The text of each version stays with the declarations made under it: change it only together
with its version.
"""

from __future__ import annotations

from hashlib import sha256

TEXT_VERSION = "2026-11"
STATEMENTS = (
    "This is my own work, put in my own words.",
    "As far as I know, no part of it has been handed in for another award.",
    "Where I use earlier work of mine, I say so.",
    "Every source I used is named.",
    "I know that a false statement here counts as an assessment offence.",
)
# Of prior learning: it was done before, and may well have been handed in then (R23).
PRIOR_TEXT_VERSION = "2026-11-prior"
PRIOR_STATEMENTS = (
    "The evidence shows what I did and learnt myself; where others had a part, I say so.",
    "Where any of it has been handed in for another award, I say so.",
    "It is as it was made, and what I can do today is no less.",
    "Every source I used is named.",
    "I know that a false statement here counts as an assessment offence.",
)
STANDARDISATION = (
    "With my name taken out, the awarding organisation may use this work to help assessors judge "
    "alike, unless I refuse."
)
REFUSAL = "I refuse: keep this work out of it."


def statements(*, is_prior_learning: bool) -> tuple[str, ...]:
    """What is declared, one statement after another."""
    return PRIOR_STATEMENTS if is_prior_learning else STATEMENTS


def text_version(*, is_prior_learning: bool) -> str:
    """The version of that wording."""
    return PRIOR_TEXT_VERSION if is_prior_learning else TEXT_VERSION


def declared_text(*, is_prior_learning: bool = False) -> str:
    """The whole text a candidate sees, as it is stored."""
    return "\n".join([*statements(is_prior_learning=is_prior_learning), STANDARDISATION])


def fingerprint(narrative: str) -> str:
    """The SHA-256 of a narrative as submitted; nothing for no narrative."""
    return sha256(narrative.encode()).hexdigest() if narrative else ""
