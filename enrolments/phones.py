"""Telephone numbers as people write them here, pure."""

from __future__ import annotations

import phonenumbers
from phonenumber_field.phonenumber import PhoneNumber


def clean_phone(text: str, *, region: str = "GB") -> str:
    """The number as it is kept ("+441632960123"); empty when it is none, or has an extension.

    Its length decides, not whether the range is in use: ranges change faster than lists of them.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    length = phonenumbers.is_possible_number_with_reason(number)
    if number.extension or length != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def kept_phone(phone: PhoneNumber | str | None) -> str:
    """A telephone number of a row as `clean_phone` gave it; empty for none."""
    if not phone:
        return ""
    return phone if isinstance(phone, str) else phone.as_e164
