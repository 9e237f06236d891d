"""The chain of the audit trail: whatever is done to a row behind its back is found and named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ledger import audit, linking, protection
from ledger.chain import START, canonical, event_digest, link_hash
from ledger.checking import Place, check, head
from ledger.models import AuditEvent, AuditHead, AuditLink

pytestmark = pytest.mark.django_db


def linked():
    """PostgreSQL links at commit: do now what it would do then."""
    connection.check_constraints()


@pytest.fixture
def events(administrator):
    """Five events, each in a transaction of its own, at positions 1 to 5."""
    now = timezone.now()
    found = [
        audit.record(
            administrator,
            "corrected",
            administrator,
            at=now + timedelta(minutes=number),
            before={"mark": number / 2, "on": None},
            after={"mark": number, "names": ["é", "½"], 7: True},
            reason=f"for reason {number}",
        )
        for number in range(5)
    ]
    linked()
    assert check().holding == len(found)
    assert check().fault == ""
    return found


@pytest.fixture
def tampering():
    """A cursor with every protection off, as somebody with all rights would make one."""
    for table in ("ledger_auditevent", "ledger_auditlink"):
        protection.lift(connection, table)
    with connection.cursor() as cursor:
        yield cursor


def checked(*arguments):
    """What the command says, and its exit code."""
    out = StringIO()
    try:
        call_command("check_audit", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def naive_says_all_is_well():
    """What a check without a chain looks at: positions without gaps, an event for each."""
    positions = list(AuditLink.objects.order_by("position").values_list("position", flat=True))
    is_whole = positions == list(range(1, len(positions) + 1))
    return is_whole and AuditEvent.objects.count() == len(positions)


def swap_positions(cursor, first, second):
    table = "UPDATE ledger_auditlink SET position = %s WHERE position = %s"
    for new, old in ((999, first), (first, second), (second, 999)):
        cursor.execute(table, [new, old])


def swap_events(events, links, first, second):
    """Each event at the place of the other; the hashes stay where they are."""
    AuditLink.objects.filter(position__in=[first, second]).delete()
    for position, event in ((first, events[second - 1]), (second, events[first - 1])):
        AuditLink.objects.create(position=position, event=event, hash=links[position])


@pytest.fixture
def links(events):
    """The hashes as they were."""
    return dict(AuditLink.objects.values_list("position", "hash"))


def test_the_chain_counts_without_gaps_and_each_link_follows(events):
    rows = list(AuditLink.objects.select_related("event").order_by("position"))

    assert [row.position for row in rows] == [1, 2, 3, 4, 5]
    assert [row.event for row in rows] == events
    last = START
    for row in rows:
        assert row.event.digest == event_digest(row.event)
        last = link_hash(last, row.position, row.event.digest)
        assert row.hash == last
    assert head() == Place(5, last)
    assert checked() == ("5 events hold.\n", 0)


def test_what_was_rolled_back_leaves_no_gap(events, administrator):
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        audit.record(administrator, "never", administrator, at=timezone.now())
        raise Undo
    with transaction.atomic():
        with pytest.raises(Undo), transaction.atomic():
            audit.record(administrator, "never", administrator, at=timezone.now())
            raise Undo
        audit.record(administrator, "did", administrator, at=timezone.now())
    linked()

    assert checked() == ("6 events hold.\n", 0)


@pytest.mark.parametrize(
    "column, value",
    [
        ("reason", "another reason"),
        ("verb", "released"),
        ("actor_name", "Somebody Else"),
        ("actor_id", None),
        ("thing_id", "0"),
        ("thing_label", "Somebody Else"),
        ("after", '{"mark": 20}'),
        ("before", None),
        ("subject", "enrolments.enrolment:1"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("salt", "0" * 32),
        ("digest", "0" * 64),
    ],
)
def test_a_flipped_value_is_found(events, tampering, column, value):
    tampering.execute(
        f"UPDATE ledger_auditevent SET {column} = %s WHERE id = %s", [value, events[2].pk]
    )

    said, code = checked()

    assert code == 1
    assert said.startswith("2 events hold.\nFault: Event 3 (row ")
    assert "was changed" in said
    assert naive_says_all_is_well()


def test_a_flipped_value_with_a_digest_to_match_is_found(events, tampering):
    event = AuditEvent.objects.get(pk=events[2].pk)
    event.reason = "another reason"
    event.digest = event_digest(event)
    event.save()

    said, code = checked()

    assert (said.splitlines()[0], code) == ("2 events hold.", 1)
    assert "Event 3 (row " in said
    assert "does not follow from the one before" in said


def test_a_deleted_event_is_found(events, tampering):
    AuditLink.objects.filter(position=3).delete()
    AuditEvent.objects.filter(pk=events[2].pk).delete()

    assert checked() == ("2 events hold.\nFault: Event 3 is gone: it was deleted.\n", 1)


def test_a_deleted_event_is_found_when_the_rest_moves_up(events, tampering):
    AuditLink.objects.filter(position=3).delete()
    AuditEvent.objects.filter(pk=events[2].pk).delete()
    for position in (4, 5):
        tampering.execute(
            "UPDATE ledger_auditlink SET position = %s WHERE position = %s",
            [position - 1, position],
        )
    AuditHead.objects.update(position=4)

    said, code = checked()

    assert (said.splitlines()[0], code) == ("2 events hold.", 1)
    assert "one before it was taken out" in said
    assert naive_says_all_is_well()


def put_in(event, position, *, hashed):
    """A copy of an event with another reason in the middle; the rest makes room."""
    linking.link_no_more(connection)
    copy = AuditEvent.objects.get(pk=event.pk)
    copy.pk, copy.reason = None, "put in"
    copy.digest = event_digest(copy)
    copy.save(force_insert=True)
    linked()
    linking.link_from_now_on(connection)
    with connection.cursor() as cursor:
        for old in range(AuditLink.objects.count(), position - 1, -1):
            cursor.execute(
                "UPDATE ledger_auditlink SET position = %s WHERE position = %s", [old + 1, old]
            )
    before = AuditLink.objects.get(position=position - 1).hash
    fitting = link_hash(before, position, copy.digest)
    AuditLink.objects.create(position=position, event=copy, hash=fitting if hashed else "0" * 64)
    AuditHead.objects.update(position=6)


@pytest.mark.parametrize("hashed", [False, True])
def test_an_inserted_event_is_found(events, tampering, hashed):
    put_in(events[0], 3, hashed=hashed)

    said, code = checked()

    assert (said.splitlines()[0], code) == ("2 events hold.", 1)
    assert "Event 3" in said
    assert "was put in: the one after it follows the one before it." in said
    assert naive_says_all_is_well()


def test_an_event_beside_the_chain_is_found(events, tampering):
    linking.link_no_more(connection)
    stray = audit.record(None, "put in", events[0].actor, at=timezone.now())
    linked()
    linking.link_from_now_on(connection)

    said, code = checked()

    assert (said.splitlines()[0], code) == ("5 events hold.", 1)
    assert f"Row {stray.pk} (" in said
    assert "it has no place in the chain" in said


def test_reordered_links_are_found(events, tampering):
    swap_positions(tampering, 2, 3)

    said, code = checked()

    assert (said.splitlines()[0], code) == ("1 events hold.", 1)
    assert "Event 2 (row " in said
    assert "was moved here: what belongs here is now at 3." in said
    assert naive_says_all_is_well()


def test_reordered_events_are_found(events, links, tampering):
    swap_events(events, links, 2, 4)

    said, code = checked()

    assert (said.splitlines()[0], code) == ("1 events hold.", 1)
    assert "was moved here: what belongs here is now at 4." in said
    assert naive_says_all_is_well()


def cut_after(position):
    rows = AuditLink.objects.filter(position__gt=position)
    gone = list(rows.values_list("event_id", flat=True))
    rows.delete()
    AuditEvent.objects.filter(pk__in=gone).delete()


def test_a_truncated_chain_is_found_by_its_head(events, tampering):
    cut_after(3)

    said, code = checked()

    assert (said.splitlines()[0], code) == ("3 events hold.", 1)
    assert "Event 4 is gone: the chain was cut after 3, and its head stands at 5." in said
    assert naive_says_all_is_well()


def test_a_head_set_back_as_well_is_found_by_one_kept_elsewhere(events, links, tampering):
    kept = checked("--head")[0].strip()
    cut_after(3)
    AuditHead.objects.update(position=3, hash=links[3])

    assert checked() == ("3 events hold.\n", 0)  # what the chain alone cannot know
    said, code = checked("--against", kept)
    assert code == 1
    assert "the head that was kept stands at 5" in said


def test_a_chain_written_anew_is_found_by_a_head_kept_elsewhere(events, links, tampering):
    event = AuditEvent.objects.get(pk=events[2].pk)
    event.reason = "another reason"
    event.digest = event_digest(event)
    event.save()
    last = links[2]
    for row in (
        AuditLink.objects.select_related("event").filter(position__gt=2).order_by("position")
    ):
        last = link_hash(last, row.position, row.event.digest)
        AuditLink.objects.filter(pk=row.pk).update(hash=last)
    AuditHead.objects.update(hash=last)

    assert checked()[1] == 0  # what the chain alone cannot know
    said, code = checked("--against", f"4:{links[4]}")
    assert code == 1
    assert "Event 4 has another hash than the head that was kept" in said
    assert checked("--against", f"2:{links[2]}")[1] == 0


def test_a_head_that_was_tampered_with_is_found(events, links, tampering):
    AuditHead.objects.update(hash="0" * 64)
    assert "another hash than the head of the chain" in checked()[0]
    AuditHead.objects.update(hash=links[3], position=3)
    assert "set back" in checked()[0]
    AuditHead.objects.all().delete()
    assert checked() == ("0 events hold.\nFault: The head of the chain is gone.\n", 1)
    assert "gone" in checked("--head")[0]


def test_without_its_head_the_trail_takes_no_event(events, administrator):
    AuditHead.objects.all().delete()

    with (
        pytest.raises(DatabaseError, match="head of the audit trail is missing"),
        transaction.atomic(),
    ):
        audit.record(administrator, "did", administrator, at=timezone.now())
        linked()

    assert AuditEvent.objects.count() == 5


@pytest.mark.parametrize("kept", ["5", "x:y", "5:abc", "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(kept):
    with pytest.raises(CommandError, match="POSITION:HASH"):
        call_command("check_audit", f"--against={kept}")


def test_a_long_chain_is_walked_in_pieces(administrator, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("ledger.checking.AT_ONCE", 4)
    for number in range(10):
        audit.record(administrator, f"did {number}", administrator, at=timezone.now())
    linked()

    with django_assert_num_queries(7):  # two heads, three pieces and the empty one, the strays
        assert check().holding == 10


def test_numbers_are_the_same_before_and_after_a_database():
    assert canonical({"b": 1e300, "a": [1.0, -0.0, 1.50, 10**20]}) == canonical(
        {"a": [1, 0, 1.5, 1e20], "b": 10**300}
    )
    assert canonical({"a": "1"}) != canonical({"a": 1})
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
