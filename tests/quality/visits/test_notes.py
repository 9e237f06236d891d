"""The few things an external quality assurer may send, and what the centre answers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from enrolments.models import Enrolment
from ledger.models import AuditEvent
from ledger.subjects import subject_of
from quality.actions.inspecting import (
    add_remark,
    finish_visit_action,
    pick_candidate,
    rate_visit,
    set_action,
)
from quality.actions.visiting import Part, close_visit
from quality.errors import VisitRefused
from quality.models import VisitAction, VisitRemark
from reports.visits import pack_of
from tests.factories.accounts import EQAFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.visits.conftest import CLOSES, DAY, OPENS, a_visit

once = pytest.mark.once
DUE = date(2026, 7, 1)


def address(name, visit, *more):
    return reverse(f"quality:{name}", args=[visit.reference, *more])


@once
def test_a_remark_is_kept_once_and_for_good(eqa_client, visit):
    for _ in range(2):
        answer = eqa_client.post(address("visit_remark", visit), {"text": "Feedback is clear."})
        assert answer.status_code == 302

    assert [remark.text for remark in visit.remarks.all()] == ["Feedback is clear."]
    assert "Feedback is clear." in eqa_client.get(address("visit_notes", visit)).content.decode()


def test_a_remark_stays_as_it_was_said(visit, eqa):
    add_remark(visit=visit, text="Clear.", by=eqa, now=DAY)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        VisitRemark.objects.update(text="Unclear.")


@once
@pytest.mark.parametrize(
    "name, sent, said",
    [
        ("visit_remark", {"text": "  "}, "Write the remark."),
        ("visit_remark", {"text": "x" * 4001}, "Use 4,000 characters or fewer."),
        ("visit_action_set", {"action": "Kept words", "due_on": "2026-07-01"}, "Choose who is to"),
        ("visit_action_set", {"action": "Kept words", "due_on": "2026-05-19"}, "Give a date from"),
        ("visit_rate", {"code": "99"}, "Select a valid choice"),
        ("visit_pick", {"enrolment": "none"}, "Choose a candidate."),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(eqa_client, visit, name, sent, said):
    answer = eqa_client.post(address(name, visit), sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    if "action" in sent:
        assert "Kept words" in answer.content.decode()
    assert not AuditEvent.objects.filter(actor=visit.assurer).exists()


@once
def test_an_action_goes_from_asked_to_done(eqa_client, administrator_client, visit, enrolment):
    sent = {"action": "Say more.", "owner": enrolment.tutor.pk, "due_on": "2026-07-01"}
    for _ in range(2):
        assert eqa_client.post(address("visit_action_set", visit), sent).status_code == 302
    action = VisitAction.objects.get()

    done = address("visit_action_done", visit, action.reference)
    assert administrator_client.post(done, {"note": ""}).status_code == 422
    assert administrator_client.post(done, {"note": "Said in June."}).status_code == 302

    action.refresh_from_db()
    assert (action.done_note, action.done_at) == ("Said in June.", DAY)
    assert "Said in June." in eqa_client.get(visit.get_absolute_url()).content.decode()


def test_only_people_of_the_centre_are_asked(visit, eqa, stranger):
    with pytest.raises(VisitRefused, match="somebody of the centre"):
        set_action(visit=visit, text="Do", owner=stranger.tutor, due_on=DUE, by=eqa, now=DAY)


def test_what_was_asked_stays_as_it_was_asked(visit, eqa, enrolment):
    set_action(visit=visit, text="Do", owner=enrolment.tutor, due_on=DUE, by=eqa, now=DAY)

    with pytest.raises(DatabaseError), transaction.atomic():
        VisitAction.objects.update(text="Do nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitAction.objects.update(done_at=DAY)


@once
def test_actions_of_last_time_are_in_the_next_pack(eqa, administrator, enrolment):
    first = a_visit(eqa, enrolment.qualification, opens_at=OPENS)
    asked = set_action(visit=first, text="Do", owner=enrolment.tutor, due_on=DUE, by=eqa, now=DAY)
    close_visit(visit=first, by=administrator, now=DAY)
    following = a_visit(eqa, enrolment.qualification, opens_at=DAY)

    pack = pack_of(following, user=eqa, now=DAY)
    assert pack.earlier_actions == (asked,)
    assert (pack.open_before, pack.last_visit) == (1, first)

    finish_visit_action(action=asked, note="Done.", by=administrator, now=DAY)
    assert pack_of(following, user=eqa, now=DAY).open_before == 0


@once
def test_a_rating_is_kept_with_the_one_before(eqa_client, visit):
    assert eqa_client.post(address("visit_rate", visit), {"code": "01"}).status_code == 302

    visit.refresh_from_db()
    assert (visit.rating_before, visit.rating_after) == ("02", "01")
    event = AuditEvent.objects.get(verb="rated after")
    assert (event.before, event.after) == ({"code": ""}, {"code": "01"})


@once
def test_a_further_candidate_is_picked_and_the_centre_sees_it(
    eqa, eqa_client, administrator_client, visit, stranger
):
    assert str(stranger.candidate) in (
        eqa_client.get(address("visit_others", visit)).content.decode()
    )
    for _ in range(2):
        answer = eqa_client.post(
            address("visit_pick", visit), {"enrolment": str(stranger.reference)}
        )
        assert answer.status_code == 302

    assert Enrolment.objects.inspectable_by(eqa, visit=visit, now=DAY).contains(stranger)
    event = AuditEvent.objects.get(verb="picked")
    assert (event.actor, event.subject) == (eqa, subject_of(stranger))
    assert "Picked" in administrator_client.get(visit.get_absolute_url()).content.decode()


@once
def test_nobody_of_another_qualification_is_picked(eqa, eqa_client, visit):
    other = EnrolmentFactory()
    sent = {"enrolment": str(other.reference)}

    assert eqa_client.post(address("visit_pick", visit), sent).status_code == 404
    with pytest.raises(VisitRefused):
        pick_candidate(visit=visit, enrolment=other, by=eqa, now=DAY)


def writes(visit, enrolment, who, now):
    yield lambda: add_remark(visit=visit, text="Late", by=who, now=now)
    yield lambda: pick_candidate(visit=visit, enrolment=enrolment, by=who, now=now)
    yield lambda: rate_visit(visit=visit, code="01", by=who, now=now)
    yield lambda: set_action(
        visit=visit, text="Late", owner=enrolment.tutor, due_on=DUE, by=who, now=now
    )


@pytest.mark.parametrize("moment", ["before", "after", "ended"])
def test_nothing_is_written_outside_the_visits_time(visit, eqa, administrator, enrolment, moment):
    now = {"before": OPENS.replace(hour=1), "after": CLOSES.replace(second=1), "ended": DAY}[moment]
    if moment == "ended":
        close_visit(visit=visit, by=administrator, now=DAY)

    for write in writes(visit, enrolment, eqa, now):
        with pytest.raises(PermissionDenied):
            write()


def test_nobody_else_writes_in_a_visit(visit, administrator, enrolment):
    for who in (EQAFactory(), administrator, enrolment.tutor):
        for write in writes(visit, enrolment, who, DAY):
            with pytest.raises(PermissionDenied):
                write()
    assert not AuditEvent.objects.filter(verb__in=["picked", "remarked in", "rated after"]).exists()


def test_only_administrators_settle_an_action(visit, eqa, enrolment):
    action = set_action(visit=visit, text="Do", owner=enrolment.tutor, due_on=DUE, by=eqa, now=DAY)
    for who in (eqa, enrolment.tutor):
        with pytest.raises(PermissionDenied):
            finish_visit_action(action=action, note="Done", by=who, now=DAY)


@once
@pytest.mark.parametrize("size", [1, 3])
def test_notes_and_others_query_counts(
    eqa, eqa_client, version, size, django_assert_num_queries, enrolment
):
    visit = a_visit(eqa, version.qualification, part=Part(enrolments=[enrolment]))
    for number in range(size):
        add_remark(visit=visit, text=f"Seen {number}", by=eqa, now=DAY)
        set_action(
            visit=visit, text=f"Do {number}", owner=enrolment.tutor, due_on=DUE, by=eqa, now=DAY
        )
        EnrolmentFactory(version=version)
    with django_assert_num_queries(8):
        eqa_client.get(address("visit_notes", visit))
    with django_assert_num_queries(7):
        others = eqa_client.get(address("visit_others", visit))
    assert len(others.context["page"].object_list) == size
