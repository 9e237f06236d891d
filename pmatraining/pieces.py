"""The pieces a page is put together from. Registered for every template.

Each state of a unit or a criterion has a letter, a word, a shape and a class, here and nowhere
else, so that no page shows a state by colour alone. The values are those of
`assessments.choices.UnitState`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.core.paginator import Page
from django.template import Context
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments.choices import UnitState
from pmatraining.formatting import minutes

register = template.Library()


@dataclass(frozen=True)
class StateLook:
    """How one state is shown: what it says, and what it is drawn with."""

    letter: str
    word: str
    drawing: str
    css_class: str

    @property
    def shape(self) -> SafeString:
        """The state's shape, in the colour of the text around it. The word goes beside it."""
        return format_html(
            '<svg class="shape" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
            mark_safe(self.drawing),  # noqa: S308 -- one of the constants below
        )

    @property
    def cell(self) -> SafeString:
        """The state's square: its letter, on an outline and a colour of its own."""
        return format_html('<span class="cell {}">{}</span>', self.css_class, self.letter)


_CIRCLE = '<circle cx="8" cy="8" r="5.6"/>'
_ARROW = '<path d="M2 8h11.4M9 3.6 13.4 8 9 12.4"/>'
_TICK = '<path d="M3 8.6 6.4 12 13 4.4"/>'
_LOOP = '<path d="M13 8.8A5.1 5.1 0 1 1 11.6 4.4M12.4 1.6v3.5H8.9"/>'
_HALF = _CIRCLE + '<path class="solid" d="M8 2.4a5.6 5.6 0 0 0 0 11.2z"/>'
_TWO_TICKS = '<path d="M.9 8.8l3.2 3.2 6-7.2M7.9 11.7l.4.3 6.5-7.2"/>'
_TICK_IN_SQUARE = (
    '<rect x="1.6" y="1.6" width="12.8" height="12.8" rx="2"/><path d="M4.7 8.3 7 10.6l4.3-5"/>'
)

STATES: Mapping[str, StateLook] = {
    "not_started": StateLook("–", "Not started", _CIRCLE, "s-none"),
    "drafting": StateLook("D", "Drafting", _HALF, "s-draft"),
    "submitted": StateLook("S", "With tutor", _ARROW, "s-sent"),
    "referred": StateLook("R", "Referral", _LOOP, "s-referral"),
    "passed": StateLook("P", "Passed", _TICK, "s-passed"),
    "assured": StateLook("Q", "Passed, assured", _TWO_TICKS, "s-assured"),
    "prior_learning": StateLook("L", "Pass (prior learning)", _TICK_IN_SQUARE, "s-prior"),
}


@register.simple_tag
@lru_cache(maxsize=32)
def status_pill(state: str, word: str = "") -> SafeString:
    """The state as a pill: shape and word, in its colour; the word may be a nearer one."""
    look = STATES[state]
    said = word or look.word
    return format_html('<span class="pill {}">{}{}</span>', look.css_class, look.shape, said)


@lru_cache(maxsize=2048)
def _linked_cell(state: str | None, days: int | None, title: str) -> tuple[str, str]:
    """A square that leads somewhere, as what stands before and after its address."""
    if state is None:
        return ("", "")
    look = STATES[state]
    since = f"<small>{days} d</small>" if days is not None else ""
    age = f", {days} days" if days is not None else ""
    return (
        f'<td class="at"><a class="cell {look.css_class}" data-matrix-cell tabindex="-1" '
        f'title="{title}: {look.word}{age}" href="',
        f'">{look.letter}</a>{since}</td>',
    )


@register.simple_tag
def state_cells(cells: Iterable[Any], codes: Iterable[str], reference: str) -> SafeString:
    """A row's squares, each leading to that unit of that enrolment (`reference`).

    A cell has `shown_state` (None where the unit is not theirs) and `days`. Put together by hand:
    200 people make 3,400 of them.
    """
    start = reverse("assessments:enrolment_progress", args=[reference]).removesuffix("progress/")
    parts = []
    for cell, code in zip(cells, codes, strict=True):
        before, after = _linked_cell(cell.shown_state, cell.days, escape(code))
        here = f"{before}{start}units/{quote(code)}/{after}" if before else "<td></td>"
        parts.append(here)
    return mark_safe("".join(parts))  # noqa: S308 -- every part is ours or escaped


@register.filter
def unit_label(code: str) -> str:
    """The part of a unit's code that tells it from its neighbours: "P07" of 8420-P07."""
    return code.rpartition("-")[2]


@register.simple_tag
def state_key(*states: str) -> SafeString:
    """The key to a matrix or a strip; of every state when none is named.

    Each square is the one in the matrix and the strip, and the shape beside its word the one in
    the pills.
    """
    items = format_html_join(
        "",
        "<li>{} {} {}</li>",
        ((look.cell, look.shape, look.word) for look in _looks(states or UnitState.values)),
    )
    return format_html('<ul class="state-key">{}</ul>', items)


@register.simple_tag
def strip(units: Iterable[Any]) -> SafeString:
    """The mark-book strip: one square for each criterion, grouped by unit.

    A unit is a mapping or an object with `code`, `title`, `states` (one for each criterion, in
    order; `shown_states` goes before it), and, where they apply, `url` and `needs_you` (the next
    step is the reader's).
    """
    return format_html('<ol class="strip">{}</ol>', _joined(_strip_unit(unit) for unit in units))


def _strip_unit(unit: Any) -> SafeString:
    looks = list(_looks(_read(unit, "shown_states", None) or _read(unit, "states")))
    url, needs_you = _read(unit, "url", ""), _read(unit, "needs_you", False)
    numbers = Counter(look.word[0].lower() + look.word[1:] for look in looks)
    said = ", ".join(f"{number} {word}" for word, number in numbers.items())
    body = format_html(
        '<span class="strip-cells" aria-hidden="true">{}</span><span class="strip-code">{}</span>'
        '<span class="visually-hidden"> {}: {}{}</span>',
        _joined(look.cell for look in looks),
        _read(unit, "code"),
        _read(unit, "title"),
        said,
        "; the next step is yours" if needs_you else "",
    )
    if url:
        body = format_html('<a class="strip-unit" href="{}">{}</a>', url, body)
    else:
        body = format_html('<span class="strip-unit">{}</span>', body)
    return format_html('<li class="{}">{}</li>', "needs-you" if needs_you else "", body)


@register.simple_tag
def meter(label: str, value: int, target: int | None = None, unit: str = "") -> SafeString:
    """How much of a target is reached, in words with a bar beneath. Goes in `<dl class="meters">`.

    The unit "minutes" reads as hours and minutes ("5 h 20 of 7 h"); any other follows the number
    as it is ("11 of 17 units"). Without a target there is no bar.
    """
    said = minutes(value) if unit == "minutes" else f"{value:,}"
    bar = SafeString("")
    if target:
        goal = minutes(target) if unit == "minutes" else f"{target:,}"
        said = f"{said} of {goal}"
        bar = format_html(
            '<svg class="bar{}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            '<rect width="{}" height="8"/></svg>',
            " is-reached" if value >= target else "",
            round(100 * min(max(value, 0), target) / target, 1),
        )
    if unit and unit != "minutes":
        said = f"{said} {unit}"
    return format_html('<div class="meter"><dt>{}</dt><dd><b>{}</b>{}</dd></div>', label, said, bar)


@register.simple_tag
def figure_link(
    number: int | str, label: str, url: str = "", tone: str = "", is_current: bool = False
) -> SafeString:
    """A figure that leads to the people behind it. Goes in `<div class="figures">`.

    The tone "attention" is for figures that ask for something; it shows only when there is one.
    """
    classes = "figure-link" + (f" figure-{tone}" if tone and number else "")
    body = format_html("<b>{}</b> <span>{}</span>", number, label)
    if not url:
        return format_html('<div class="{}">{}</div>', classes, body)
    current = mark_safe(' aria-current="true"') if is_current else ""
    return format_html('<a class="{}" href="{}"{}>{}</a>', classes, url, current, body)


@register.inclusion_tag("components/_empty.html")
def empty_state(title: str, text: str, url: str = "", label: str = "") -> dict[str, str]:
    """What will be here, and the one action that fills it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/_saved_stamp.html")
def saved_stamp(at: Any = None) -> dict[str, Any]:
    """Where a page says what is saved; `autosave.js` keeps it true."""
    return {"at": at}


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def page_links(context: Context, page: Page[Any], address: str = "") -> dict[str, Any]:
    """Links to the other pages of a list, keeping the filters in the address.

    `address` is the list's own, where it may be shown at another one (a refused act's).
    """
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = f"{query.urlencode()}&" if query else ""
    return {
        "page": page,
        "kept": f"{address}?{kept}page=",
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }


def _looks(states: Iterable[str]) -> Iterator[StateLook]:
    return (STATES[state] for state in states)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


_REQUIRED = object()


def _read(thing: Any, name: str, default: Any = _REQUIRED) -> Any:
    """A value of a mapping or an object, as a template would find it."""
    if isinstance(thing, Mapping):
        return thing[name] if default is _REQUIRED else thing.get(name, default)
    return getattr(thing, name) if default is _REQUIRED else getattr(thing, name, default)
