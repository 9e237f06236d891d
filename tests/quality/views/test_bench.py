"""The assurer's draft: kept as it is typed, guarded by its version, gone once concluded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from quality.actions.drafting import save_draft
from quality.actions.planning import accept_plan, propose_plan
from quality.models import IQASample, SampleDraft
from tests.assessments.marking import NOW, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory
from tests.factories.assessments import SubmissionFactory
from tests.quality.conftest import on_duty
from tests.quality.views.test_sampling import AGREED, bench, corrected, sent

pytestmark = pytest.mark.once

ASKED = {"X-Requested-With": "autosave"}


@pytest.fixture
def judged(assurer):
    submission = SubmissionFactory()
    mark_and_release(submission, "met", "met", now=NOW)
    on_duty(submission.enrolment.qualification, assurer=assurer)
    submission.refresh_from_db()
    return submission


def address(submission):
    return reverse("quality:sample_draft_save", args=[submission.reference])


def autosave(client, submission, fields):
    return client.post(address(submission), fields, headers=ASKED)


def test_what_is_typed_is_kept_and_filled_in_again(assurer_client, judged):
    typed = {"c1-view": "agree", "c2-comment": "Which page?", "is_current": "on", "version": "0"}
    answer = autosave(assurer_client, judged, typed)

    kept = SampleDraft.objects.get()
    assert answer.json() == {
        "version": 1,
        "saved_at": f"{timezone.localtime(kept.saved_at):%H:%M:%S}",
    }
    page = assurer_client.get(bench(judged))
    form = page.context["form"]
    filled = {name: form[name].value() for name in (*typed, "c2-view", "is_reliable")}
    assert filled == typed | {"version": None, "c2-view": "", "is_reliable": ""}
    assert 'name="version" value="1"' in page.text
    assert f"Saved {answer.json()['saved_at']}" in page.text
    assert not IQASample.objects.exists()


def test_the_same_again_is_no_newer_version_and_another_is_not_overwritten(assurer_client, judged):
    autosave(assurer_client, judged, {"c1-comment": "First.", "version": "0"})
    again = autosave(assurer_client, judged, {"c1-comment": "First.", "version": "0"})
    other = autosave(assurer_client, judged, {"c1-comment": "Second.", "version": "0"})

    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert (other.status_code, other.json()["their_version"]) == (409, 1)
    assert other.json()["theirs"]["c1-comment"] == "First."
    assert other.json()["yours"]["c1-comment"] == "Second."
    for where, fields in ((address(judged), {}), (bench(judged), sent(judged, AGREED))):
        page = assurer_client.post(where, fields | {"c1-comment": "Second.", "version": "0"})
        assert page.status_code == 409
        assert "Second." in page.text
        assert "First." in page.text
    assert SampleDraft.objects.get().answers["c1-comment"] == "First."
    assert not IQASample.objects.exists()
    newer = autosave(assurer_client, judged, {"c1-comment": "Second.", "version": "1"})
    assert newer.json()["version"] == 2


def test_concluding_ends_the_draft_and_a_refusal_keeps_it(assurer_client, judged):
    refused = assurer_client.post(bench(judged), sent(judged, {"c1-comment": "Well judged."}))
    assert refused.status_code == 422
    assert SampleDraft.objects.get().answers["c1-comment"] == "Well judged."

    done = assurer_client.post(bench(judged), sent(judged, AGREED | {"version": "1"}))

    assert done.status_code == 302
    assert not SampleDraft.objects.exists()
    late = autosave(assurer_client, judged, {"c1-comment": "More.", "version": "1"})
    assert (late.status_code, set(late.json())) == (409, {"message"})
    assert "sampled already" in late.json()["message"]
    assert assurer_client.post(address(judged), {"c1-comment": "More."}).status_code == 422
    assert not SampleDraft.objects.exists()


def test_without_a_script_a_button_saves(assurer_client, judged):
    saved = assurer_client.post(address(judged), {"c1-comment": "By hand."}, follow=True)
    too_long = assurer_client.post(address(judged), {"c1-comment": "x" * 4001, "version": "1"})

    assert "By hand." in saved.text
    assert (too_long.status_code, 'name="version" value="1"' in too_long.text) == (422, True)
    assert "Use 4,000 characters or fewer." in too_long.text
    said = autosave(assurer_client, judged, {"c1-comment": "x" * 4001, "version": "1"})
    assert said.json() == {"message": "Not saved: Use 4,000 characters or fewer."}
    assert SampleDraft.objects.get().answers["c1-comment"] == "By hand."


def test_what_was_decided_anew_is_said_over_the_draft(assurer_client, judged):
    autosave(assurer_client, judged, {"c2-view": "agree", "version": "0"})
    assert "decided anew" not in assurer_client.get(bench(judged)).text

    corrected(judged)

    assert "decided anew" in assurer_client.get(bench(judged)).text


def test_a_draft_is_its_assurers_alone(assurer, assurer_client, judged):
    other, stranger = IQAFactory(), IQAFactory()
    on_duty(judged.enrolment.qualification, assurer=other)
    autosave(assurer_client, judged, {"c1-comment": "Mine alone.", "version": "0"})

    assert "Mine alone." not in client_of(other).get(bench(judged)).text
    tutor = judged.enrolment.tutor
    for person, status in ((stranger, 404), (tutor, 403)):
        assert autosave(client_of(person), judged, {"version": "1"}).status_code == status
        with pytest.raises(PermissionDenied):
            save_draft(submission=judged, answers={}, version=0, by=person, now=timezone.now())
    assert SampleDraft.objects.get().assurer == assurer


def test_the_database_keeps_one_draft_for_each_assurer(assurer, assurer_client, judged):
    autosave(assurer_client, judged, {"version": "0"})
    draft = SampleDraft.objects.get()
    draft.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save(force_insert=True)
    draft = SampleDraft.objects.get()
    draft.saved_at = draft.begun_at - timedelta(seconds=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_keys_are_switched_from_the_bench(assurer, assurer_client, judged):
    for is_on, offered in (("no", "keys on"), ("yes", "keys off")):
        switch = reverse("quality:sample_keys", args=[judged.reference])
        answer = assurer_client.post(switch, {"is_on": is_on}, follow=True)
        assert answer.redirect_chain[-1][0] == bench(judged)
        assert f"Switch single-letter {offered}" in answer.text
        assurer.refresh_from_db()
        assert assurer.has_key_shortcuts is (is_on == "yes")


def test_next_is_what_the_accepted_plan_asks_for(assurer, assurer_client, judged):
    second = SubmissionFactory(
        enrolment__version=judged.enrolment.version, enrolment__tutor=judged.enrolment.tutor
    )
    mark_and_release(second, "met", "met", now=NOW)
    plan = propose_plan(
        qualification=judged.enrolment.qualification, seed=1, by=assurer, now=timezone.now()
    )
    assert 'data-key="n"' not in assurer_client.get(bench(judged)).text
    accept_plan(plan=plan, by=assurer, now=timezone.now())

    page = assurer_client.get(bench(judged))
    assert page.context["following"] == second
    assert 'data-key="n"' in page.text
    assurer_client.post(bench(second), sent(second, AGREED))
    assert assurer_client.get(bench(judged)).context["following"] is None
