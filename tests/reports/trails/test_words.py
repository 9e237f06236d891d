"""What was kept as codes and ISO dates reads as words."""

import pytest

from ledger.models import AuditEvent
from reports.trails.words import Change, changes


@pytest.mark.parametrize(
    "before, after, said",
    [
        (None, {"grade": "pass"}, [("Grade", None, "Pass")]),
        ({"status": "active"}, {"status": "on_break"}, [("Status", "Active", "On a break")]),
        ({"role": "tutor"}, None, [("Role", "Tutor", None)]),
        (None, {"resubmit_by": "2026-06-30"}, [("Resubmit by", None, "30 Jun 2026")]),
        (None, {"starts_at": "2026-06-30T10:00:00+00:00"}, [("Start", None, "30 Jun 2026, 11:00")]),
        ({"is_guided": False}, {"is_guided": True}, [("Guided", "no", "yes")]),
        (None, {"not_yet_met": ["1.1", "2.3"]}, [("Not yet met", None, "1.1, 2.3")]),
        (None, {"claims": {"1.1": "p. 4", "1.2": ""}}, [("Claims", None, "1.1: p. 4; 1.2")]),
        (None, {"attended": [7, 9], "missed": []}, [
            ("Attended", None, "2"), ("Missed", None, "none"),
        ]),
        ({"tutor": None}, {"tutor": "Tess Turner"}, [("Tutor", "none", "Tess Turner")]),
        ({"criterion": "1.1"}, {"criterion": "1.1"}, [("Criterion", None, "1.1")]),
        (None, {"attendance": 12, "note": "rewritten"}, [("Note", None, "rewritten")]),
        (None, {"expires_at": "2026-06-31T10:00"}, [("Expires at", None, "2026-06-31T10:00")]),
        (None, None, []),
        (["odd"], "odd", []),
    ],
)  # fmt: skip
def test_changes_read_as_words(before, after, said):
    event = AuditEvent(before=before, after=after)

    assert changes(event) == [Change(*one) for one in said]
