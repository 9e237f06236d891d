"""The form of a countersignature."""

from __future__ import annotations

from django import forms

from assessments.choices import Countersigned

LONGEST = 2000


class CountersignForm(forms.Form):
    """Agree, or hand back and say why; `seen` is the sequence of the result on the page."""

    answer = forms.ChoiceField(
        label="Your word",
        choices=[
            (Countersigned.AGREED, "I agree with every decision"),
            (Countersigned.RETURNED, "I hand it back"),
        ],
        widget=forms.RadioSelect(attrs={"class": "visually-hidden"}),
        error_messages={"required": "Agree, or hand it back."},
    )
    reason = forms.CharField(
        label="What is to be looked at again",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The assessor reads it. Needed when you hand it back.",
        error_messages={"max_length": f"Use {LONGEST:,} characters or fewer."},
    )
    seen = forms.IntegerField(
        min_value=1, max_value=32767, widget=forms.HiddenInput, error_messages={}
    )

    def clean_reason(self) -> str:
        """Without the ends of lines of other systems."""
        text: str = self.cleaned_data["reason"]
        return text.replace("\r\n", "\n").strip()
