"""Minutes, days, moments and counts, as every page writes them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from pmatraining.formatting import clock, counted, day, minutes, moment


@pytest.mark.parametrize(
    "value, reads",
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (65, "1 h 05"),
        (320, "5 h 20"),
        (420, "7 h"),
        (90_000, "1,500 h"),
        (-20, "−20 min"),
        (-65, "−1 h 05"),
    ],
)
def test_minutes_read_as_hours_and_minutes(value, reads):
    assert minutes(value) == reads


def test_a_day_reads_without_a_leading_nought():
    assert day(date(2026, 11, 3)) == "3 Nov 2026"


def test_a_moment_counts_for_its_day_in_london():
    late_evening_in_june = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)
    assert day(late_evening_in_june) == "4 Jun 2026"


def test_a_moment_reads_in_london_time():
    assert moment(datetime(2026, 6, 3, 13, 2, 11, tzinfo=UTC)) == "3 Jun 2026, 14:02"
    assert moment(datetime(2026, 11, 3, 14, 2, 11, tzinfo=UTC)) == "3 Nov 2026, 14:02"


def test_the_clock_reads_to_the_second_in_london_time():
    assert clock(datetime(2026, 6, 3, 13, 2, 11, tzinfo=UTC)) == "14:02:11"


@pytest.mark.parametrize(
    "number, reads", [(0, "0 units"), (1, "1 unit"), (11, "11 units"), (1200, "1,200 units")]
)
def test_a_count_brings_its_noun(number, reads):
    assert counted(number, "unit,units") == reads


@pytest.mark.parametrize("filter_", ["minutes", "day", "moment", "clock", 'counted:"unit,units"'])
@pytest.mark.parametrize("context", [{}, {"value": None}])
def test_what_is_missing_reads_as_nothing(filter_, context):
    template = Template(f"[{{{{ value|{filter_} }}}}]")
    assert template.render(Context(context)) == "[]"


def test_templates_have_the_filters_without_loading_them():
    template = Template('{{ value|minutes }}, {{ number|counted:"unit,units" }}')
    assert template.render(Context({"value": 320, "number": 1})) == "5 h 20, 1 unit"
