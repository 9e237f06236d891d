"""Who may see what of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")


def can_see_specifications(user: object) -> bool:
    """Tutors and administrators work from the specifications; the public pages tell the rest.

    The catalogue knows people only by what they answer: `accounts` stands beside it, not below.
    """
    return bool(getattr(user, "is_centre_staff", False))


def centre_staff_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The gate of the specification pages; 403 for others."""

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not can_see_specifications(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated
