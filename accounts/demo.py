"""Who can be signed in as in the demonstration. Their password opens nothing elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

PASSWORD = "let-me-look-round"  # noqa: S105 -- printed at every start of the demonstration


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An account that the sign-in page offers."""

    role: str
    email: str


PEOPLE = (
    DemoPerson("Administrator", "admin@pma.example"),
    DemoPerson("Tutor", "tutor@pma.example"),
    DemoPerson("Internal quality assurer", "iqa@pma.example"),
    DemoPerson("External quality assurer", "eqa@pma.example"),
    DemoPerson("Candidate, Level 5", "candidate5@pma.example"),
    DemoPerson("Candidate, Level 7", "candidate7@pma.example"),
)


def people() -> tuple[DemoPerson, ...]:
    """Those to offer: nobody outside the demonstration."""
    return PEOPLE if settings.DEMO_MODE else ()


def is_spent(password: str) -> bool:
    """Whether this is the demonstration's password, in a place that is none."""
    return password == PASSWORD and not settings.DEMO_MODE
