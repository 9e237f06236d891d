"""Inserting what a query finds, in one statement: set-based, and repeatable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models


def insert_from(
    model: type[models.Model], fields: Sequence[str], found: models.QuerySet[Any, Any]
) -> int:
    """`INSERT … SELECT … ON CONFLICT DO NOTHING`; returns how many rows are new.

    `found` is a `values_list` whose columns stand in the order of `fields`. Rows that break a
    unique constraint are there already and are left alone, so running it twice adds nothing.
    """
    connection = connections[found.db]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, name)) for name in fields)
    select, parameters = found.query.sql_with_params()
    # SQLite reads "SELECT … ON CONFLICT" as a join unless a WHERE stands between.
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608 -- names are ours
        f"SELECT * FROM ({select}) AS found WHERE 1 = 1 ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return max(int(cursor.rowcount), 0)


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.column is None:
        raise ValueError(f"{name} has no column of its own.")
    return field.column
