"""What every response carries, and what a lost database connection answers."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]
DATABASE_TROUBLE = (OperationalError, InterfaceError)


def isolation_headers(get_response: GetResponse) -> GetResponse:
    """Keep other sites from embedding or reading ours (trusting nothing cross-origin)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response

    return middleware


def come_back(request: HttpRequest) -> HttpResponse:
    """A page that says what is safe and when to try again."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "10"
    return response


class DatabaseTrouble:
    """Answer 503 with Retry-After, never a bare 500, while the database is away.

    What other middlewares meet is answered by `views.server_error`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a lost connection into a page that says what is safe and when to try again."""
        return come_back(request) if isinstance(error, DATABASE_TROUBLE) else None


database_trouble = DatabaseTrouble


class NoSuchAddress:
    """Nothing is named with a NUL, and PostgreSQL refuses to look for it: 404."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """Before the view looks anything up."""
        if "\x00" in request.path_info:
            raise Http404


no_such_address = NoSuchAddress
