"""What a script says of a file before it sends the first piece."""

from __future__ import annotations

from django import forms

MOST_BYTES = 2**53  # the largest number a script counts exactly


class StartForm(forms.Form):
    """The name, length and last change of a file."""

    name = forms.CharField(max_length=1000, error_messages={"required": "Say the file's name."})
    length = forms.IntegerField(
        min_value=0,
        max_value=MOST_BYTES,
        error_messages={"required": "Say how long the file is, in bytes."},
    )
    changed = forms.IntegerField(
        min_value=0,
        max_value=MOST_BYTES,
        required=False,
        help_text="Milliseconds since 1970.",
    )
