"""Roles: what kind of thing a person may do. Relationships say to which (see querysets)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from accounts.models import User


class Role(TextChoices):
    """The roles a centre has; a person can hold several."""

    CANDIDATE = "candidate", "Candidate"
    TUTOR = "tutor", "Tutor"
    IQA = "iqa", "Internal quality assurer"
    EQA = "eqa", "External quality assurer"
    ADMINISTRATOR = "administrator", "Administrator"


# Who works with other people's records, and so signs in with a second factor.
STAFF_ROLES = frozenset({Role.TUTOR, Role.IQA, Role.EQA, Role.ADMINISTRATOR})


class AuthedRequest(HttpRequest):
    """A request whose user is signed in, which the middleware sees to."""

    user: User


P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def role_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[AuthedRequest, P], Answer]],
    Callable[Concatenate[AuthedRequest, P], Answer],
]:
    """The gate: let through people holding any of `roles`; 403 for others."""

    def gate(
        view: Callable[Concatenate[AuthedRequest, P], Answer],
    ) -> Callable[Concatenate[AuthedRequest, P], Answer]:
        @wraps(view)
        def gated(request: AuthedRequest, *args: P.args, **kwargs: P.kwargs) -> Answer:
            if request.user.role_names.isdisjoint(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("Callable[Concatenate[AuthedRequest, P], Answer]", gated)

    return gate
