from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from enrolments.actions.candidates import Details, change_details, record_of
from enrolments.errors import CandidateRefused
from ledger import audit
from ledger.errors import StaleVersion
from ledger.versions import fingerprint
from tests.factories.enrolments import CandidateFactory

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def change(candidate, by, version=None, **changes):
    seen = fingerprint(record_of(candidate)) if version is None else version
    return change_details(
        candidate=candidate, details=details(**changes), version=seen, by=by, now=NOW
    )


def details(**changes):
    answers = {
        "phone": "+447700900123",
        "employer_name": "Riverside Surgery",
        "employer_kind": "practice",
        "job_role": "",
        "reports_to": "",
        "membership_number": "PMA-7",
        "uln": "9276308686",
    }
    return Details(**(answers | changes))


def test_details_are_kept_and_what_changed_is_named(administrator):
    candidate = CandidateFactory()
    change(candidate, administrator)
    candidate.refresh_from_db()
    assert (candidate.uln, candidate.membership_number) == ("9276308686", "PMA-7")
    assert audit.trail(candidate).get().after == {"fields": ["phone", "membership_number", "uln"]}


def test_nothing_new_leaves_no_trace(administrator):
    candidate = CandidateFactory()
    for _ in range(2):
        change(candidate, administrator)
    assert audit.trail(candidate).count() == 1


@pytest.mark.parametrize("uln", ["9276308685", "9999999999", "0000000042"])
def test_a_number_that_is_none_is_refused(administrator, uln):
    candidate = CandidateFactory()
    with pytest.raises(CandidateRefused, match="check digit"):
        change(candidate, administrator, uln=uln)
    candidate.refresh_from_db()
    assert candidate.membership_number == ""


def test_a_number_belongs_to_one_person(administrator):
    CandidateFactory(uln="9276308686")
    candidate = CandidateFactory()
    with pytest.raises(CandidateRefused, match="somebody else"):
        change(candidate, administrator)


def test_nobody_needs_a_number(administrator):
    for _ in range(2):
        candidate = change(CandidateFactory(), administrator, uln="")
        assert candidate.uln == ""


def test_a_tutor_changes_no_details(tutor):
    with pytest.raises(PermissionDenied):
        change(CandidateFactory(), tutor)


def test_what_a_colleague_saved_is_not_written_over(administrator):
    candidate = CandidateFactory()
    seen = fingerprint(record_of(candidate))
    change(candidate, administrator)
    with pytest.raises(StaleVersion) as stale:
        change(candidate, administrator, version=seen, uln="", membership_number="PMA-8")
    candidate.refresh_from_db()
    assert (candidate.uln, candidate.membership_number) == ("9276308686", "PMA-7")
    assert stale.value.theirs["PMA membership number"] == "PMA-7"
