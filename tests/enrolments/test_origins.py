from datetime import date

import pytest

from enrolments.origins import origin_of

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_a_network_is_the_same_all_day_and_another_the_next():
    assert origin_of("192.0.2.7", today=MONDAY) == origin_of("192.0.2.7", today=MONDAY)
    assert origin_of("192.0.2.7", today=MONDAY) != origin_of("192.0.2.7", today=TUESDAY)
    assert origin_of("192.0.2.7", today=MONDAY) != origin_of("192.0.2.8", today=MONDAY)


def test_hosts_of_one_network_count_together():
    one, other = origin_of("2001:db8::1", today=MONDAY), origin_of("2001:db8::ffff", today=MONDAY)
    assert one == other
    assert one != origin_of("2001:db8:0:1::1", today=MONDAY)


def test_the_address_cannot_be_read_back():
    origin = origin_of("192.0.2.7", today=MONDAY)
    assert set(origin) <= set("0123456789abcdef")
    assert len(origin) == 64


@pytest.mark.parametrize("text", ["", "unknown", "999.1.1.1"])
def test_what_is_no_address_has_no_origin(text):
    assert origin_of(text, today=MONDAY) == ""
