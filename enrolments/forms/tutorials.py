"""What a tutor fills in about a tutorial: made for thirty seconds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrolments.choices import ActivityKind, AttendanceResponse, Mode
from enrolments.forms.fields import DayField, LineField, TextField
from enrolments.forms.offering import bound, offer
from enrolments.tutoring import (
    GROUP_KINDS,
    TUTORIAL_KINDS,
    USUAL_MINUTES,
    Meeting,
    length_refusal,
    moment_of,
    suggested_start,
)
from ledger.forms import VersionedForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from courses.models import Unit
    from enrolments.models import Enrolment, Tutorial

NOTE_LENGTH = 5000
LONG_AGO = date(2000, 1, 1)
DAY, YEAR = timedelta(days=1), timedelta(days=366)


def boxes() -> forms.CheckboxSelectMultiple:
    """Boxes to tick, as `_checks.html` shows them."""
    return forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class MeetingForm(forms.Form):
    """When it was, how long, of what kind, and about what.

    It comes filled in for a tutorial that has just ended, but for its minutes: how long it was is
    said by a person, with a chip or typed. While day and start are left as suggested, other
    minutes mean another start, not another end.
    """

    kinds: Sequence[ActivityKind] = TUTORIAL_KINDS
    lengths: Sequence[int] = (30, 45, 60)

    minutes = forms.IntegerField(
        label="Minutes",
        error_messages={"required": "Say how many minutes.", "invalid": "Write whole minutes."},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autofocus": ""}),
    )
    on_day = DayField(label="Day", error_messages={"required": "Say on which day."})
    start = forms.TimeField(
        label="Start",
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={
            "required": "Say when it began.",
            "invalid": "Write a time like 14:30.",
        },
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    kind = forms.ChoiceField(
        label="Kind", error_messages={"required": "Choose what kind of tutorial it was."}
    )
    mode = forms.ChoiceField(
        label="How",
        choices=Mode.choices,
        widget=forms.RadioSelect(attrs={"class": "visually-hidden"}),
        error_messages={"required": "Choose how you met."},
    )
    units = forms.TypedMultipleChoiceField(
        label="Units touched", coerce=int, required=False, widget=boxes()
    )
    note = TextField(
        label="Note",
        help_text="The candidate reads it too.",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    as_of = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        units: Iterable[Unit],
        now: datetime,
        usual_minutes: int = USUAL_MINUTES,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.usual_minutes = usual_minutes
        self.fields["minutes"].widget.attrs["data-minutes"] = usual_minutes
        offer(self, "kind", ((kind.value, kind.label) for kind in self.kinds))
        offer(self, "units", ((unit.pk, str(unit)) for unit in units))
        bound(self, "on_day", LONG_AGO, timezone.localdate(now) + YEAR)
        start = timezone.localtime(suggested_start(now=now, minutes=usual_minutes))
        self.suggest(
            on_day=start.date(),
            start=start.time(),
            kind=self.kinds[0].value,
            mode=Mode.VIDEO.value,
            as_of=now.isoformat(),
            form_token=str(uuid.uuid4()),
        )

    def suggest(self, **initial: Any) -> None:
        """Fill in what nothing else has filled in."""
        for name, value in initial.items():
            self.initial.setdefault(name, value)

    def clean_minutes(self) -> int:
        """Between a minute and eight hours."""
        minutes: int = self.cleaned_data["minutes"]
        reason = length_refusal(minutes)
        if reason:
            raise ValidationError(reason)
        return minutes

    def clean(self) -> dict[str, Any]:
        """Put day and time together."""
        said = self.cleaned_data
        if said.keys() >= {"on_day", "start", "minutes"}:
            said["starts_at"] = self.start_moment()
        return said

    def start_moment(self) -> datetime | None:
        """The moment it began; beside the start, if the clocks jumped over it."""
        said = self.cleaned_data
        moved = self.moved_start()
        if moved:
            return moved
        zone = timezone.get_current_timezone()
        moment = moment_of(said["on_day"], said["start"], zone=zone)
        if moment is None:
            self.add_error("start", "The clocks went forward that night: this time did not exist.")
        return moment

    def moved_start(self) -> datetime | None:
        """Where the start goes with other minutes, as long as it stands as it was suggested."""
        said = self.cleaned_data
        as_of = said.get("as_of")
        if as_of is None or abs(self.now - as_of) > DAY:
            return None
        first = timezone.localtime(suggested_start(now=as_of, minutes=self.usual_minutes))
        if (said["on_day"], said["start"]) != (first.date(), first.time()):
            return None
        return suggested_start(now=as_of, minutes=said["minutes"])

    def meeting(self) -> Meeting:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Meeting(
            starts_at=said["starts_at"],
            minutes=said["minutes"],
            kind=ActivityKind(said["kind"]),
            mode=Mode(said["mode"]),
            note=said["note"],
            units=tuple(said["units"]),
        )

    def renew_token(self) -> None:
        """Give the form shown again a token of its own."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("form_token")] = str(uuid.uuid4())
        self.data = data

    @property
    def minute_chips(self) -> list[int]:
        """The usual lengths, and this tutor's last one where it is another."""
        return sorted({*self.lengths, self.usual_minutes})

    @property
    def has_units_chosen(self) -> bool:
        """Whether the list of units must not stay folded."""
        return bool(self["units"].value()) or "units" in self.errors


class TutorialForm(MeetingForm):
    """A tutorial with one candidate."""

    has_missed = forms.BooleanField(
        label="The candidate did not come",
        help_text="Kept on record, and counts to nothing.",
        required=False,
    )


class GroupSessionForm(MeetingForm):
    """A session of a cohort, with who was there."""

    kinds = GROUP_KINDS
    lengths = (60, 90, 120)

    attended = forms.TypedMultipleChoiceField(
        label="Who was there",
        coerce=int,
        widget=boxes(),
        error_messages={"required": "Tick those who were there."},
    )

    def __init__(self, *args: Any, enrolments: Iterable[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attended", ((e.pk, e.candidate.user.register_name) for e in enrolments))


class CorrectionForm(VersionedForm, MeetingForm):
    """A record put right: everything as it stands, and why it changes."""

    attended = forms.TypedMultipleChoiceField(
        label="Who was there", coerce=int, required=False, widget=boxes()
    )
    reason = LineField(
        label="What is put right",
        help_text="The candidate is told.",
        max_length=300,
        missing="Say what is put right, for the candidate.",
    )

    def __init__(
        self,
        *args: Any,
        tutorial: Tutorial,
        enrolments: Iterable[Enrolment],
        is_queried: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_queried:
            self.fields["reason"].label = "Your answer"
        del self.fields["minutes"].widget.attrs["autofocus"]
        kinds = dict.fromkeys([*TUTORIAL_KINDS, *GROUP_KINDS, ActivityKind(tutorial.kind)])
        offer(self, "kind", ((kind.value, kind.label) for kind in kinds))
        offer(self, "attended", ((e.pk, e.candidate.user.register_name) for e in enrolments))

    def moved_start(self) -> None:
        """Nothing was suggested, so nothing moves."""


class CancelForm(forms.Form):
    """Why a record is struck out."""

    reason = LineField(
        label="Why is it cancelled?",
        help_text="The candidate sees this.",
        max_length=300,
        missing="Say why the tutorial is cancelled.",
    )


class AnswerForm(forms.Form):
    """What a candidate says of a record: right, or what is not."""

    response = forms.ChoiceField(
        choices=[
            (AttendanceResponse.CONFIRMED.value, "Right"),
            (AttendanceResponse.QUERIED.value, "Not right"),
        ],
        error_messages={"required": "Say whether the record is right."},
    )
    note = TextField(
        label="What is not right?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revisions = forms.IntegerField(required=False)
