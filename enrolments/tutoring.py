"""When a tutorial may have been, pure: moments in, moments or a reason out.

Days and times of day are London's; lengths are reckoned between moments, so that a tutorial
over the night the clocks change, or over midnight, lasts as long as it lasted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from enrolments.choices import ActionOwner, ActivityKind, Mode
from enrolments.hours import hours_and_minutes

LONGEST_MINUTES = 8 * 60
USUAL_MINUTES = 45
STEP_MINUTES = 5
# First talks and induction may come before the first day of the enrolment.
EARLY_DAYS = 30
LATEST_ACTION_DAYS = 731

TUTORIAL_KINDS = (
    ActivityKind.ONE_TO_ONE,
    ActivityKind.GROUP,
    ActivityKind.WEBINAR,
    ActivityKind.OBSERVATION,
    ActivityKind.PROFESSIONAL_DISCUSSION,
    ActivityKind.COACHING,
    ActivityKind.MENTORING,
)
GROUP_KINDS = (ActivityKind.GROUP, ActivityKind.WEBINAR, ActivityKind.INDUCTION)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a tutor says of a tutorial: when, how long, of what kind, and about what."""

    starts_at: datetime
    minutes: int
    kind: ActivityKind = ActivityKind.ONE_TO_ONE
    mode: Mode = Mode.VIDEO
    note: str = ""
    units: tuple[int, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """The start and the minutes after it, whatever the clocks on the wall did meanwhile."""
        return self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something agreed at a tutorial: what, by when, and who does it."""

    text: str
    due_on: date
    owner: ActionOwner = ActionOwner.CANDIDATE


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a tutorial cannot have been so, and which answer to look at."""

    reason: str
    field: str


def refusal(meeting: Meeting, *, not_before: date, now: datetime, zone: tzinfo) -> Refusal | None:
    """Why a tutorial cannot be logged: too short or long, not over yet, or before its time."""
    too_short_or_long = length_refusal(meeting.minutes)
    if too_short_or_long:
        return Refusal(too_short_or_long, "minutes")
    start = meeting.starts_at.astimezone(zone)
    if start.date() > now.astimezone(zone).date():
        return Refusal("This day has not come yet. Log a tutorial once it is over.", "on_day")
    if meeting.ends_at > now:
        end = meeting.ends_at.astimezone(zone)
        return Refusal(
            f"It would end at {end:%H:%M}, which has not come yet. Log a tutorial once it is over.",
            "start",
        )
    if start.date() < not_before:
        return Refusal(
            f"That is before {not_before.day} {not_before:%b %Y}, the first day a tutorial "
            "of this enrolment can have been.",
            "on_day",
        )
    return None


def length_refusal(minutes: int) -> str:
    """Why a tutorial cannot last so long; nothing when it can."""
    if minutes < 1:
        return "A tutorial lasts at least a minute."
    if minutes > LONGEST_MINUTES:
        longest = hours_and_minutes(LONGEST_MINUTES)
        said = hours_and_minutes(minutes)
        return f"{said} is longer than a tutorial can be: {longest} at most."
    return ""


def moment_of(day: date, clock: time, *, zone: tzinfo) -> datetime | None:
    """The moment of a day and a time of day; None for a time the clocks jumped over.

    Of an hour that came twice it is the first.
    """
    naive = datetime.combine(day, clock)
    moment = naive.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == naive else None


def is_usual(minutes: int) -> bool:
    """Whether a length is worth offering again: to five minutes, as people say it."""
    return minutes > 0 and minutes % STEP_MINUTES == 0


def first_day(starts_on: date) -> date:
    """The first day a tutorial of an enrolment can have been."""
    return starts_on - timedelta(days=EARLY_DAYS)


def suggested_start(*, now: datetime, minutes: int) -> datetime:
    """When a tutorial that has just ended began, to five minutes."""
    start = now.astimezone(UTC) - timedelta(minutes=minutes)
    return start - timedelta(
        minutes=start.minute % STEP_MINUTES, seconds=start.second, microseconds=start.microsecond
    )


def action_refusal(agreed: Agreed, *, on_day: date) -> str:
    """Why an action cannot have been agreed so on that day; nothing when it can."""
    if agreed.due_on < on_day:
        return f"“{agreed.text}” would be due before the tutorial."
    if agreed.due_on > on_day + timedelta(days=LATEST_ACTION_DAYS):
        return f"“{agreed.text}” would be due more than two years later."
    return ""
