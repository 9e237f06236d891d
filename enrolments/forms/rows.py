"""Rows of a form: as they were sent, with another empty one when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict


def rows_sent(
    data: QueryDict, *, prefix: str, most: int, another: Mapping[str, str] | None = None
) -> QueryDict:
    """What a formset reads. `another` holds the first answers of one more row."""
    data = data.copy()
    total, initial = f"{prefix}-TOTAL_FORMS", f"{prefix}-INITIAL_FORMS"
    count = min(_whole(data.get(total)), most)
    if another is not None and count < most:
        for name, value in another.items():
            data[f"{prefix}-{count}-{name}"] = value
        count += 1
    data[total] = str(count)
    data[initial] = "0"
    return data


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
