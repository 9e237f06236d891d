"""The mark sheet as a form, and what is filled in around it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.choices import Outcome
from assessments.drafts import Entry, Seen, read_seen, write_seen
from assessments.grading import MarkRefused, parse_mark, shown
from assessments.sheets import Line, Sheet
from enrolments.forms.fields import DayField, TextField

LONGEST_FEEDBACK = 10_000
# What is offered as the day to resubmit by; the tutor says another.
USUAL_TIME_TO_RESUBMIT = timedelta(days=28)
DECISIONS = [(Outcome.MET, "Met"), (Outcome.NOT_YET_MET, "Not yet met"), ("", "Undecided")]
FROM_ELSEWHERE = "This page belongs to another submission. Open this one again and enter it there."


class MarkField(forms.CharField):
    """A mark as people write it, in halves, from 0 to the criterion's maximum (R3)."""

    widget = forms.TextInput(
        attrs={"class": "form-control mark-input", "inputmode": "decimal", "autocomplete": "off"}
    )

    def __init__(self, *, maximum: Decimal, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        self.maximum = maximum

    def clean(self, value: Any) -> Decimal | None:
        try:
            return parse_mark(super().clean(value), maximum=self.maximum)
        except MarkRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


class SheetForm(forms.Form):
    """Every open criterion of one submission, and the versions they were typed over.

    The text of versions says whose sheet the page was made from: what was typed on the page of
    one candidate is never taken for another.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    resubmit_by = DayField(label="Resubmit by", required=False)

    def __init__(self, data: Any = None, *, sheet: Sheet, today: date) -> None:
        super().__init__(data, auto_id="%s", use_required_attribute=False)
        self.sheet = sheet
        self.suggested = today + USUAL_TIME_TO_RESUBMIT
        self.initial["resubmit_by"] = sheet.submission.draft_resubmit_by or self.suggested
        self.initial["version"] = write_seen(self.owner, sheet.seen)
        for line in sheet.open_lines:
            self._add(line)
        if sheet.submission.is_prior_learning:
            self.fields["is_current"] = forms.BooleanField(
                label="The evidence is valid, authentic, current, sufficient and reliable",
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    def _add(self, line: Line) -> None:
        number = line.criterion.number
        name = decision_name(line)
        if line.maximum is not None:
            mark = line.entry.mark
            self.initial[name] = "" if mark is None else shown(mark)
            self.fields[name] = MarkField(label=f"Mark for {number}", maximum=line.maximum)
        else:
            self.initial[name] = line.entry.outcome or ""
            self.fields[name] = forms.ChoiceField(
                label=f"Decision on {number}",
                choices=DECISIONS,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "visually-hidden"}),
            )
        self.initial[feedback_name(line)] = line.entry.feedback
        feedback = TextField(
            label=f"Feedback on {number}", max_length=LONGEST_FEEDBACK, required=False
        )
        feedback.widget.attrs.update(
            {"class": "form-control", "rows": 3, "placeholder": "What the candidate reads"}
        )
        self.fields[feedback_name(line)] = feedback

    @property
    def owner(self) -> str:
        """Whose sheet this is."""
        return str(self.sheet.submission.reference)

    def clean_version(self) -> dict[int, Seen]:
        """What the page was made from; refuses the page of another submission."""
        owner, seen = read_seen(self.cleaned_data["version"])
        if owner != self.owner:
            raise ValidationError(FROM_ELSEWHERE)
        return seen

    @property
    def is_of_this_sheet(self) -> bool:
        """Whether the page was made for this submission at all."""
        return "version" not in self.errors

    @property
    def seen(self) -> dict[int, Seen]:
        """What the page was made from, by position."""
        seen: dict[int, Seen] = self.cleaned_data.get("version", {})
        return seen

    @property
    def typed_day(self) -> date | None:
        """The day to resubmit by, if it is another than the one that was offered."""
        day: date | None = self.cleaned_data.get("resubmit_by")
        return None if day == self.suggested else day

    def entries(self) -> dict[int, Entry]:
        """What is typed, by position. A mark that is none counts as none; a criterion that was
        not sent at all, or whose feedback cannot be kept, is left as it is."""
        found = {}
        for line in self.sheet.open_lines:
            decision, feedback = decision_name(line), feedback_name(line)
            if decision in self.data and feedback in self.cleaned_data:
                found[line.criterion.position] = self._entry(line, decision, feedback)
        return found

    def _entry(self, line: Line, decision: str, feedback: str) -> Entry:
        kept = line.entry
        text = kept.feedback if self._takes(feedback) else self.cleaned_data[feedback]
        if self._takes(decision):
            return Entry(mark=kept.mark, outcome=kept.outcome, feedback=text)
        value = self.cleaned_data.get(decision)
        if line.maximum is not None:
            return Entry(mark=value, feedback=text)
        return Entry(outcome=Outcome(value) if value else None, feedback=text)

    def _takes(self, name: str) -> bool:
        """Whether, after a conflict, what is saved was chosen over what was typed."""
        return self.data.get(taken_name(name)) == "saved"

    def version_after(self, sheet: Sheet) -> str:
        """The versions a page goes on from when `sheet` is what stands now.

        Where the page says something else than what stands, it goes on from what it had seen, so
        that a newer text of somebody else is never taken for seen.
        """
        entries = self.entries()
        return write_seen(
            self.owner,
            {
                position: line_seen
                if entries.get(position) == entry
                else self.seen.get(position, line_seen)
                for position, entry, line_seen in (
                    (line.criterion.position, line.entry, line.seen) for line in sheet.open_lines
                )
            },
        )

    def version_knowing(self, positions: Iterable[int]) -> str:
        """The versions a page goes on from once it shows what others saved at `positions`."""
        shown_now = {at: seen for at, seen in self.sheet.seen.items() if at in set(positions)}
        return write_seen(self.owner, self.seen | shown_now)


def decision_name(line: Line) -> str:
    """The field of a criterion's mark or decision."""
    return f"c{line.criterion.position}-{'mark' if line.is_marked else 'outcome'}"


def feedback_name(line: Line) -> str:
    """The field of a criterion's feedback."""
    return f"c{line.criterion.position}-feedback"


def taken_name(name: str) -> str:
    """The choice, after a conflict, between what was typed in a field and what is saved."""
    return f"{name}-take"
