"""The one form of the public site that the catalogue owns."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from courses.choices import Experience, ManagementRole, MathsAndEnglish
from courses.choosing import Recommendation, recommend

ASKED = "asked"  # in the address of every answer, so that an empty one is told from a first look


class ChoosingForm(forms.Form):
    """Three questions; nothing of the answers is kept."""

    role = forms.ChoiceField(
        label="What is your role?",
        choices=ManagementRole.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose the role that comes closest to yours."
        ),
    )
    experience = forms.ChoiceField(
        label="How much experience of managing do you have?",
        choices=Experience.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose the experience that comes closest to yours."
        ),
    )
    maths_and_english = forms.ChoiceField(
        label="Do you hold Maths and English at Level 2?",
        help_text="For example a GCSE at grade 4 (or C) or above, or Functional Skills at Level 2.",
        choices=MathsAndEnglish.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Say whether you hold both, or that you are not sure."
        ),
    )

    @property
    def helper(self) -> FormHelper:
        """A form that only asks: sent by GET, so it needs no token."""
        helper = FormHelper()
        helper.form_method = "get"
        helper.disable_csrf = True
        helper.attrs = {"novalidate": ""}
        helper.add_input(Submit(ASKED, "Show what suits me"))
        return helper

    def recommendation(self) -> Recommendation:
        """What the answers of a valid form come to."""
        answers = self.cleaned_data
        return recommend(
            ManagementRole(answers["role"]),
            Experience(answers["experience"]),
            MathsAndEnglish(answers["maths_and_english"]),
        )
