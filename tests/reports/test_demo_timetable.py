"""The tutors' week in the demonstration: on whatever day it starts, no two candidates collide."""

from datetime import date, timedelta

import pytest

from reports.demo import people
from reports.demo.studies import first_tutorial, hour_of

A_WEEK = [date(2026, 11, 16) + timedelta(days=days) for days in range(7)]
EVERYBODY = (
    *people.LEVEL_5_AUTUMN,
    *people.LEVEL_7_WINTER,
    *people.LEVEL_5_SUMMER,
    *people.LEVEL_7_SUMMER,
)


@pytest.mark.parametrize("starts_on", A_WEEK)
def test_everybody_has_an_hour_of_the_week_to_themselves(starts_on):
    other_cohorts = [starts_on + timedelta(days=days) for days in (0, 30, 205, 235)]
    hours = [
        (first_tutorial(day, slot).weekday(), hour_of(slot))
        for slot, day in zip(range(len(EVERYBODY)), other_cohorts * 10, strict=False)
    ]

    assert len(set(hours)) == len(EVERYBODY)
    assert {weekday for weekday, _ in hours} == set(range(5))
    assert all(first_tutorial(day, 0) > day for day in other_cohorts)
