"""The menu: one table of entries, from which every header and rail is made.

An entry shows to the roles it names; an entry that names none is for visitors. The pages that must
stand when the database does not (500, 503) leave the menu alone, so it is made only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from accounts.roles import STAFF_ROLES, Role


@dataclass(frozen=True)
class Entry:
    """One line of the table: what it says, where it leads, who sees it."""

    label: str
    url_name: str
    args: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    label: str
    url: str
    current: str = ""  # the value of aria-current: "page" here, "true" beneath it, or nothing


@dataclass(frozen=True)
class Menu:
    """What the frame of one page is made from."""

    audience: str  # "public" and "candidate" have a bar on top, "staff" a rail
    links: tuple[Link, ...]
    own_links: tuple[Link, ...]  # the diploma of somebody who is staff as well
    foot_links: tuple[Link, ...]
    browser_key: str  # whose unsaved text a browser keeps: tells people apart, names nobody


_CANDIDATE = frozenset({Role.CANDIDATE})
_TUTOR = frozenset({Role.TUTOR})
_IQA = frozenset({Role.IQA})
_EQA = frozenset({Role.EQA})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

ENTRIES: tuple[Entry, ...] = (
    Entry("Level 5", "courses:qualification_detail", args=("level-5",)),
    Entry("Level 7", "courses:qualification_detail", args=("level-7",)),
    Entry("Help me choose", "courses:help_me_choose"),
    Entry("Verify a statement", "awards:statement_verify_start"),
    Entry("Contact", "courses:contact"),
    Entry("Progress", "assessments:progress", roles=_CANDIDATE),
    Entry("Units", "assessments:unit_list", roles=_CANDIDATE),
    Entry("Tutorials", "enrolments:my_tutorials", roles=_CANDIDATE),
    Entry("Hours", "enrolments:my_hours", roles=_CANDIDATE),
    Entry("Support", "assessments:my_support", roles=_CANDIDATE),
    Entry("Statements", "awards:my_statements", roles=_CANDIDATE),
    Entry("Caseload", "assessments:caseload", roles=_TUTOR),
    Entry("Marking", "assessments:marking_queue", roles=_TUTOR),
    Entry("Countersigning", "assessments:countersigning_queue", roles=_TUTOR),
    Entry("Standardisation", "quality:exercise_list", roles=_TUTOR | _IQA | _ADMINISTRATOR),
    Entry("Second marking", "quality:second_marking_queue", roles=_TUTOR),
    Entry("Actions from quality assurance", "quality:action_list", roles=_TUTOR),
    Entry("Quality assurance", "quality:desk", roles=_IQA),
    Entry("Enquiries", "enrolments:enquiry_list", roles=_ADMINISTRATOR),
    Entry("Cohorts", "enrolments:cohort_list", roles=_TUTOR | _ADMINISTRATOR),
    Entry("Candidates", "enrolments:candidate_list", roles=_ADMINISTRATOR),
    Entry("Claims", "awards:claim_list", roles=_ADMINISTRATOR),
    Entry("Statements", "awards:statement_list", roles=_ADMINISTRATOR),
    Entry("Visits", "quality:visit_list", roles=_EQA | _ADMINISTRATOR),
    Entry("Adjustments", "assessments:adjustment_list", roles=_TUTOR | _IQA | _ADMINISTRATOR),
    Entry("Cases", "assessments:case_list", roles=_TUTOR | _IQA | _ADMINISTRATOR),
    Entry("Appeals", "quality:appeal_list", roles=_TUTOR | _IQA | _ADMINISTRATOR),
    Entry("Phrases", "assessments:phrase_list", roles=_TUTOR | _ADMINISTRATOR),
    Entry("Sampling policy", "quality:policy", roles=_IQA | _ADMINISTRATOR),
    Entry("Agreement", "quality:second_marking_report", roles=_IQA | _ADMINISTRATOR),
    Entry("Specifications", "courses:specification_list", roles=_TUTOR | _ADMINISTRATOR),
    Entry("Guided hours", "enrolments:learning_kinds", roles=_ADMINISTRATOR),
    Entry("People", "accounts:person_list", roles=_ADMINISTRATOR),
    Entry("Jobs", "reports:job_list", roles=_ADMINISTRATOR),
    Entry("Mail", "reports:mail_list", roles=_ADMINISTRATOR),
)

PRIVACY = Entry("Privacy", "enrolments:privacy_notice")


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `menu`, made when a template first asks for it."""
    return {"menu": SimpleLazyObject(lambda: menu_for(request))}


def menu_for(request: HttpRequest) -> Menu:
    """The menu of the person asking, with the page they are on marked."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    roles: frozenset[Role] = person.role_names if person else frozenset()
    visitor_links = _links((e for e in ENTRIES if not e.roles), request.path)
    foot_links = (*visitor_links, *_links([PRIVACY], request.path))
    own_links = _links((e for e in ENTRIES if e.roles & roles & _CANDIDATE), request.path)
    staff_links = _links((e for e in ENTRIES if e.roles & roles & STAFF_ROLES), request.path)
    browser_key = _browser_key(person.pk) if person else ""
    if staff_links:
        return Menu("staff", staff_links, own_links, foot_links, browser_key)
    if own_links:
        return Menu("candidate", own_links, (), foot_links, browser_key)
    return Menu("public", visitor_links, (), foot_links, browser_key)


def _links(entries: Iterable[Entry], path: str) -> tuple[Link, ...]:
    """The entries with their addresses; the one that is the page, or holds it, is marked."""
    links = [Link(entry.label, reverse(entry.url_name, args=entry.args)) for entry in entries]
    above = [link.url for link in links if link.url != "/" and path.startswith(link.url)]
    here = path if path == "/" else max(above, key=len, default="")
    current = "page" if here == path else "true"
    return tuple(replace(link, current=current) if link.url == here else link for link in links)


def _browser_key(pk: int) -> str:
    return salted_hmac("pmatraining.browser", str(pk)).hexdigest()[:16]
