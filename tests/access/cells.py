"""Asking for one cell of the table, and saying what is wrong with the answer."""

import re
from contextlib import nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from tests.access.objects import arguments
from tests.access.reading import LETTERS, LINKS, OWN, REFUSED, TO_SIGN_IN
from tests.access.watching import Writes, taken_back

METHODS = ("GET", "POST")
# Answered alike whatever the object is, so asked of one: HEAD as GET, and what is never allowed.
# Whoever the line does not name is refused before the method is looked at: one of them is asked.
HEAD_AND_NEVER = ("HEAD", "PUT", "PATCH", "DELETE")
NOBODY = "anonymous"
# Reading these takes something away, which leaves an event (R25) and nothing else.
TAKES_AWAY = ("awards:statement_pdf", "reports:cohort_report_export", "reports:visit_pack_file")
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|data-token=")[^"]*')


@dataclass
class Answer:
    """What came back, as far as it matters here."""

    status: int
    body: bytes
    headers: str
    location: str
    written: list

    @property
    def is_to_sign_in(self):
        return self.status == 302 and self.location.startswith(reverse(settings.LOGIN_URL) + "?")


# The chain of middleware is made once and not for each of the thousands of browsers.
HANDLER = ClientHandler(enforce_csrf_checks=False)

# What an external quality assurer asks for leaves a line, whether it is shown or refused (R25).
NOTED = {"eqa": {"quality_visitopening"}, "other_eqa": {"quality_visitopening"}}
# Where they may pick from everybody on the diploma, by name.
NAMES_OTHERS = ("quality:visit_others", "quality:visit_pick")


class Browser(Client):
    """As Django's own, but an answer is all it keeps: no copy of what each template was given."""

    def request(self, **request):
        response = HANDLER(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def browser(world, role, client=None):
    """A new browser of somebody; a visitor has no cookie."""
    if client is None:
        client = Browser()
    client.raise_request_exception = False
    if role in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


def ask(world, role, method, url, data=None, *, is_kept=False):
    """Send one request and take back whatever it did, unless it is to be looked at first."""
    writes = Writes()
    client = browser(world, role)
    with nullcontext() if is_kept else taken_back(), writes.watched():
        if data is None:
            response = client.generic(method, url)
        else:
            response = (client.post if method == "POST" else client.get)(url, data)
        body = b"".join(response) if response.streaming else response.content
    return Answer(
        status=response.status_code,
        body=body,
        headers=repr(sorted(response.headers.items())),
        location=response.headers.get("Location", ""),
        written=writes.tables,
    )


def cells_of(address, world):
    """Every cell of a line: role, thing, its arguments, and the methods to try."""
    refused = next((role for role in LETTERS if is_unnamed(address, role)), NOBODY)
    for role in LETTERS:
        asks_all = role in (NOBODY, refused) or not is_unnamed(address, role)
        for thing, args in arguments(address.about, world).items():
            others = HEAD_AND_NEVER if asks_all and thing == "a" else ()
            yield role, thing, args, METHODS + others


def is_unnamed(address, role):
    """Whether a line refuses a role whatever it asks for."""
    refusals = (403, REFUSED, TO_SIGN_IN)
    return all(address.expected(role, method, "a") in refusals for method in METHODS)


def faults_of(world, address):
    """What is wrong with which cell of a line."""
    faults = []
    alike = {}
    for role, thing, args, methods in cells_of(address, world):
        url = reverse(address.name, args=args)
        for method in methods:
            answer = ask(world, role, method, url)
            expected = address.expected(role, method, thing)
            found = wrong(world, address, role, method, thing, expected, answer)
            faults += [f"{role} {method} {thing}: {text}" for text in found]
            if expected == 404 and method in ("GET", "POST"):
                alike.setdefault((role, method), set()).add(plain(answer.body))
    faults += [
        f"{role} {method}: another's and what is missing do not look alike"
        for (role, method), bodies in alike.items()
        if len(bodies) > 1
    ]
    return faults


def wrong(world, address, role, method, thing, expected, answer):
    """What is wrong with one answer."""
    if not fits(expected, answer):
        yield f"expected {expected}, got {answer.status} {answer.location}"
    kept = {"ledger_auditevent"} if address.name in TAKES_AWAY else set()
    kept |= NOTED.get(role, set()) if method == "GET" else set()
    if method in ("GET", "HEAD") and not kept.issuperset(answer.written):
        yield f"reading wrote {answer.written}"
    is_refused = not isinstance(expected, int) or expected in REFUSED
    if is_refused and not kept.issuperset(answer.written):
        yield f"refused, but wrote {answer.written}"
    for side, canary in forbidden(world, address, role, method, thing):
        if canary.encode() in answer.body or canary in answer.headers:
            yield f"told of side {side}: {around(canary, answer.body)}"


def fits(expected, answer):
    """Whether the status is one that the table allows."""
    if expected == "*":
        return answer.status < 600
    if expected == TO_SIGN_IN:
        return answer.is_to_sign_in
    if expected == REFUSED:
        return answer.status in REFUSED
    return answer.status == expected


def forbidden(world, address, role, method, thing):
    """The sides of which this answer may not say a word."""
    is_told = address.is_told(role, method, thing)
    if is_told and role in ("administrator", "iqa"):
        return
    if is_told and role in NOTED and address.name in NAMES_OTHERS:
        return
    linked = thing if is_told and address.about in LINKS else None
    for side, canary in (("a", world.a.canary), ("b", world.b.canary)):
        if side not in (OWN.get(role), linked):
            yield side, canary


def plain(body):
    """A body without the tokens that differ on every page."""
    return TOKEN.sub(rb'\1"', body)


def around(canary, body):
    """The words round a canary, to find the place."""
    at = body.find(canary.encode())
    return body[max(0, at - 60) : at + 60]
