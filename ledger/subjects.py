"""Whose trail an event belongs to: the enrolment, although the ledger knows none.

`settings.AUDIT_SUBJECT` names a model, as AUTH_USER_MODEL does. An event belongs to the row of it
that its thing is, or points to with a foreign key.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


def subject_key(label: str, pk: object) -> str:
    """A row as it is kept in an event: "enrolments.enrolment:12"."""
    return f"{label}:{pk}"


def subject_of(thing: models.Model) -> str:
    """The key of the row that `thing` is or points to; the empty text when there is none."""
    label = settings.AUDIT_SUBJECT.lower()
    column = subject_column(thing._meta.model)  # of what a lazy user stands for, too
    value = getattr(thing, column) if column else None
    return subject_key(label, value) if value is not None else ""


def subject_column(model: type[models.Model]) -> str:
    """The attribute of a model that holds the key of its subject, or the empty text."""
    label = settings.AUDIT_SUBJECT.lower()
    if model._meta.label_lower == label:
        return "pk"
    for field in model._meta.concrete_fields:
        related = field.remote_field.model if field.remote_field else None
        if isinstance(related, type) and related._meta.label_lower == label:
            return str(field.attname)
    return ""
