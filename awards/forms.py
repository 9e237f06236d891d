"""Forms of the awards pages."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from awards.claimable import Line
from awards.codes import tidy


class CodeForm(forms.Form):
    """The code printed on a statement."""

    code = forms.CharField(
        label="Code",
        help_text="The letters and numbers at the end of the address on the statement.",
        max_length=120,
        strip=True,
        error_messages={"required": "Type the code, or paste the whole address."},
    )

    def clean_code(self) -> str:
        """The code alone, also when the whole address was pasted."""
        typed: str = self.cleaned_data["code"]
        code = tidy(typed.rstrip("/").rpartition("/")[2])
        if not code:
            raise forms.ValidationError("There is no code in this. It follows the last stroke.")
        return code


class SurnameForm(forms.Form):
    """The holder's surname, which shows that the visitor knows whose statement it is."""

    surname = forms.CharField(
        label="Holder's surname",
        help_text="Type it to see the name this statement was issued to.",
        max_length=100,
        error_messages={"required": "Type the holder's surname."},
    )


class ReplaceForm(forms.Form):
    """Why a statement is replaced, and which: the one the page was made for."""

    replacing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    reason = forms.CharField(
        label="Reason",
        help_text="Kept with the statement it replaces; neither paper says it.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """Why a statement is withdrawn."""

    reason = forms.CharField(
        label="Reason",
        help_text="Kept in the audit trail; the verification page says only that it is withdrawn.",
        max_length=300,
        error_messages={"required": "Say why it is withdrawn."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ClaimForm(forms.Form):
    """What a claim needs besides the people: a signature, and why somebody's hours are short."""

    signed_off_by = forms.CharField(
        label="Signed off by",
        help_text="The external quality assurer who agreed to this claim, and when.",
        max_length=120,
        error_messages={"required": "Say which external quality assurer agreed to this claim."},
    )

    def __init__(
        self, data: QueryDict | None, *, lines: Sequence[Line], needs_signature: bool
    ) -> None:
        super().__init__(data)
        if not needs_signature:
            del self.fields["signed_off_by"]
        for line in lines:
            if line.is_waivable:
                self.fields[f"waiver_{line.enrolment.pk}"] = forms.CharField(
                    label=f"Why claim for {line.enrolment.candidate} all the same",
                    help_text=line.reasons[0].text,
                    max_length=300,
                    error_messages={"required": "Give a reason, or leave them out of this claim."},
                )

    def waivers(self) -> dict[int, str]:
        """The reasons given, by the primary key of the enrolment."""
        return {
            int(name.removeprefix("waiver_")): said
            for name, said in self.cleaned_data.items()
            if name.startswith("waiver_")
        }


class AwardForm(forms.Form):
    """The certificate that came for one candidate."""

    certificate_number = forms.CharField(
        label="Certificate number",
        max_length=40,
        error_messages={"required": "Give the certificate number."},
    )
    awarded_on = forms.DateField(
        label="Awarded on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day.", "invalid": "Give a day like 3/11/2026."},
    )


class TakeBackForm(forms.Form):
    """Why somebody is taken out of a claim."""

    reason = forms.CharField(
        label="Reason",
        help_text="They can be claimed for again afterwards.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the claim is taken back."},
    )
