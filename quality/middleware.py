"""An external quality assurer reads: what they ask for is answered without a chance to write.

Whoever holds the role is held to it everywhere, not only on a visit's pages (R25).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.roles import Role
from quality.actions.visiting import note_opening

GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE = frozenset({"GET", "HEAD"})
# Their own account: signing in and out, a password, a second factor, sessions, letters.
OWN_ACCOUNT = frozenset(
    {"accounts:profile", "accounts:session_clock", "enrolments:reminder_preferences"}
)
OWN_PREFIXES = ("account_", "mfa_", "usersessions_")
# What an assurer may send from within a visit; the actions ask again whether it is open.
IN_A_VISIT = frozenset(
    {
        "quality:visit_remark",
        "quality:visit_action_set",
        "quality:visit_pick",
        "quality:visit_rate",
        "quality:visit_close",
    }
)
# Open to everybody, and counts who guesses codes: the count is written by reading.
COUNTS_GUESSES = frozenset({"awards:statement_verify"})


class VisitsOnlyRead:
    """Refuse an assurer's writing, take it from the database, and note what they opened."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not visits(request):
            return self.get_response(request)
        name = name_of(request)
        if may_send(name) or name in COUNTS_GUESSES:
            return self.get_response(request)
        with reading_only():
            response = self.get_response(request)
        note(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """Refuse every method that is not for reading, but where the assurer may send."""
        if request.method in SAFE or not visits(request):
            return
        match = request.resolver_match
        if match is None or not may_send(match.view_name):
            raise PermissionDenied


visits_only_read = VisitsOnlyRead


def visits(request: HttpRequest) -> bool:
    """Whether an external quality assurer is asking."""
    return request.user.is_authenticated and Role.EQA in request.user.role_names


def may_send(name: str) -> bool:
    """Whether an assurer may send something to the address of that name."""
    return name in OWN_ACCOUNT or name in IN_A_VISIT or name.startswith(OWN_PREFIXES)


def name_of(request: HttpRequest) -> str:
    """The name of the address asked for; empty where there is none."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


@contextmanager
def reading_only() -> Iterator[None]:
    """The database refuses to write until the end of the block.

    PostgreSQL runs it in a read-only transaction, which is undone at the end: there is nothing in
    it to keep. SQLite has no such thing; there the connection itself only answers questions.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            try:
                yield
            finally:
                transaction.set_rollback(True)
        return
    connection.ensure_connection()
    held = connection.connection
    held.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        if connection.connection is held:  # asked directly: Django's own way may be barred by now
            held.execute("PRAGMA query_only = OFF")


def note(request: HttpRequest, response: HttpResponse) -> None:
    """Write down what was opened of a visit, before it leaves; what cannot be noted is not shown.

    A player that asks for the rest of what was opened has opened nothing new.
    """
    visit = getattr(request, "visit", None)
    if visit is None or request.method != "GET":
        return
    span = response.headers.get("Content-Range", "bytes 0-")
    is_rest = response.status_code == 206 and not span.startswith("bytes 0-")
    if is_rest and visit.openings.filter(user=request.user, path=request.get_full_path()).exists():
        return
    note_opening(
        visit=visit,
        by=request.user,  # type: ignore[arg-type]  # signed in, or there were no visit
        thing=getattr(request, "opened", "") or request.path,
        path=request.get_full_path(),
        status=response.status_code,
        now=timezone.now(),
    )
