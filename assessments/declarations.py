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
STANDARDISATION = (
    "With my name taken out, the awarding organisation may use this work to help assessors judge "
    "alike, unless I refuse."
)
REFUSAL = "I refuse: keep this work out of it."


def declared_text() -> str:
    """The whole text a candidate sees, as it is stored."""
    return "\n".join([*STATEMENTS, STANDARDISATION])


def fingerprint(narrative: str) -> str:
    """The SHA-256 of a narrative as submitted; nothing for no narrative."""
    return sha256(narrative.encode()).hexdigest() if narrative else ""
