"""One candidate's way through the units: evidence, submissions, marking, tutorials, hours."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import BinaryIO, cast

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from assessments import storage
from assessments.actions.evidence import look_at, record_evidence
from assessments.actions.marking import finish_marking, save_sheet
from assessments.actions.narratives import save_narrative
from assessments.actions.releasing import release
from assessments.actions.submitting import submit_unit
from assessments.choices import Outcome
from assessments.drafts import Entry
from assessments.models import Submission
from assessments.sheets import sheet_of
from courses.models import Unit
from enrolments.actions.agreed import tick_action
from enrolments.actions.learning import Study, log_activity
from enrolments.actions.tutorials import record_tutorial
from enrolments.choices import ActionOwner, ActivityKind, Mode
from enrolments.models import Enrolment, TutorialAction
from enrolments.tutoring import Agreed, Meeting
from reports.demo import words
from reports.demo.papers import paper
from reports.demo.stories import Story
from reports.demo.timeline import Timeline, at

MARKING_DAYS = 6
TO_RESUBMIT = timedelta(days=21)
TO_DO = timedelta(days=12)
# Forty slots fill a tutor's week: eight hours on each of five days.
HOURS_OF_A_DAY = 8


def first_tutorial(starts_on: date, slot: int) -> date:
    """The slot's day of the week, from two days after the start."""
    earliest = starts_on + timedelta(days=2)
    return earliest + timedelta(days=(slot // HOURS_OF_A_DAY - earliest.weekday()) % 7)


def hour_of(slot: int) -> int:
    """The slot's hour of the day, from nine."""
    return 9 + slot % HOURS_OF_A_DAY


@dataclass(frozen=True)
class Studies:
    """A candidate, their story and their place in the tutor's week (`slot`).

    `files` holds what is stored until the transaction around everything has ended.
    """

    enrolment: Enrolment
    story: Story
    slot: int
    timeline: Timeline
    files: ExitStack
    rng: Random

    @property
    def candidate(self) -> User:
        """Who studies."""
        return self.enrolment.candidate.user

    @property
    def last_day(self) -> date:
        """When they were last heard of."""
        return self.timeline.now.date() - timedelta(days=self.story.quiet_days)

    def plan(self) -> None:
        """Put everything this candidate did on the timeline."""
        units = list(self.enrolment.version.units.order_by("position"))
        story = self.story
        self._tutorials()
        self._hours()
        days = self._pass_days()
        for place, (unit, day) in enumerate(zip(units, days, strict=False)):
            self._pass(unit, day, is_second_try=place < story.first_referrals)
        rest = units[story.passed :]
        if story.has_open_referral:
            self._refer(rest.pop(0), self.last_day)
        for place in range(story.with_tutor):
            sent = self.last_day - timedelta(days=2 * place)
            self._send(rest.pop(0), sent, is_marked=story.is_marked and place == 0)
        for _ in range(story.drafting):
            self._draft(rest.pop(0), self.last_day)

    def _pass_days(self) -> list[date]:
        """Days on which units were passed: spread evenly from a month after the start."""
        first = self.enrolment.starts_on + timedelta(days=32)
        last = self.last_day - timedelta(days=1)
        count = self.story.passed
        span = max((last - first).days, 0)
        return [first + timedelta(days=span * place // max(count - 1, 1)) for place in range(count)]

    # -- what happens, each at its moment --------------------------------------------------

    def _pass(self, unit: Unit, day: date, *, is_second_try: bool) -> None:
        sent = day - timedelta(days=MARKING_DAYS)
        if is_second_try:
            self._refer(unit, sent - timedelta(days=8))
        self._put_in(unit, sent - timedelta(days=1))
        self._submit(unit, sent)
        self._mark(unit, day, refers=False)

    def _refer(self, unit: Unit, day: date) -> None:
        self._put_in(unit, day - timedelta(days=MARKING_DAYS + 1))
        self._submit(unit, day - timedelta(days=MARKING_DAYS))
        self._mark(unit, day, refers=True)

    def _send(self, unit: Unit, day: date, *, is_marked: bool) -> None:
        self._put_in(unit, day - timedelta(days=1))
        self._submit(unit, day)
        if is_marked:
            self._mark(unit, self.timeline.now.date(), refers=False, is_released=False)

    def _draft(self, unit: Unit, day: date) -> None:
        self._put_in(unit, day)
        self.timeline.add(
            at(day, 20, self.slot),
            lambda now: save_narrative(
                enrolment=self.enrolment,
                unit=unit,
                text=words.NARRATIVE,
                version=0,
                by=self.candidate,
                now=now,
            ),
        )

    def _put_in(self, unit: Unit, day: date) -> None:
        is_marked = self.enrolment.version.is_marked
        chosen = words.ASSIGNMENT if is_marked else [self.rng.choice(words.EVIDENCE)]
        for place, (title, kind, paragraphs) in enumerate(chosen):
            name = f"{title} {unit.short_code}"
            upload = paper(name, (*paragraphs, f"{self.candidate}, {day:%d %B %Y}"), kind)
            self.timeline.add(
                at(day, 19, self.slot + place),
                partial(self._add, unit, upload),
            )

    def _add(self, unit: Unit, upload: SimpleUploadedFile, now: datetime) -> None:
        record_evidence(
            enrolment=self.enrolment,
            unit=unit,
            name=upload.name or "",
            file_type=look_at(upload),
            stored=self.files.enter_context(storage.keeping(cast(BinaryIO, upload))),
            by=self.candidate,
            now=now,
        )

    def _submit(self, unit: Unit, day: date) -> None:
        self.timeline.add(
            at(day, 21, self.slot),
            lambda now: submit_unit(
                enrolment=self.enrolment,
                unit=unit,
                has_declared=True,
                refuses_standardisation=self.slot % 7 == 0,
                by=self.candidate,
                now=now,
            ),
        )

    def _mark(self, unit: Unit, day: date, *, refers: bool, is_released: bool = True) -> None:
        referred = self.rng.choice(words.REFERRAL)
        praise = self.rng.choice(words.PRAISE)
        mark = Decimal(self.rng.choice(["0.55", "0.6", "0.7", "0.8"]))

        def judge(now: datetime) -> None:
            submission = self._open(unit)
            tutor = submission.enrolment.tutor
            sheet = sheet_of(submission)
            entries = {}
            for place, line in enumerate(sheet.open_lines):
                is_met = not (refers and place == 0)
                entries[line.criterion.position] = self._entry(
                    line.criterion.maximum, mark, is_met, praise if is_met else referred
                )
            began = now - timedelta(minutes=25 + 7 * (self.slot % 5))
            save_sheet(sheet=sheet, entries=entries, seen=sheet.seen, by=tutor, now=began)
            resubmit_by = now.date() + TO_RESUBMIT if refers else None
            finish_marking(submission=submission, resubmit_by=resubmit_by, by=tutor, now=now)
            if is_released:
                release(submission=submission, by=tutor, now=now)

        self.timeline.add(at(day, 8, self.slot), judge)

    def _entry(self, maximum: Decimal | None, share: Decimal, is_met: bool, feedback: str) -> Entry:
        if maximum is None:
            outcome = Outcome.MET if is_met else Outcome.NOT_YET_MET
            return Entry(outcome=outcome, feedback=feedback)
        wanted = maximum * (share if is_met else Decimal("0.4"))
        return Entry(mark=(wanted * 2).to_integral_value() / 2, feedback=feedback)

    def _open(self, unit: Unit) -> Submission:
        return (
            Submission.objects.awaiting_marking()
            .select_related("enrolment__tutor")
            .get(enrolment=self.enrolment, unit=unit)
        )

    def _tutorials(self) -> None:
        """Every four weeks at the candidate's own hour of the week."""
        day = first_tutorial(self.enrolment.starts_on, self.slot)
        while day <= self.last_day:
            minutes = self.rng.choice([30, 45, 45, 60])
            note, agreed = self.rng.choice(words.NOTES), self.rng.choice(words.AGREED)
            meeting = Meeting(
                starts_at=at(day, hour_of(self.slot)),
                minutes=min(minutes, 59),
                mode=Mode.VIDEO if self.slot % 3 else Mode.FACE_TO_FACE,
                note=note,
            )
            action = Agreed(text=agreed, due_on=day + timedelta(days=14))
            self.timeline.add(
                at(day, hour_of(self.slot), min(minutes, 59)),
                partial(self._meet, meeting, action),
            )
            self._tick(day + TO_DO)
            day += timedelta(days=28)

    def _meet(self, meeting: Meeting, action: Agreed, now: datetime) -> None:
        record_tutorial(
            enrolment=self.enrolment,
            meeting=meeting,
            agreed=[action],
            by=self.enrolment.tutor,
            now=now,
        )

    def _tick(self, day: date) -> None:
        """What was agreed is done within twelve days, while somebody is heard of at all."""
        if day > self.last_day:
            return

        def tick(now: datetime) -> None:
            agreed = TutorialAction.objects.filter(enrolment=self.enrolment, done_at=None)
            for action in agreed.filter(owner=ActionOwner.CANDIDATE):
                tick_action(action=action, is_done=True, by=self.candidate, now=now)

        self.timeline.add(at(day, 18, self.slot), tick)

    def _hours(self) -> None:
        """Study logged every three or four weeks."""
        kinds = (ActivityKind.READING, ActivityKind.E_LEARNING, ActivityKind.PORTFOLIO)
        day = self.enrolment.starts_on + timedelta(days=3)
        while day <= self.last_day:
            study = Study(
                done_on=day,
                minutes=self.rng.choice([180, 240, 360, 480, 600]),
                kind=self.rng.choice(kinds),
            )
            self.timeline.add(
                at(day, 22, self.slot),
                partial(self._log, study),
            )
            day += timedelta(days=self.rng.choice([18, 24, 32]))

    def _log(self, study: Study, now: datetime) -> None:
        log_activity(enrolment=self.enrolment, study=study, by=self.candidate, now=now)
