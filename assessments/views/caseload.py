"""The tutor's desk: everybody they look after, those who need them first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from assessments.caseload import Line, lines_of
from enrolments.models import Enrolment
from enrolments.querysets import LIVE

PAGE = 50

Keep = Callable[[Line], bool]
SHOWN: dict[str, tuple[str, Keep]] = {
    "late": ("with marking past its day", lambda line: line.is_late),
    "waiting": ("with work to mark or release, {work}", lambda line: bool(line.waiting)),
    "queried": ("who query a record", lambda line: bool(line.queried)),
    "silent": ("not heard from for {days} days", lambda line: line.is_silent),
    "behind": ("behind by over 2 weeks", lambda line: line.is_behind),
}


def _last_contact(line: Line) -> Any:
    return line.last_contact_at.timestamp() if line.last_contact_at else 0


def _waiting(line: Line) -> Any:
    return line.oldest.submitted_at.timestamp() if line.oldest else float("inf")


SORTS: dict[str, tuple[str, Callable[[Line], Any]]] = {
    "name": ("Candidate", lambda line: line.name),
    "contact": ("Last tutorial", _last_contact),
    "minutes": ("One-to-one", lambda line: line.one_to_one_minutes),
    "waiting": ("Waiting for you", _waiting),
    "units": ("Units", lambda line: line.units_passed / (line.units_total or 1)),
    "pace": ("Pace", lambda line: -line.situation.weeks_behind),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that leads to the people behind it."""

    number: int
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; its link sorts by it."""

    label: str
    url: str
    order: str


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def caseload(request: AuthedRequest) -> HttpResponse:
    """One row per candidate. Filters and order are in the address; administrators name a tutor."""
    tutor = tutor_asked_for(request)
    if tutor is None:
        return render(request, "assessments/caseload_choose.html", {"tutors": tutors()})
    everybody = lines_of(
        Enrolment.objects.live().taught_by(tutor),
        today=timezone.localdate(),
        silent_after_days=settings.NO_CONTACT_DAYS,
    )
    cohort = request.GET.get("cohort", "")
    of_cohort = [line for line in everybody if cohort in ("", line.enrolment.cohort.reference)]
    show = request.GET.get("show", "")
    keep = SHOWN[show][1] if show in SHOWN else bool
    lines = ordered([line for line in of_cohort if keep(line)], request.GET.get("sort", ""))
    context: dict[str, Any] = {
        "tutor": tutor,
        "is_own": tutor == request.user,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "total": len(of_cohort),
        "attention": sum(line.needs_attention for line in of_cohort),
        "figures": figures(request, of_cohort),
        "heads": heads(request),
        "is_sorted": request.GET.get("sort", "").removeprefix("-") in SORTS,
        "cohorts": cohorts_of(everybody),
        "cohort": cohort,
        "show": show,
        "all_url": address(request, show="", sort=""),
        "tutors": tutors() if request.user.is_administrator else (),
    }
    return render(request, "assessments/caseload.html", context)


def tutor_asked_for(request: AuthedRequest) -> User | None:
    """Whose caseload: one's own, or for an administrator that of the tutor named."""
    named = request.GET.get("tutor", "")
    if named and request.user.is_administrator:
        is_number = named.isascii() and named.isdigit() and len(named) < 18
        tutor = tutors().filter(pk=int(named)).first() if is_number else None
        if tutor is None:
            raise Http404
        return tutor
    return request.user if Role.TUTOR in request.user.role_names else None


def tutors() -> QuerySet[User]:
    """Everybody with a caseload today, and how large it is."""
    live = Q(tutored_enrolments__status__in=LIVE)
    size = Count("tutored_enrolments", filter=live)
    sized: QuerySet[User] = User.objects.annotate(caseload_size=size).filter(caseload_size__gt=0)
    return sized.order_by("family_name", "given_name", "pk")


def ordered(lines: list[Line], asked: str) -> list[Line]:
    """The lines in the order asked for; as they come, those who need attention first."""
    key = asked.removeprefix("-")
    if key not in SORTS:
        return lines
    return sorted(lines, key=SORTS[key][1], reverse=asked.startswith("-"))


def figures(request: AuthedRequest, lines: Sequence[Line]) -> list[Figure]:
    """How many people of each, as links; pressing the current one shows everybody again."""
    show = request.GET.get("show", "")
    waiting = sum(len(line.waiting) for line in lines)
    work = f"{waiting} submission{'' if waiting == 1 else 's'}"
    return [
        Figure(
            number=sum(keep(line) for line in lines),
            label=label.format(days=settings.NO_CONTACT_DAYS, work=work),
            url=address(request, show="" if show == name else name),
            is_current=show == name,
        )
        for name, (label, keep) in SHOWN.items()
    ]


def heads(request: AuthedRequest) -> list[Head]:
    """The heads of the columns."""
    asked = request.GET.get("sort", "")
    found = []
    for name, (label, _) in SORTS.items():
        order = {name: "ascending", f"-{name}": "descending"}.get(asked, "")
        url = address(request, sort=f"-{name}" if order == "ascending" else name)
        found.append(Head(label=label, url=url, order=order))
    return found


def cohorts_of(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """The cohorts among the caseload, newest first: reference and name."""
    found = {line.enrolment.cohort: line.enrolment.qualification for line in lines}
    newest_first = sorted(found, key=lambda cohort: (cohort.starts_on, cohort.name), reverse=True)
    return [(one.reference, f"{found[one].short_title}, {one.name}") for one in newest_first]


def address(request: AuthedRequest, **changes: str) -> str:
    """This page's address with some of its choices changed; its pages begin anew."""
    kept = {
        name: request.GET[name]
        for name in ("tutor", "cohort", "show", "sort")
        if name in request.GET
    }
    said = {name: value for name, value in (kept | changes).items() if value}
    return f"?{urlencode(said)}"
