"""What a candidate should do next: one sentence and one button, chosen purely.

First what the tutor asked for, then what only needs sending, then what was agreed, then what is
planned. Only when nothing is the candidate's to do does the page speak of waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from assessments.choices import UnitState
from enrolments.choices import EnrolmentStatus

Thing = TypeVar("Thing")

# An agreed action, or a discussion, is the next thing from a week before its day.
ACTION_NEAR = timedelta(days=7)


class Place(Enum):
    """Where a step's button leads."""

    UNIT = "unit"
    UNITS = "units"
    ACTIONS = "actions"
    TUTORIAL = "tutorial"
    DISCUSSION = "discussion"
    INDUCTION = "induction"
    STATEMENTS = "statements"


@dataclass(frozen=True, slots=True)
class UnitStand:
    """Where the candidate stands in one unit."""

    code: str  # of the unit, as in addresses
    name: str  # "P07 Communication, knowledge"
    state: UnitState
    criteria: int
    to_do: int  # criteria that still need evidence
    is_ready: bool = False
    may_submit: bool = True  # an attempt is left
    since: date | None = None
    target_on: date | None = None
    resubmit_by: date | None = None
    due_back_on: date | None = None

    @property
    def short(self) -> str:
        """What the button says: "P07"."""
        return self.name.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """Something the candidate agreed to do."""

    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class HeldTutorial:
    """A tutorial whose record the candidate has not answered."""

    held_on: date
    kind: str


@dataclass(frozen=True, slots=True)
class PlannedDiscussion:
    """A professional discussion that is coming."""

    on: date
    words: str  # "at 10:00, video call"
    purpose: str


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the next step depends on."""

    today: date
    status: EnrolmentStatus
    starts_on: date
    tutor: str
    units: Sequence[UnitStand]
    actions: Sequence[AgreedAction] = ()
    tutorials: Sequence[HeldTutorial] = ()
    discussions: Sequence[PlannedDiscussion] = ()
    ended_on: date | None = None
    opens_fellowship: bool = False
    has_induction: bool = True  # something of it is recorded


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the page opens with. A step without a label has no button."""

    sentence: str
    detail: str
    label: str = ""
    place: Place = Place.UNITS
    unit: str = ""  # the code, when the place is a unit


def choose(situation: Situation) -> NextStep:
    """The one thing to do next."""
    for step in (
        _ended(situation),
        _referral(situation),
        _discussion(situation),
        _ready(situation),
        _action(situation),
        _tutorial(situation),
        _not_begun(situation),
        _induction(situation),
        _drafting(situation),
        _next_unit(situation),
        _waiting(situation),
    ):
        if step is not None:
            return step
    return NextStep(
        sentence="There is nothing for you to do just now.",
        detail=f"{situation.tutor} or the centre decides what comes next.",
        label="See your units",
    )


def _ended(situation: Situation) -> NextStep | None:
    on = f" on {_day(situation.ended_on)}" if situation.ended_on else ""
    if situation.status == EnrolmentStatus.WITHDRAWN:
        return NextStep(
            sentence=f"This enrolment ended{on}.",
            detail="Your units, evidence and feedback stay here for you to read.",
            label="See your units",
        )
    if situation.status == EnrolmentStatus.COMPLETED:
        fellowship = (
            " You can now apply for ILM Fellowship, and go on to a Master’s."
            if situation.opens_fellowship
            else ""
        )
        return NextStep(
            sentence="Your diploma is complete: every unit is passed.",
            detail=f"Completed{on}.{fellowship}",
            label="See your statement of results",
            place=Place.STATEMENTS,
        )
    if situation.status == EnrolmentStatus.ON_BREAK:
        return NextStep(
            sentence="Your studies are on a break.",
            detail="Nothing is asked of you meanwhile. What you add is kept.",
            label="See your units",
        )
    return None


def _referral(situation: Situation) -> NextStep | None:
    referred = [
        unit for unit in situation.units if unit.state == UnitState.REFERRED and unit.may_submit
    ]
    unit = _first(referred, lambda unit: unit.resubmit_by)
    if unit is None:
        return None
    many = "one criterion" if unit.to_do == 1 else f"{unit.to_do} criteria"
    returned = f"{situation.tutor} returned it on {_day(unit.since)}. " if unit.since else ""
    if unit.resubmit_by is None:
        asked = ""
    elif unit.resubmit_by < situation.today:
        asked = f"It was asked for by {_day(unit.resubmit_by)}: send it as soon as you can. "
    else:
        asked = f"Send it again by {_day(unit.resubmit_by)}. "
    kept = "What you passed stays passed." if unit.to_do < unit.criteria else ""
    return NextStep(
        sentence=f"{unit.name} needs more evidence for {many}.",
        detail=f"{returned}{asked}{kept}".strip(),
        label=f"Open {unit.short}",
        place=Place.UNIT,
        unit=unit.code,
    )


def _discussion(situation: Situation) -> NextStep | None:
    discussion = _first(situation.discussions, lambda discussion: discussion.on)
    if discussion is None or discussion.on > situation.today + ACTION_NEAR:
        return None
    return NextStep(
        sentence=f"Your professional discussion is on {_day(discussion.on)}.",
        detail=f"With {situation.tutor}, {discussion.words}: {discussion.purpose}",
        label="See what it is about",
        place=Place.DISCUSSION,
    )


def _ready(situation: Situation) -> NextStep | None:
    ready = [
        unit
        for unit in situation.units
        if unit.state == UnitState.DRAFTING and unit.is_ready and unit.may_submit
    ]
    unit = _first(ready, lambda unit: unit.target_on)
    if unit is None:
        return None
    return NextStep(
        sentence=f"{unit.name} is ready to submit.",
        detail=f"Read it through, say that it is your own, and send it to {situation.tutor}.",
        label=f"Open {unit.short}",
        place=Place.UNIT,
        unit=unit.code,
    )


def _action(situation: Situation) -> NextStep | None:
    action = _first(situation.actions, lambda action: action.due_on)
    if action is None or action.due_on > situation.today + ACTION_NEAR:
        return None
    is_late = action.due_on < situation.today
    return NextStep(
        sentence=f"You agreed to: {action.text.rstrip('.')}.",
        detail=f"It {'was' if is_late else 'is'} due by {_day(action.due_on)}.",
        label="See what was agreed",
        place=Place.ACTIONS,
    )


def _tutorial(situation: Situation) -> NextStep | None:
    tutorial = _first(situation.tutorials, lambda tutorial: tutorial.held_on)
    if tutorial is None:
        return None
    others = len(situation.tutorials) - 1
    more = f" {others} more wait{'s' if others == 1 else ''} as well." if others else ""
    return NextStep(
        sentence=f"Is the record of your tutorial on {_day(tutorial.held_on)} right?",
        detail=f"{tutorial.kind} with {situation.tutor}. Confirm it, or say what is not.{more}",
        label="Look at the record",
        place=Place.TUTORIAL,
    )


def _has_begun(situation: Situation) -> bool:
    return any(unit.state != UnitState.NOT_STARTED for unit in situation.units)


def _induction(situation: Situation) -> NextStep | None:
    """Before any unit, unless the candidate has begun one already (P5.4)."""
    if situation.has_induction or _has_begun(situation):
        return None
    return NextStep(
        sentence="Your induction comes first.",
        detail=f"{situation.tutor} goes through it with you. You can look at the units meanwhile.",
        label="See what belongs to it",
        place=Place.INDUCTION,
    )


def _not_begun(situation: Situation) -> NextStep | None:
    if _has_begun(situation) or situation.starts_on <= situation.today:
        return None
    return NextStep(
        sentence=f"Your diploma starts on {_day(situation.starts_on)}.",
        detail=f"Until then, look round: {len(situation.units)} units, and what each asks for.",
        label="See your units",
    )


def _drafting(situation: Situation) -> NextStep | None:
    drafts = [
        unit for unit in situation.units if unit.state == UnitState.DRAFTING and unit.may_submit
    ]
    unit = _first(drafts, lambda unit: unit.target_on)
    if unit is None:
        return None
    still = (
        "its criterion" if unit.criteria == 1 else f"{unit.to_do} of its {unit.criteria} criteria"
    )
    return NextStep(
        sentence=f"{unit.name} still needs evidence for {still}.",
        detail=_planned(unit, situation.today),
        label=f"Go on with {unit.short}",
        place=Place.UNIT,
        unit=unit.code,
    )


def _next_unit(situation: Situation) -> NextStep | None:
    waiting = [unit for unit in situation.units if unit.state == UnitState.NOT_STARTED]
    unit = _first(waiting, lambda unit: unit.target_on)
    if unit is None:
        return None
    many = "criterion" if unit.criteria == 1 else "criteria"
    return NextStep(
        sentence=f"Next comes {unit.name}.",
        detail=f"{unit.criteria} {many} to show. {_planned(unit, situation.today)}".strip(),
        label=f"Start {unit.short}",
        place=Place.UNIT,
        unit=unit.code,
    )


def _waiting(situation: Situation) -> NextStep | None:
    sent = [unit for unit in situation.units if unit.state == UnitState.SUBMITTED]
    unit = _first(sent, lambda unit: unit.since)
    if unit is None:
        return None
    back = f" and due back by {_day(unit.due_back_on)}" if unit.due_back_on else ""
    since = f" since {_day(unit.since)}" if unit.since else ""
    return NextStep(
        sentence=f"All that you have sent is with {situation.tutor}.",
        detail=f"{unit.name} has been there{since}{back}. You have nothing to do until then.",
        label=f"See what you sent for {unit.short}",
        place=Place.UNIT,
        unit=unit.code,
    )


def _planned(unit: UnitStand, today: date) -> str:
    if unit.target_on is None:
        return ""
    was = "was" if unit.target_on < today else "is"
    return f"The plan {was} to pass it by {_day(unit.target_on)}."


def _first(things: Iterable[Thing], day: Callable[[Thing], date | None]) -> Thing | None:
    """The one whose day comes first; those without a day come last, in their order."""
    return min(things, key=lambda thing: day(thing) or date.max, default=None)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""
