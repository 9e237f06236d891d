"""What the records make of somebody as an assessor, day by day (R16)."""

from datetime import date

import pytest

from enrolments.choices import AssessorStanding, StaffAward
from enrolments.competence import Award, competence

CAVA, V1 = StaffAward.CAVA, StaffAward.V1
BEGUN, LAST = date(2025, 8, 31), date(2027, 2, 28)


@pytest.mark.parametrize(
    ("awards", "on", "standing"),
    [
        ([], date(2026, 1, 1), AssessorStanding.UNRECORDED),
        ([Award(V1, awarded_on=date(2020, 1, 1))], LAST, AssessorStanding.UNRECORDED),
        ([Award(CAVA, awarded_on=LAST)], LAST, AssessorStanding.QUALIFIED),
        ([Award(CAVA, awarded_on=LAST)], date(2027, 2, 27), AssessorStanding.UNRECORDED),
        ([Award(CAVA, BEGUN)], date(2025, 8, 30), AssessorStanding.UNRECORDED),
        ([Award(CAVA, BEGUN)], BEGUN, AssessorStanding.WORKING_TOWARDS),
        ([Award(CAVA, BEGUN)], LAST, AssessorStanding.WORKING_TOWARDS),
        ([Award(CAVA, BEGUN)], date(2027, 3, 1), AssessorStanding.LAPSED),
        ([Award(CAVA, BEGUN, LAST)], date(2027, 3, 1), AssessorStanding.QUALIFIED),
        (
            [Award(CAVA, BEGUN), Award(StaffAward.A1, date(2027, 2, 1))],
            date(2027, 3, 1),
            AssessorStanding.LAPSED,
        ),
        (
            [Award(CAVA, BEGUN), Award(StaffAward.D32_D33, awarded_on=date(1999, 5, 4))],
            date(2027, 3, 1),
            AssessorStanding.QUALIFIED,
        ),
    ],
)
def test_what_somebody_is_on_a_day(awards, on, standing):
    assert competence(awards, on=on, months=18).standing == standing


def test_the_time_for_qualifying_ends_on_the_same_day_of_the_month_or_its_last():
    assert competence([Award(CAVA, BEGUN)], on=BEGUN, months=18).limit_on == LAST
