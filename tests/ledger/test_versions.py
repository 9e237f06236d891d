import pytest

from ledger.errors import StaleVersion
from ledger.versions import fingerprint, need_version


def test_a_fingerprint_knows_the_answers_and_not_their_order():
    assert fingerprint({"1": "new", "2": "some"}) == fingerprint({"2": "some", "1": "new"})
    assert fingerprint({"1": "new"}) != fingerprint({"1": "some"})


def test_what_was_not_seen_is_not_written_over():
    stands = {"Places": "20"}
    need_version(fingerprint(stands), stands=stands)
    for seen in ("", fingerprint({"Places": "19"})):
        with pytest.raises(StaleVersion) as stale:
            need_version(seen, stands=stands)
        assert stale.value.theirs == stands
