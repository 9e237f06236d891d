"""What is filled in about a case: the suspicion, a note, the candidate's answer, the finding."""

from __future__ import annotations

from django import forms

from assessments.choices import CaseKind, CaseOutcome
from assessments.forms.support import ANY, SentOnceForm
from enrolments.forms.fields import TextField
from enrolments.forms.filters import FilterForm, select

LONGEST = 8000
DECIDED = "decided"


class CaseForm(SentOnceForm):
    """What is suspected of a submission."""

    kind = forms.ChoiceField(
        label="Kind", choices=CaseKind.choices, error_messages={"required": "Choose a kind."}
    )
    suspicion = TextField(
        label="What is suspected, and why",
        max_length=LONGEST,
        missing="Say what is suspected.",
        help_text="The candidate reads this and may answer it.",
    )


class CaseNoteForm(SentOnceForm):
    """What was found out, for staff."""

    text = TextField(label="Note", max_length=LONGEST, missing="Write what was found out.")


class CaseAnswerForm(forms.Form):
    """What the candidate says to it."""

    answer = TextField(label="Your answer", max_length=LONGEST, missing="Write your answer.")


class CaseDecisionForm(forms.Form):
    """What was found."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=CaseOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an outcome."},
    )
    finding = TextField(
        label="What was found, and on what it rests",
        max_length=LONGEST,
        missing="Say what was found.",
        help_text="The candidate reads this.",
    )


class CaseLiftForm(forms.Form):
    """Why a reported case holds the certificate no more."""

    reason = TextField(
        label="Why the certificate may be claimed",
        max_length=LONGEST,
        missing="Say why the certificate may be claimed.",
        help_text="What the awarding organisation answered, and when. The candidate reads this.",
    )


class CaseFilterForm(FilterForm):
    """Cases by candidate, kind, and whether they are decided."""

    state = select([("", "Open"), (DECIDED, "Decided"), (ANY, "All")], label="State")
    kind = select([("", "All"), *CaseKind.choices], label="Kind")
