"""Who needs a tutor first."""

from datetime import date, timedelta

import pytest

from assessments.attention import Concern, Situation, concerns, urgency

TODAY = date(2026, 11, 3)


def situation(**facts):
    usual = {
        "today": TODAY,
        "last_heard_on": TODAY,
        "silent_after_days": 21,
        "weeks_behind": 0,
    }
    return Situation(**(usual | facts))


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ()),
        ({"last_heard_on": ago(20)}, ()),
        ({"last_heard_on": ago(21)}, (Concern.SILENT,)),
        ({"weeks_behind": 2}, ()),
        ({"weeks_behind": 3}, (Concern.BEHIND,)),
        ({"weeks_behind": -5}, ()),
        ({"has_query": True}, (Concern.QUERIED,)),
        ({"waiting_due_on": TODAY}, (Concern.WAITING,)),
        ({"waiting_due_on": ago(1)}, (Concern.LATE,)),
        # Due on a Friday: late from Monday, and neither on Saturday nor on Sunday.
        ({"today": date(2026, 11, 8), "waiting_due_on": date(2026, 11, 6)}, (Concern.WAITING,)),
        ({"today": date(2026, 11, 9), "waiting_due_on": date(2026, 11, 6)}, (Concern.LATE,)),
        (
            {"last_heard_on": ago(40), "weeks_behind": 9, "waiting_due_on": ago(1)},
            (Concern.LATE, Concern.SILENT, Concern.BEHIND),
        ),
        ({"last_heard_on": ago(40), "weeks_behind": 9, "is_on_break": True}, ()),
        ({"waiting_due_on": ago(1), "is_on_break": True}, (Concern.LATE,)),
    ],
)
def test_what_asks_for_the_tutor(facts, found):
    assert concerns(situation(**facts)) == found


def test_nobody_is_silent_before_they_start():
    assert situation(last_heard_on=TODAY + timedelta(days=30)).days_silent == 0


def test_the_order_is_by_what_presses_then_by_how_long():
    people = {
        "calm": {},
        "waiting": {"waiting_since": ago(2), "waiting_due_on": TODAY},
        "behind": {"weeks_behind": 3},
        "further behind": {"weeks_behind": 9},
        "silent": {"last_heard_on": ago(30)},
        "silent and behind": {"last_heard_on": ago(25), "weeks_behind": 4},
        "queried": {"has_query": True},
        "late": {"waiting_since": ago(15), "waiting_due_on": ago(1)},
        "later": {"waiting_since": ago(30), "waiting_due_on": ago(16)},
    }
    found = {name: situation(**facts) for name, facts in people.items()}

    order = sorted(found, key=lambda name: urgency(concerns(found[name]), found[name]))

    assert order == [
        "later",
        "late",
        "queried",
        "silent and behind",
        "silent",
        "further behind",
        "behind",
        "waiting",
        "calm",
    ]
