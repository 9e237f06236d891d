import pytest

from enrolments.uln import clean_uln, is_uln

VALID = [
    "9276308686",
    "1000000000",
    "1000000019",
    "1000000043",
    "1000000124",
    "2000000001",
    "1234567899",
    "5555555554",
    "9999999998",
]
# The second is what funding returns write for "not known"; the third begins with 0.
INVALID = ["9276308685", "9999999999", "0000000042", "", "123456789", "12345678990", "12345E7899"]


@pytest.mark.parametrize("number", VALID)
def test_valid_numbers(number):
    assert is_uln(number)


@pytest.mark.parametrize("number", INVALID)
def test_invalid_numbers(number):
    assert not is_uln(number)


@pytest.mark.parametrize("stem", ["987654321", "100000006", "100000023"])
def test_some_stems_have_no_check_digit(stem):
    assert not any(is_uln(f"{stem}{digit}") for digit in range(10))


def test_digits_of_other_scripts_are_not_digits_here():
    assert not is_uln("٩٢٧٦٣٠٨٦٨٦")


def test_spaces_and_hyphens_are_taken_out():
    assert clean_uln(" 92763 08-686 ") == "9276308686"
