"""Judging a script on one's own: a word or a mark for every criterion, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from assessments.choices import Outcome
from assessments.forms.marking import MarkField
from enrolments.forms.fields import TextField
from quality.judging import Judgement

if TYPE_CHECKING:
    from courses.models import AssessmentCriterion

LONGEST = 4000
DECISIONS = [(Outcome.MET, "Met"), (Outcome.NOT_YET_MET, "Not yet met")]


class JudgingForm(forms.Form):
    """One word or mark and one comment for each criterion; begins with what was kept."""

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Sequence[AssessmentCriterion],
        draft: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial=dict(draft), use_required_attribute=False)
        self.criteria = criteria
        for criterion in criteria:
            self._add(criterion)

    def _add(self, criterion: AssessmentCriterion) -> None:
        number, name = criterion.number, f"c{criterion.position}"
        if criterion.maximum is not None:
            self.fields[f"{name}-judged"] = MarkField(
                label=f"Mark for {number}",
                maximum=criterion.maximum,
                required=True,
                error_messages={"required": f"Give {number} its mark."},
            )
        else:
            self.fields[f"{name}-judged"] = forms.ChoiceField(
                label=f"Decision on {number}",
                choices=DECISIONS,
                widget=forms.RadioSelect(attrs={"class": "visually-hidden"}),
                error_messages={"required": f"Judge {number}."},
            )
        self.fields[f"{name}-comment"] = TextField(
            label=f"Why, for {number}",
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        )

    @property
    def typed(self) -> dict[str, str]:
        """What is typed so far, as it was typed; what is far too long or no text is not kept."""
        sent = {name: str(self.data.get(name, "")) for name in self.fields}
        return {
            name: text
            for name, text in sent.items()
            if text and len(text) <= LONGEST and "\0" not in text
        }

    @property
    def judgements(self) -> dict[int, Judgement]:
        """What was said, by position."""
        found = {}
        for criterion in self.criteria:
            name = f"c{criterion.position}"
            said, comment = (
                self.cleaned_data[f"{name}-judged"],
                self.cleaned_data[f"{name}-comment"],
            )
            if criterion.maximum is not None:
                found[criterion.position] = Judgement(mark=said, comment=comment)
            else:
                found[criterion.position] = Judgement(outcome=Outcome(said), comment=comment)
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each criterion with its two fields."""
        return [
            {
                "criterion": criterion,
                "judged": self[f"c{criterion.position}-judged"],
                "comment": self[f"c{criterion.position}-comment"],
            }
            for criterion in self.criteria
        ]


class GiveForm(forms.Form):
    """Who is to mark a judgement a second time."""

    marker = forms.ChoiceField(
        label="Second marker",
        error_messages={
            "required": "Choose who marks it.",
            "invalid_choice": "Choose somebody of the list: others know the first marking.",
        },
    )

    def __init__(self, data: Any = None, *, markers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.markers = {str(person.pk): person for person in markers}
        self.fields["marker"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "Choose"), *((key, str(person)) for key, person in self.markers.items()),
        ]  # fmt: skip

    @property
    def chosen(self) -> Any:
        """The person."""
        return self.markers[self.cleaned_data["marker"]]
