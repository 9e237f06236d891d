"""Sorting and paging of lists, kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 25


@dataclass(frozen=True, slots=True)
class Sort:
    """A column one can sort by: its head, and what that orders by."""

    label: str
    fields: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column on one page; `url` sorts by it, the other way round when it is now."""

    label: str
    url: str
    order: str  # the value of aria-sort, or nothing


def sorted_page(
    request: HttpRequest, rows: QuerySet[Any], sorts: Mapping[str, Sort], *, default: str
) -> tuple[Page[Any], list[Head]]:
    """The page asked for, in the order asked for, and the heads of the columns."""
    asked = request.GET.get("sort", "")
    key = asked.removeprefix("-")
    is_down = asked.startswith("-")
    if key not in sorts:
        key, is_down = default, False
    order = [turned(field) if is_down else field for field in sorts[key].fields]
    page = Paginator(rows.order_by(*order, "pk"), PAGE).get_page(request.GET.get("page"))
    heads = []
    for name, sort in sorts.items():
        is_current = name == key
        query = request.GET.copy()
        query.pop("page", None)
        query["sort"] = f"-{name}" if is_current and not is_down else name
        heads.append(
            Head(
                label=sort.label,
                url=f"?{query.urlencode()}",
                order=("descending" if is_down else "ascending") if is_current else "",
            )
        )
    return page, heads


def turned(field: Any) -> Any:
    """An order the other way round: of a name ("-name") or an expression."""
    if isinstance(field, str):
        return field.removeprefix("-") if field.startswith("-") else f"-{field}"
    turned_field = field.copy()
    turned_field.reverse_ordering()
    return turned_field
