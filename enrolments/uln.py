"""The unique learner number, pure (R10)."""

from __future__ import annotations

WEIGHTS = range(10, 0, -1)


def is_uln(text: str) -> bool:
    """Ten digits, the first not 0, whose weighted sum leaves 10 when divided by 11.

    The funding return's 9999999999 for "not known" fails the sum, so it is never kept.
    """
    if not (len(text) == 10 and text.isascii() and text.isdigit() and text[0] != "0"):
        return False
    return sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True)) % 11 == 10


def clean_uln(text: str) -> str:
    """As it is kept: digits without spaces or hyphens."""
    return "".join(text.replace("-", "").split())
