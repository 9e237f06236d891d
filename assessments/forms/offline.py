"""The file of a marking sheet that comes back."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from assessments.offline import MOST_BYTES


class SheetFileForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label="The filled-in sheet",
        help_text="The .xlsx file that was downloaded here.",
        error_messages={
            "required": "Choose the file.",
            "missing": "Choose the file.",
            "invalid": "Choose the file.",
            "empty": "This file is empty. Choose the one you filled in.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> bytes:
        """Its content; what is too large to be a marking sheet is refused before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError("A marking sheet is under 1 MB. Choose the one you filled in.")
        content: bytes = file.read()
        return content
