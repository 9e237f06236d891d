"""A phrase for feedback, new or changed."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from assessments.actions.phrases import record_of
from assessments.models import Phrase
from enrolments.forms.fields import LineField, TextField
from ledger.forms import VersionedForm

LONGEST_PHRASE = 1000


class PhraseForm(forms.Form):
    """What it says, and who may copy it."""

    text = TextField(
        label="Phrase",
        help_text="Without names: it is read about many candidates.",
        max_length=LONGEST_PHRASE,
        missing="Write the phrase.",
    )
    is_shared = forms.BooleanField(
        label="Share it with every tutor",
        help_text="Otherwise nobody else sees it.",
        required=False,
    )


class ChangedPhraseForm(VersionedForm, PhraseForm):
    """A phrase there is, and what its page was made from."""

    def __init__(self, data: QueryDict | None = None, *, phrase: Phrase) -> None:
        super().__init__(data, initial={"text": phrase.text, "is_shared": phrase.is_shared})
        self.made_from(record_of(phrase))


class PhraseFilterForm(forms.Form):
    """Which phrases a list shows."""

    q = LineField(label="Words in it", max_length=100, required=False)
