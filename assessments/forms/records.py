"""What is written down of an observation, a testimony and a reflective account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone

from assessments.actions.observing import Observed
from assessments.actions.telling import Reflected, Testified
from assessments.file_types import ACCEPTED_ENDINGS
from assessments.forms.discussions import LONG_ANSWER, MomentsForm, clock
from assessments.forms.support import SentOnceForm
from assessments.models import EvidenceRecord, Observation, ReflectiveAccount, WitnessTestimony
from courses.models import AssessmentCriterion
from enrolments.forms.fields import DayField, LineField, TextField
from enrolments.forms.offering import bound

LINE = 300
NAME = 120
CONTACT = 200
LONG_AGO = timedelta(days=10 * 366)
LONG_ACCOUNT = 20_000


def attachment(label: str, help_text: str) -> forms.FileField:
    """A file that comes with a record."""
    return forms.FileField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ACCEPTED_ENDINGS}),
        error_messages={"empty": "This file is empty. Choose it again."},
    )


class RecordForm(SentOnceForm):
    """A form of a record: empty, or with what stands of it."""

    opening = "Write it down"

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        standing: EvidenceRecord | None,
        today: date,
    ) -> None:
        super().__init__(data)
        if files is not None:
            self.files = files
        for name in ("seen_on", "signed_on", "happened_on"):
            if name in self.fields:
                bound(self, name, today - LONG_AGO, today)


class TestimonyForm(RecordForm):
    """Who saw what, when and where, and what they say of it (R22)."""

    opening = "What did a witness see?"

    witness_name = LineField(
        label="Name of the witness", max_length=NAME, missing="Name the witness."
    )
    witness_role = LineField(
        label="Their job", max_length=NAME, missing="Say what the job of the witness is."
    )
    relationship = LineField(
        label="How you work together",
        max_length=CONTACT,
        missing="Say how you work together.",
        help_text="Such as your line manager, or a partner of the practice.",
    )
    contact = LineField(
        label="How the witness is reached",
        max_length=CONTACT,
        missing="Say how the witness is reached.",
        help_text="An e-mail address or telephone number at work.",
    )
    activity = LineField(
        label="What exactly they saw",
        max_length=LINE,
        missing="Say what exactly the witness saw.",
        help_text="One activity, not a list of skills.",
    )
    seen_on = DayField(label="When", error_messages={"required": "Say when it was."})
    place = LineField(label="Where", max_length=NAME, missing="Say where it was.")
    circumstances = LineField(
        label="How the witness came to see it", max_length=LINE, required=False
    )
    account = TextField(
        label="In the words of the witness",
        max_length=LONG_ACCOUNT,
        missing="Write down what the witness says.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    signed_on = DayField(
        label="Signed by the witness on",
        error_messages={"required": "Give the day on which the witness signed it."},
    )
    attachment = attachment("Signed page", "A scan or photograph of what the witness signed.")
    is_declared_unrelated = forms.BooleanField(
        label="I declare that the witness is not me, and not a relative of mine.",
        error_messages={"required": "Testimony of a relative, or your own, is no evidence."},
    )

    def __init__(self, *args: Any, standing: EvidenceRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, standing=standing, **kwargs)
        if standing is not None:
            testimony: WitnessTestimony = standing.testimony
            self.initial.update(
                {name: getattr(testimony, name) for name in self.fields if hasattr(testimony, name)}
            )
            # Each version is declared anew.
            self.initial.pop("is_declared_unrelated", None)

    def testified(self) -> Testified:
        """The answers of a valid form."""
        left_out = ("form_token", "attachment")
        said = {key: value for key, value in self.cleaned_data.items() if key not in left_out}
        return Testified(**said)


class AccountForm(RecordForm):
    """What happened, and what the candidate makes of it; made for a telephone."""

    opening = "What happened, and what do you make of it?"

    happened_on = DayField(label="When", error_messages={"required": "Say when it was."})
    situation = TextField(
        label="What happened",
        max_length=LONG_ACCOUNT,
        missing="Say what happened.",
        help_text="Leave out who else could be recognised: no names of patients or colleagues.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    action = TextField(
        label="What you did, and why",
        max_length=LONG_ACCOUNT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    learning = TextField(
        label="What you learnt from it",
        max_length=LONG_ACCOUNT,
        missing="Say what you learnt from it.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    change = TextField(
        label="What you do otherwise now",
        max_length=LONG_ACCOUNT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_anonymised = forms.BooleanField(
        label="Nobody else can be recognised from this.",
        error_messages={"required": "Take out who else could be recognised, and say so."},
    )

    def __init__(self, *args: Any, standing: EvidenceRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, standing=standing, **kwargs)
        if standing is not None:
            account: ReflectiveAccount = standing.account
            for name in ("happened_on", "situation", "action", "learning", "change"):
                self.initial[name] = getattr(account, name)

    def reflected(self) -> Reflected:
        """The answers of a valid form."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "form_token"}
        return Reflected(**said)


class ObservationForm(MomentsForm):
    """What the tutor saw, and how it covers each criterion of a unit.

    A correction says why; it begins with what stands, unless that is withheld (R26).
    """

    opening = "What did you observe?"

    on_day = DayField(label="Day", error_messages={"required": "Say on which day it was."})
    start = clock("Start", "Say when it began.")
    end = clock("End", "Say when it ended.")
    place = LineField(label="Where", max_length=NAME, missing="Say where it was.")
    activity = TextField(
        label="What the candidate did",
        max_length=LONG_ANSWER,
        missing="Say what the candidate did.",
    )
    comment = TextField(
        label="Your comment", max_length=LONG_ANSWER, missing="Say what you think of it."
    )
    attachment = attachment("Supporting evidence", "Papers or pictures of it, if there are any.")
    reason = LineField(
        label="Why it is corrected", max_length=LINE, missing="Say why the record is corrected."
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        criteria: Sequence[AssessmentCriterion],
        standing: EvidenceRecord | None,
        today: date,
        is_correction: bool,
    ) -> None:
        super().__init__(data)
        if files is not None:
            self.files = files
        self.criteria = criteria
        bound(self, "on_day", today - LONG_AGO, today)
        for criterion in criteria:
            self.fields[_how(criterion)] = TextField(
                label=f"{criterion.number} {criterion.text}",
                max_length=LONG_ANSWER,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        if not is_correction:
            del self.fields["reason"]
        if standing is None:
            self.initial["on_day"] = today
        else:
            self._begin_with(standing.observation)

    def _begin_with(self, seen: Observation) -> None:
        started = timezone.localtime(seen.started_at)
        self.initial.update(
            {
                "on_day": started.date(),
                "start": started.time(),
                "end": timezone.localtime(seen.ended_at).time(),
                "place": seen.place,
                "activity": seen.activity,
                "comment": seen.comment,
            }
        )
        for one in seen.covered.select_related("criterion"):
            self.initial[_how(one.criterion)] = one.how

    def coverage(self) -> Iterator[BoundField]:
        """How each criterion is covered."""
        for criterion in self.criteria:
            yield self[_how(criterion)]

    def plain_fields(self) -> list[BoundField]:
        """What is asked once."""
        return [field for field in self.visible_fields() if not field.name.startswith("how-")]

    def clean(self) -> dict[str, Any]:
        """Put the times together; at least one criterion is covered."""
        said = self.cleaned_data
        said["started_at"], said["ended_at"] = self.moment("start"), self.moment("end")
        is_silent = not any(said.get(_how(criterion)) for criterion in self.criteria)
        if is_silent and not any(name.startswith("how-") for name in self.errors):
            self.add_error(None, "Say of at least one criterion how it is covered.")
        return said

    def observed(self) -> Observed:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Observed(
            activity=said["activity"],
            place=said["place"],
            started_at=said["started_at"],
            ended_at=said["ended_at"],
            comment=said["comment"],
            covered={
                criterion: said[_how(criterion)]
                for criterion in self.criteria
                if said[_how(criterion)]
            },
        )


def _how(criterion: AssessmentCriterion) -> str:
    return f"how-{criterion.position}"
