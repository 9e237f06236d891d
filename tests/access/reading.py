"""Reading the table, and the one rule that says what each cell expects."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import TABLE

COLUMNS = re.compile(r"\s{2,}")
TO_SIGN_IN = "302 to sign in"
REFUSED = (403, 404, 405)
LETTERS = {
    "candidate": "C",
    "other_candidate": "C",
    "tutor": "T",
    "other_tutor": "T",
    "ex_tutor": "T",
    "iqa": "Q",
    "other_iqa": "Q",
    "eqa": "E",
    "other_eqa": "E",
    "administrator": "A",
    "roleless": "",
    "inactive": "N",
    "anonymous": "N",
}
# Whoever holds a link of these reads what it is about.
LINKS = ("stop", "answer", "invitation", "code")
OWN = {
    "candidate": "a", "tutor": "a", "eqa": "a",
    "other_candidate": "b", "other_tutor": "b", "other_eqa": "b",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A line of the table."""

    name: str
    about: str
    is_shared: bool
    reading: dict
    sending: dict

    def __str__(self):
        return f"{self.name} {self.about}"

    def expected(self, role, method, thing):
        """The status somebody is answered with; a tuple where any of several will do."""
        answers = {"GET": self.reading, "HEAD": self.reading, "POST": self.sending}.get(method, {})
        letter = LETTERS[role]
        named = letter if letter in answers else "P" if letter != "N" and "P" in answers else None
        if letter == "E" and method == "POST" and named == "P":
            named = None
        if letter == "N" and not self.is_open:
            return TO_SIGN_IN
        if not answers:
            return REFUSED
        if named is None:
            return TO_SIGN_IN if letter == "N" else 403
        status = answers[named]
        if thing in ("missing", "mixed"):
            return 404
        is_scoped = self.about != "none" and not self.is_shared
        if is_scoped and named == "Q" and role == "other_iqa":
            return 404
        if is_scoped and named in "CTE" and OWN.get(role) != thing:
            return 404
        return status

    @property
    def is_open(self):
        """Whether visitors have any business there."""
        return "N" in self.reading or "N" in self.sending

    def is_told(self, role, method, thing):
        """Whether the person gets an answer of substance, not a refusal."""
        expected = self.expected(role, method, thing)
        return isinstance(expected, int) and expected not in (403, 404)


def parsed(cell):
    """ "C200 T404" as {"C": 200, "T": 404}; a star is any status."""
    if cell == "-":
        return {}
    return {part[0]: part[1:] if part[1:] == "*" else int(part[1:]) for part in cell.split()}


def read_table(text=TABLE):
    """The lines of the table."""
    addresses = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, about, reading, sending = COLUMNS.split(line)
        addresses.append(
            Address(
                name=name,
                about=about.removesuffix("!"),
                is_shared=about.endswith("!"),
                reading=parsed(reading),
                sending=parsed(sending),
            )
        )
    return addresses


def routed(patterns=None, namespace=""):
    """Every name in the resolver with its view; the administration site has its own rule."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routed(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
