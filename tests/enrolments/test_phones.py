import pytest

from enrolments.phones import clean_phone, kept_phone
from tests.factories.enrolments import EnquiryFactory


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900 123", "+447700900123"),
        ("(01632) 960-001", "+441632960001"),
        ("0044 20 7946 0123", "+442079460123"),
        ("+353 1 679 0000", "+35316790000"),
    ],
)
def test_numbers_are_kept_alike(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["", "12345", "not a number", "07700 900123 ext 5", "9" * 40])
def test_what_is_no_number_is_not_kept(typed):
    assert clean_phone(typed) == ""


def test_a_kept_number_reads_back(db):
    enquiry = EnquiryFactory(phone="+447700900123")
    enquiry.refresh_from_db()
    assert (kept_phone(enquiry.phone), enquiry.phone.as_national) == (
        "+447700900123",
        "07700 900123",
    )


@pytest.mark.parametrize("nothing", ["", None])
def test_no_number_stays_none(nothing):
    assert kept_phone(nothing) == ""
