"""Where in a file a candidate says the evidence is: "p. 4–6", "12:30". Pure.

A location is free text; what can be read of it becomes a jump, and what cannot stays text.
"""

from __future__ import annotations

import re

from assessments.file_types import BY_MEDIA_TYPE

CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
MINUTES = re.compile(r"(\d{1,3})\s*(?:min|m\b)", re.ASCII | re.IGNORECASE)
PAGE = re.compile(r"\d{1,4}", re.ASCII)
PDF = "application/pdf"


def jump_to(location: str, media_type: str) -> str:
    """The part of an address after "#" that opens a file at its location; empty when unknown."""
    kind = BY_MEDIA_TYPE.get(media_type)
    if media_type == PDF or (kind is not None and kind.becomes_pages):
        page = PAGE.search(location)
        return f"page={int(page[0])}" if page else ""
    if media_type.startswith(("audio/", "video/")):
        seconds = _seconds(location)
        return "" if seconds is None else f"t={seconds}"
    return ""


def _seconds(location: str) -> int | None:
    if clock := CLOCK.search(location):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if minutes_only := MINUTES.search(location):
        return int(minutes_only[1]) * 60
    return None
