"""What a tutor fills in about a professional discussion, before it and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone

from assessments.actions.discussions import Announcement, Held, Point
from assessments.choices import Medium
from assessments.file_types import ACCEPTED_ENDINGS
from assessments.forms.support import SentOnceForm
from assessments.models import DiscussionCriterion, DiscussionRecord
from assessments.record_pages import code_of
from courses.models import AssessmentCriterion
from enrolments.forms.fields import DayField, LineField, TextField
from enrolments.forms.offering import bound, offer
from enrolments.tutoring import moment_of

LINE = 300
LONG_ANSWER = 5000
FAR_AHEAD = timedelta(days=366)
LONGEST_MINUTE = 480
SPARE_ROWS = 2
MOST_ROWS = 60


def clock(label: str, missing: str) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={"required": missing, "invalid": "Write a time like 14:30."},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )


class MomentsForm(SentOnceForm):
    """A form with a day, and times on it."""

    def moment(self, name: str) -> datetime | None:
        """The moment of a time on the day; beside the field where the clocks jumped over it."""
        said = self.cleaned_data
        day, at = said.get("on_day"), said.get(name)
        if not isinstance(day, date) or not isinstance(at, time):
            return None
        found = moment_of(day, at, zone=timezone.get_current_timezone())
        if found is None:
            self.add_error(name, "The clocks went forward that night: this time did not exist.")
        return found


class AnnounceForm(MomentsForm):
    """What a discussion will be about, when, and where."""

    purpose = LineField(
        label="What it is for",
        max_length=LINE,
        missing="Say what it is for.",
        help_text="Such as how you decide what to delegate, and to whom.",
    )
    on_day = DayField(label="Day", error_messages={"required": "Say on which day."})
    start = clock("Start", "Say when it begins.")
    place = LineField(
        label="Where",
        max_length=120,
        missing="Say where, or by what means.",
        help_text="A place, a telephone call, or a video call.",
    )
    needs = LineField(
        label="What the candidate needs for it",
        max_length=LINE,
        required=False,
        help_text="An adjustment that is agreed, papers to have at hand.",
    )
    criteria = forms.TypedMultipleChoiceField(
        label="Criteria it is about",
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "Choose the criteria it is about.",
            "invalid_choice": "Choose criteria that are offered.",
        },
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        criteria: Sequence[AssessmentCriterion],
        today: date,
        chosen: Sequence[int] = (),
    ) -> None:
        super().__init__(data)
        self.offered = {criterion.pk: criterion for criterion in criteria}
        offer(self, "criteria", [(one.pk, f"{code_of(one)} {one.text}") for one in criteria])
        bound(self, "on_day", today, today + FAR_AHEAD)
        self.initial["criteria"] = list(chosen)

    def clean(self) -> dict[str, Any]:
        """Put day and time together."""
        self.cleaned_data["planned_for"] = self.moment("start")
        return self.cleaned_data

    def announcement(self) -> Announcement:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Announcement(
            purpose=said["purpose"],
            planned_for=said["planned_for"],
            place=said["place"],
            needs=said["needs"],
            criteria=[self.offered[pk] for pk in said["criteria"]],
        )


@dataclass(frozen=True, slots=True)
class PointRow:
    """A question and its answer on the form."""

    number: int
    minute: BoundField
    criterion: BoundField
    question: BoundField
    answer: BoundField

    @property
    def fields(self) -> tuple[BoundField, ...]:
        """In the order they are filled in."""
        return (self.minute, self.criterion, self.question, self.answer)


class HeldForm(MomentsForm):
    """How a discussion went: times, consent, and a row for each question.

    There is a row for each announced criterion and some to spare; `rows` says how many, and more
    are asked for with a button. A correction says why; it begins with what stands, unless that is
    withheld (R26).
    """

    rows = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=MOST_ROWS,
        error_messages={"required": "Open this page again.", "invalid": "Open this page again."},
    )
    on_day = DayField(label="Day", error_messages={"required": "Say on which day it was."})
    start = clock("Start", "Say when it began.")
    end = clock("End", "Say when it ended.")
    medium = forms.ChoiceField(
        label="Kept as",
        choices=Medium.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it was kept."},
    )
    attachment = forms.FileField(
        label="Recording",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED_ENDINGS}),
        help_text="If there is one. It is added to the portfolio, and opens at the minutes below.",
        error_messages={"empty": "This file is empty. Choose the recording again."},
    )
    has_consented = forms.BooleanField(
        label="The candidate agreed to the discussion and to how it was kept.",
        error_messages={"required": "Without the candidate’s consent it is no evidence."},
    )
    summary = TextField(label="Summary", max_length=LONG_ANSWER, required=False)
    reason = LineField(
        label="Why it is corrected", max_length=LINE, missing="Say why the record is corrected."
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        announced: Sequence[DiscussionCriterion],
        standing: DiscussionRecord | None,
        planned_for: datetime,
        today: date,
        is_correction: bool,
        typed: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        if files is not None:
            self.files = files
        self.announced = announced
        points = list(standing.points.select_related("announced")) if standing else []
        least = max(len(points), len(announced)) + SPARE_ROWS
        self.count = self._count(data, least) if typed is None else self._count(typed, least)
        choices = [("", "Criterion")]
        choices += [(str(row.criterion_id), code_of(row.criterion)) for row in announced]
        for number in range(1, self.count + 1):
            self.fields |= _row_fields(number, choices)
        if not is_correction:
            del self.fields["reason"]
        bound(self, "on_day", today - FAR_AHEAD, today)
        self.initial.update(self._initial(standing, planned_for, today))
        self.initial["rows"] = self.count
        for number, point in enumerate(points, 1):
            self.initial.update(
                {
                    f"minute-{number}": point.minute,
                    f"criterion-{number}": point.announced.criterion_id,
                    f"question-{number}": point.question,
                    f"answer-{number}": point.answer,
                }
            )
        if not points:
            for number, row in enumerate(announced[: self.count], 1):
                self.initial[f"criterion-{number}"] = row.criterion_id
        if typed is not None:
            self._take_over(typed)

    @staticmethod
    def _count(sent: QueryDict | None, least: int) -> int:
        """How many rows were sent, with some more where that was asked; or what to begin with."""
        rows = sent.get("rows", "") if sent is not None else ""
        is_number = rows.isascii() and rows.isdigit() and len(rows) <= len(str(MOST_ROWS))
        count = int(rows) if is_number else least
        if sent is not None and "more" in sent:
            count += SPARE_ROWS + 1
        return max(1, min(count, MOST_ROWS))

    @staticmethod
    def _initial(
        standing: DiscussionRecord | None, planned_for: datetime, today: date
    ) -> dict[str, Any]:
        if standing is None:
            planned = timezone.localtime(planned_for)
            return {"on_day": min(planned.date(), today), "start": planned.time()}
        started = timezone.localtime(standing.started_at)
        return {
            "on_day": started.date(),
            "start": started.time(),
            "end": timezone.localtime(standing.ended_at).time(),
            "medium": standing.medium,
            "has_consented": standing.has_consented,
            "summary": standing.summary,
        }

    def point_rows(self) -> Iterator[PointRow]:
        """A row for each question."""
        for number in range(1, self.count + 1):
            parts = ("minute", "criterion", "question", "answer")
            yield PointRow(number, *(self[f"{part}-{number}"] for part in parts))

    def plain_fields(self) -> list[BoundField]:
        """What is asked once."""
        return [field for field in self.visible_fields() if "-" not in field.name]

    def _take_over(self, typed: QueryDict) -> None:
        """What was typed before some more rows were asked for; a file is chosen again."""
        for name in self.fields.keys() - {"rows", "attachment"}:
            self.initial[name] = typed.get(name, "")
        self.initial["has_consented"] = "has_consented" in typed

    def clean(self) -> dict[str, Any]:
        """Put the times together, and ask for all of a row of which something is said."""
        said = self.cleaned_data
        said["started_at"], said["ended_at"] = self.moment("start"), self.moment("end")
        for number in range(1, self.count + 1):
            texts = [said.get(f"{part}-{number}") for part in ("question", "answer")]
            minute = said.get(f"minute-{number}")
            if minute is None and not any(texts):
                continue
            for part, value, lack in (
                ("minute", minute, "Say at which minute it was."),
                ("criterion", said.get(f"criterion-{number}"), "Say which criterion it was for."),
                ("question", texts[0], "Write down what was asked."),
                ("answer", texts[1], "Write down what was answered."),
            ):
                if value in (None, "") and f"{part}-{number}" not in self.errors:
                    self.add_error(f"{part}-{number}", lack)
        return said

    def held(self) -> Held:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Held(
            started_at=said["started_at"],
            ended_at=said["ended_at"],
            medium=Medium(said["medium"]),
            has_consented=said["has_consented"],
            summary=said["summary"],
            points=[
                Point(
                    minute=said[f"minute-{number}"],
                    criterion=int(said[f"criterion-{number}"]),
                    question=said[f"question-{number}"],
                    answer=said[f"answer-{number}"],
                )
                for number in range(1, self.count + 1)
                if said[f"minute-{number}"] is not None
            ],
        )


class CancelForm(forms.Form):
    """Why a discussion will not be held."""

    reason = LineField(
        label="Why it is cancelled", max_length=LINE, missing="Say why it is cancelled."
    )


class ConfirmForm(forms.Form):
    """What the other side says of a record, if anything."""

    comment = TextField(label="Comment", required=False, widget=forms.Textarea(attrs={"rows": 3}))


def _row_fields(number: int, choices: Sequence[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        f"minute-{number}": forms.IntegerField(
            label=f"{number}. Minute",
            required=False,
            min_value=0,
            max_value=LONGEST_MINUTE,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid": "Write whole minutes from the start."},
        ),
        f"criterion-{number}": forms.ChoiceField(
            label=f"{number}. Criterion",
            required=False,
            choices=choices,
            error_messages={"invalid_choice": "Choose a criterion that was announced."},
        ),
        f"question-{number}": TextField(
            label=f"{number}. Question",
            max_length=LONG_ANSWER,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"answer-{number}": TextField(
            label=f"{number}. Answer",
            max_length=LONG_ANSWER,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    }
