"""What candidates and tutors fill in about learning: time, induction, project and pace."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from enrolments.actions.learning import Study
from enrolments.actions.projects import Milestone, Plan
from enrolments.choices import ActivityKind, InductionItem
from enrolments.forms.fields import DayField, LineField, TextField
from enrolments.forms.offering import bound, offer
from enrolments.forms.rows import rows_sent
from enrolments.hours import MINUTES_OF_A_DAY
from ledger.forms import VersionedForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from courses.models import Unit
    from enrolments.models import ProjectMilestone

LONG_AGO, FAR_AHEAD = date(2000, 1, 1), timedelta(days=10 * 366)
MOST_MILESTONES = 40
PREFIX = "milestones"


class StudyForm(forms.Form):
    """Time spent learning, for the hours ledger."""

    done_on = DayField(label="Day", error_messages={"required": "Say on which day."})
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=MINUTES_OF_A_DAY,
        error_messages={
            "required": "Say how many minutes.",
            "invalid": "Write whole minutes.",
            "min_value": "Give at least a minute.",
            "max_value": "A day has 1,440 minutes.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-minutes": ""}),
    )
    kind = forms.ChoiceField(label="Kind", error_messages={"required": "Choose a kind."})
    unit = forms.TypedChoiceField(label="Unit", coerce=int, empty_value=None, required=False)
    note = LineField(label="What it was", max_length=300, required=False)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[ActivityKind],
        units: Iterable[Unit],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        offer(self, "kind", ((kind.value, kind.label) for kind in kinds))
        named = ((pk, str(unit)) for pk, unit in self.units.items())
        offer(self, "unit", [("", "No single unit"), *named])
        bound(self, "done_on", LONG_AGO, today + FAR_AHEAD)
        self.initial = {"done_on": today, "form_token": str(uuid.uuid4()), **self.initial}

    def study(self) -> Study:
        """The answers of a valid form."""
        said = self.cleaned_data
        return Study(
            done_on=said["done_on"],
            minutes=said["minutes"],
            kind=ActivityKind(said["kind"]),
            unit=self.units.get(said["unit"]),
            note=said["note"],
        )


class GuidedForm(forms.Form):
    """A tick for every kind that counts as guided; one-to-one tutorials always do."""

    guided = forms.MultipleChoiceField(
        label="Counts as guided learning",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = (kind for kind in ActivityKind if kind != ActivityKind.ONE_TO_ONE)
        offer(self, "guided", ((kind.value, kind.label) for kind in free))


class InductionForm(VersionedForm):
    """The seven parts of the initial assessment, a tick and a day for each (P5.4)."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in InductionItem:
            self.fields[item.value] = forms.BooleanField(label=item.label, required=False)
            self.fields[f"{item.value}_on"] = DayField(label=f"{item.label}: day", required=False)
            bound(self, f"{item.value}_on", LONG_AGO, today + FAR_AHEAD)
        self.today = today

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each part's tick with its day."""
        return [(self[item.value], self[f"{item.value}_on"]) for item in InductionItem]

    def done(self) -> dict[InductionItem, date]:
        """The parts ticked, with their day; today, where none is given."""
        said = self.cleaned_data
        return {
            item: said[f"{item.value}_on"] or self.today
            for item in InductionItem
            if said[item.value]
        }


class PaceForm(forms.Form):
    """Another pace: hours a week, a planned end, and why."""

    weekly = forms.DecimalField(
        label="Hours a week",
        max_digits=4,
        decimal_places=1,
        help_text="Study in all, halves allowed.",
        error_messages={
            "required": "Say how many hours a week.",
            "invalid": "Write hours like 6 or 6.5.",
        },
        widget=forms.NumberInput(attrs={"step": "0.5"}),
    )
    ends = DayField(label="Planned end", error_messages={"required": "Give a day."})
    reason = LineField(
        label="Why",
        max_length=300,
        missing="Say why the pace changes.",
        help_text="It stays in the history.",
    )

    @property
    def weekly_minutes(self) -> int:
        """The hours of a valid form as minutes."""
        return int(self.cleaned_data["weekly"] * 60)


class ProjectForm(VersionedForm):
    """The Level 7 project (P7.8)."""

    title = LineField(label="Title", max_length=200, missing="Give the project a title.")
    sponsor = LineField(
        label="Sponsor",
        max_length=160,
        required=False,
        help_text="Who at work backs it, and can say yes.",
    )
    objective = TextField(
        label="What it is to achieve",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class MilestoneForm(forms.Form):
    """A step of the project, a row of the form. A row without text is no row."""

    text = LineField(label="Milestone", max_length=200, required=False)
    due_on = DayField(label="By", required=False)
    done_on = DayField(label="Done on", required=False)

    def clean(self) -> dict[str, Any]:
        """A milestone has a day."""
        said = self.cleaned_data
        if said.get("text") and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Say by when.")
        return said


MilestoneRows = forms.formset_factory(
    MilestoneForm, extra=0, max_num=MOST_MILESTONES, absolute_max=MOST_MILESTONES
)


def milestone_rows(
    data: QueryDict | None, *, kept: Iterable[ProjectMilestone] = (), has_another: bool = False
) -> forms.BaseFormSet[MilestoneForm]:
    """The rows as they were sent, or those kept and an empty one."""
    if data is None:
        rows = [{"text": m.text, "due_on": m.due_on, "done_on": m.done_on} for m in kept]
        return MilestoneRows(prefix=PREFIX, initial=[*rows, {}])
    another = {"text": ""} if has_another else None
    return MilestoneRows(
        rows_sent(data, prefix=PREFIX, most=MOST_MILESTONES, another=another), prefix=PREFIX
    )


def plan_said(form: ProjectForm, rows: forms.BaseFormSet[MilestoneForm]) -> Plan:
    """The answers of a valid form and its rows, soonest milestone first."""
    said = form.cleaned_data
    steps = [row.cleaned_data for row in rows.forms if row.cleaned_data.get("text")]
    milestones = [Milestone(step["text"], step["due_on"], step["done_on"]) for step in steps]
    return Plan(
        title=said["title"],
        sponsor=said["sponsor"],
        objective=said["objective"],
        milestones=tuple(sorted(milestones, key=lambda step: step.due_on)),
    )
