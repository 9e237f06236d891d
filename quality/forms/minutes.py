"""The minutes of a meeting: who was there, what was discussed, what was agreed, who does what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from assessments.grading import shown
from enrolments.forms.fields import DayField, LineField, TextField
from quality.actions.minutes import Record, Task
from quality.forms.judging import JudgingForm

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import AssessmentCriterion
    from quality.models import ExerciseMinutes

TASKS = 5
AHEAD = timedelta(days=730)


class MinutesForm(JudgingForm):
    """The agreed judgement of every criterion, and the meeting round it; begins with the last."""

    attendees = forms.MultipleChoiceField(
        label="Who was there",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Say who was there.",
            "invalid_choice": "Choose people who are part of this exercise.",
        },
    )
    discussed = TextField(
        label="What was discussed", max_length=10_000, missing="Say what was discussed."
    )
    reason = LineField(label="Why it is corrected", max_length=300, required=False)
    seen = forms.IntegerField(
        min_value=0, max_value=32767, widget=forms.HiddenInput, error_messages={}
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, error_messages={})

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Sequence[AssessmentCriterion],
        people: Sequence[User],
        last: ExerciseMinutes | None,
        today: date,
    ) -> None:
        super().__init__(data, criteria=criteria, draft=_begin(last))
        self.last = last
        self.people = {str(person.pk): person for person in people}
        names = [(key, str(person)) for key, person in self.people.items()]
        self.fields["attendees"].choices = names  # type: ignore[attr-defined]  # a choice field
        for at in range(1, TASKS + 1):
            self.fields[f"task{at}-text"] = LineField(
                label=f"Action {at}", max_length=300, required=False
            )
            self.fields[f"task{at}-owner"] = forms.ChoiceField(
                label=f"Who does action {at}",
                choices=[("", "Nobody"), *names],
                required=False,
                error_messages={"invalid_choice": "Choose somebody of this exercise."},
            )
            day = DayField(label=f"Action {at} is due", required=False)
            day.between(today - AHEAD, today + AHEAD)
            self.fields[f"task{at}-due_on"] = day

    def clean(self) -> dict[str, Any]:
        """A correction has a reason; an action says what, who and by when, or nothing."""
        given = super().clean() or {}
        is_next = self.last is not None and given.get("form_token") != self.last.form_token
        if is_next and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why the minutes are corrected.")
        for at in range(1, TASKS + 1):
            names = [f"task{at}-{name}" for name in ("text", "owner", "due_on")]
            if not any(given.get(name) for name in names):
                continue
            said = ("Say what is to be done.", "Say who does it.", "Say by when.")
            for name, missing in zip(names, said, strict=True):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return given

    @property
    def record(self) -> Record:
        """What was written."""
        said = self.cleaned_data
        return Record(
            attendees=[self.people[key] for key in said["attendees"]],
            discussed=said["discussed"],
            agreed=self.judgements,
            tasks=[
                Task(said[f"task{at}-text"], self.people[said[f"task{at}-owner"]], due_on)
                for at in range(1, TASKS + 1)
                if (due_on := said[f"task{at}-due_on"]) is not None
            ],
            reason=said["reason"],
            form_token=said["form_token"],
        )

    @property
    def tasks(self) -> list[dict[str, forms.BoundField]]:
        """The rows of actions."""
        return [
            {name: self[f"task{at}-{name}"] for name in ("text", "owner", "due_on")}
            for at in range(1, TASKS + 1)
        ]


def _begin(last: ExerciseMinutes | None) -> dict[str, Any]:
    """What the form begins with: the last version, or nothing."""
    begin: dict[str, Any] = {"seen": last.version if last else 0, "form_token": str(uuid.uuid4())}
    if last is None:
        return begin
    begin |= {
        "discussed": last.discussed,
        "attendees": [str(one.person_id) for one in last.attendees.all()],
    }
    for one in last.agreed.select_related("criterion"):
        name = f"c{one.criterion.position}"
        begin[f"{name}-judged"] = one.outcome if one.mark is None else shown(one.mark)
        begin[f"{name}-comment"] = one.comment
    for at, task in enumerate(last.actions.all()[:TASKS], start=1):
        begin[f"task{at}-text"] = task.text
        begin[f"task{at}-owner"] = str(task.owner_id)
        begin[f"task{at}-due_on"] = task.due_on
    return begin
