"""The phrase bank, by HTTP."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from assessments.actions import phrases
from assessments.actions.phrases import add_phrase, change_phrase, record_of
from assessments.models import Phrase, PhraseVersion
from assessments.querysets import PhraseQuerySet
from ledger.models import AuditEvent
from ledger.versions import fingerprint
from tests.assessments.marking import NOW, draft
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory
from tests.factories.assessments import SubmissionFactory

LIST = "/marking/phrases/"


@pytest.fixture
def kept(tutor):
    """A private phrase and a shared one of the same tutor."""
    return [
        add_phrase(text=text, is_shared=is_shared, by=tutor, now=NOW)
        for text, is_shared in (("Mine alone.", False), ("Name the source.", True))
    ]


def at(name, phrase):
    return reverse(f"assessments:phrase_{name}", args=[phrase.reference])


def change(client, phrase, text, *, version=None, **fields):
    seen = fingerprint(record_of(phrase)) if version is None else version
    return client.post(at("edit", phrase), {"text": text, "version": seen, **fields})


def said(phrase):
    return [(row.number, row.text, row.is_shared, row.is_removed) for row in phrase.versions.all()]


@pytest.mark.once
def test_a_phrase_is_added_changed_removed_and_put_back(tutor_client, tutor):
    assert tutor_client.post(LIST, {"text": "Say  why.\r\nAnd how."}).url == LIST
    phrase = tutor.phrases.get()
    assert change(tutor_client, phrase, "Say why.", is_shared="on").url == LIST
    assert tutor_client.post(at("remove", phrase)).url == LIST
    assert tutor_client.post(at("remove", phrase)).url == LIST
    page = tutor_client.get(LIST)
    assert list(page.context["page"]) == []
    assert "Removed lately" in page.text
    tutor_client.post(at("restore", phrase))

    assert "Say why." in tutor_client.get(LIST).text
    assert said(phrase) == [
        (4, "Say why.", True, False),
        (3, "Say why.", True, True),
        (2, "Say why.", True, False),
        (1, "Say  why.\nAnd how.", False, False),
    ]
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert [*verbs] == [
        "added a phrase", "changed a phrase", "removed a phrase", "put a phrase back",
    ]  # fmt: skip


@pytest.mark.once
def test_a_double_click_adds_one(tutor_client):
    for _ in range(2):
        assert tutor_client.post(LIST, {"text": "Say why."}).status_code == 302

    assert (Phrase.objects.count(), PhraseVersion.objects.count()) == (1, 1)


@pytest.mark.once
@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001])
def test_what_is_no_phrase_is_refused_and_stays_in_the_field(tutor_client, text):
    answer = tutor_client.post(LIST, {"text": text, "is_shared": "on"})

    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert "checked" in answer.text
    assert not Phrase.objects.exists()


@pytest.mark.once
def test_the_same_text_twice_is_refused_however_it_comes_about(tutor_client, tutor, kept):
    mine, shared = kept
    assert tutor_client.post(LIST, {"text": mine.text, "is_shared": "on"}).status_code == 422
    assert change(tutor_client, shared, mine.text).status_code == 422
    tutor_client.post(at("remove", mine))
    add_phrase(text=mine.text, is_shared=False, by=tutor, now=NOW)
    again = tutor_client.post(at("restore", mine))

    assert again.status_code == 409
    assert "You have this phrase already." in again.text
    shared.refresh_from_db()
    assert shared.text == "Name the source."


@pytest.mark.once
def test_there_is_a_most_of_phrases(tutor_client, kept, monkeypatch):
    monkeypatch.setattr(phrases, "MOST_PHRASES", 2)
    answer = tutor_client.post(LIST, {"text": "One more."})

    assert answer.status_code == 422
    assert "You keep 2 phrases. Remove one first." in answer.text


@pytest.mark.once
def test_a_phrase_changed_since_is_not_written_over(tutor_client, tutor, administrator, kept):
    shared = kept[1]
    opened = fingerprint(record_of(shared))
    change_phrase(
        phrase=shared, text="Name every source.", is_shared=True, version=opened,
        by=administrator, now=NOW,
    )  # fmt: skip
    answer = change(tutor_client, shared, "Name your source.", version=opened, is_shared="on")

    assert answer.status_code == 409
    assert "Name every source." in answer.text
    assert "Name your source." in answer.text
    shared.refresh_from_db()
    assert (shared.text, shared.version) == ("Name every source.", 2)


@pytest.mark.once
def test_a_removed_phrase_is_put_back_before_it_is_changed(tutor_client, kept):
    tutor_client.post(at("remove", kept[0]))
    answer = change(tutor_client, kept[0], "Other.")

    assert answer.status_code == 422
    assert "Put it back first." in answer.text


@pytest.mark.once
def test_nobody_sees_what_is_private(other_tutor_client, administrator_client, kept):
    for client in (other_tutor_client, administrator_client):
        page = client.get(LIST).text
        assert ("Mine alone." in page, "Name the source." in page) == (False, True)
        assert client.get(at("edit", kept[0])).status_code == 404
    assert other_tutor_client.get(at("edit", kept[1])).status_code == 404
    assert other_tutor_client.post(at("remove", kept[1])).status_code == 404
    assert administrator_client.get(at("edit", kept[1])).status_code == 200


@pytest.mark.once
def test_control_without_the_scope_it_would_be_seen(other_tutor_client, kept, monkeypatch):
    monkeypatch.setattr(PhraseQuerySet, "usable_by", lambda self, user: self.order_by("text", "pk"))

    assert "Mine alone." in other_tutor_client.get(LIST).text


@pytest.mark.once
def test_what_it_said_while_private_stays_private(tutor_client, administrator_client, kept):
    change(tutor_client, kept[0], "For all.", is_shared="on")
    page = administrator_client.get(at("edit", kept[0])).text

    assert "For all." in page
    assert "Mine alone." not in page
    assert "Mine alone." in tutor_client.get(at("edit", kept[0])).text


@pytest.mark.once
def test_candidates_and_assurers_have_no_phrases(candidate_client, kept):
    for client in (candidate_client, client_of(IQAFactory())):
        assert client.get(LIST).status_code == 403
        assert client.post(LIST, {"text": "Mine."}).status_code == 403


@pytest.mark.once
def test_words_find_a_phrase(tutor_client, kept):
    page = tutor_client.get(LIST, {"q": "source"}).context["page"]

    assert [phrase.text for phrase in page] == ["Name the source."]


@pytest.mark.once
@pytest.mark.parametrize("size", [1, 3])
def test_phrase_list_query_count(tutor_client, tutor, other_tutor, size, django_assert_num_queries):
    for number in range(size):
        for owner in (tutor, other_tutor):
            add_phrase(text=f"Phrase {number}.", is_shared=True, by=owner, now=NOW)
    with django_assert_num_queries(6):
        page = tutor_client.get(LIST).context["page"]

    assert len(page) == 2 * size


@pytest.mark.once
def test_the_marking_page_offers_them_and_copies_text(tutor_client, tutor, other_tutor, kept):
    add_phrase(text="Otto's own.", is_shared=False, by=other_tutor, now=NOW)
    submission = SubmissionFactory(enrolment__tutor=tutor)
    address = reverse("assessments:submission_mark", args=[submission.reference])
    page = tutor_client.get(address)
    assert [phrase.text for phrase in page.context["phrases"]] == [
        "Mine alone.", "Name the source.",
    ]  # fmt: skip
    assert 'data-phrases-for="c1-feedback"' in page.text

    draft(submission, "met", feedback="Name the source.")
    change(tutor_client, kept[1], "Other words.", is_shared="on")
    assert submission.drafts.first().feedback == "Name the source."


def test_versions_are_never_edited(kept):
    for act in (
        lambda rows: rows.update(text="Never said."),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(PhraseVersion.objects.all())

    assert PhraseVersion.objects.count() == 2
