from datetime import UTC, datetime

from enrolments.actions.enquiries import add_note
from enrolments.timeline import changes, timeline
from ledger import audit
from tests.factories.enrolments import EnquiryFactory

FIRST, LATER = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_events_and_notes_newest_first(administrator):
    enquiry = EnquiryFactory()
    audit.record(None, "registered interest", enquiry, at=FIRST)
    add_note(enquiry=enquiry, text="Called", by=administrator, now=LATER)
    moments = timeline(audit.trail(enquiry), enquiry.notes.all())
    assert [(m.at, m.who, m.what, m.text) for m in moments] == [
        (LATER, "Ada Admin", "noted", "Called"),
        (FIRST, "The enquirer", "registered interest", ""),
    ]


def test_changes_read_as_people_say_them():
    before = {"status": "new", "owner": "", "next_action_on": "2026-03-02"}
    after = {"status": "offered", "owner": "Ada Admin", "next_action_on": ""}
    assert list(changes(before, after)) == [
        "Status: New → Offered a place",
        "Owner: none → Ada Admin",
        "Next action: 2 Mar 2026 → none",
    ]


def test_first_values_have_no_before_and_unknown_ones_no_line():
    assert list(changes({}, {"starts_on": "2026-03-03", "secret": "x"})) == ["Start: 3 Mar 2026"]


def test_no_line_is_cut_off_before_its_thing(administrator):
    enquiry = EnquiryFactory()
    audit.record(administrator, "began a project of", enquiry, at=FIRST)
    assert [m.what for m in timeline(audit.trail(enquiry))] == ["began a project"]
