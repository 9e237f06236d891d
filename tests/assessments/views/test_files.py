"""Serving evidence: to those who may see it, harmlessly, and in parts when asked."""

import logging

import pytest
from django.urls import reverse

from assessments import storage
from assessments.file_types import BY_EXTENSION
from assessments.models import EvidenceFile
from ledger.models import AuditEvent
from tests.assessments import corpus
from tests.assessments.portfolio import add, without_tokens
from tests.conftest import client_of
from tests.factories.accounts import CandidateUserFactory, TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("root")]
CANARY = "CANARY of a patient"


@pytest.fixture
def enrolment(tutor, candidate_user):
    return EnrolmentFactory(
        version=SpecificationVersionFactory(units=1, criteria=2),
        tutor=tutor,
        candidate__user=candidate_user,
    )


def file_of(enrolment, name="Rota.pdf", content=None):
    return add(enrolment, name=name, content=content).files.get()


def body(response):
    return b"".join(response.streaming_content)


def test_the_file_comes_as_it_was_sent(candidate_client, enrolment):
    content = corpus.pdf("As sent")
    response = candidate_client.get(file_of(enrolment, content=content).get_absolute_url())

    assert response.status_code == 200
    assert body(response) == content
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(content))
    assert response["Accept-Ranges"] == "bytes"


def test_it_can_do_nothing_in_a_browser(candidate_client, enrolment):
    response = candidate_client.get(file_of(enrolment).get_absolute_url())
    body(response)

    expected = {
        "Content-Security-Policy": ("sandbox; default-src 'none'; frame-ancestors 'self'"),
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    assert {name: response[name] for name in expected} == expected


@pytest.mark.parametrize("ending", BY_EXTENSION)
def test_each_kind_is_served_as_what_it_is(candidate_client, enrolment, ending):
    kind = BY_EXTENSION[ending]
    file = file_of(enrolment, name=f"work.{ending}", content=corpus.honest()[ending])
    shown = candidate_client.head(file.get_absolute_url())
    saved = candidate_client.head(f"{file.get_absolute_url()}?download")

    charset = "; charset=utf-8" if ending == "txt" else ""
    assert shown["Content-Type"] == kind.media_type + charset
    is_played = ending in ("mp4", "m4a")
    assert shown["Content-Security-Policy"].startswith("sandbox; ") != is_played
    assert ("media-src 'self'" in shown["Content-Security-Policy"]) == is_played
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    how = "inline" if kind.opens_in_page else "attachment"
    assert shown["Content-Disposition"] == f'{how}; filename="work.{ending}"'
    assert saved["Content-Disposition"] == f'attachment; filename="work.{ending}"'


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ('say "no".pdf', 'inline; filename="say \\"no\\".pdf"'),
        ("Budget £3.pdf", "inline; filename*=utf-8''Budget%20%C2%A33.pdf"),
        ("team 🏥.pdf", "inline; filename*=utf-8''team%20%F0%9F%8F%A5.pdf"),
    ],
)
def test_any_name_comes_back_as_it_was(candidate_client, enrolment, name, disposition):
    response = candidate_client.head(file_of(enrolment, name=name).get_absolute_url())

    assert response["Content-Disposition"] == disposition


def test_html_kept_as_text_stays_text(candidate_client, enrolment):
    file = file_of(enrolment, name="page.txt", content=corpus.HTML)
    response = candidate_client.get(file.get_absolute_url())

    assert body(response) == corpus.HTML
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-5", -5, None)],
)
def test_a_part_is_sent_when_a_part_is_asked_for(candidate_client, enrolment, asked, first, last):
    content = corpus.mp4(media=bytes(range(256)))
    file = file_of(enrolment, name="film.mp4", content=content)
    response = candidate_client.get(file.get_absolute_url(), headers={"Range": asked})
    part = content[first:] if last is None else content[first : last + 1]

    assert response.status_code == 206
    assert body(response) == part
    assert response["Content-Length"] == str(len(part))
    start = first % len(content)
    end = start + len(part) - 1
    assert response["Content-Range"] == f"bytes {start}-{end}/{len(content)}"


def test_a_part_that_is_not_there_is_refused(candidate_client, enrolment):
    file = file_of(enrolment)
    response = candidate_client.get(file.get_absolute_url(), headers={"Range": "bytes=99999-"})

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{file.size}"


def test_head_says_the_same_without_the_file(candidate_client, enrolment):
    file = file_of(enrolment)
    response = candidate_client.head(file.get_absolute_url())

    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(file.size)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_file_is_only_read(candidate_client, enrolment, method):
    response = getattr(candidate_client, method)(file_of(enrolment).get_absolute_url())

    assert response.status_code == 405


def test_those_who_look_after_the_candidate_may_open_it(
    tutor_client, administrator_client, enrolment
):
    file = file_of(enrolment)

    assert tutor_client.head(file.get_absolute_url()).status_code == 200
    assert administrator_client.head(file.get_absolute_url()).status_code == 200


def test_everybody_else_hears_what_they_would_of_no_file(enrolment, other_tutor_client, client):
    file = file_of(enrolment, name=f"{CANARY}.txt", content=CANARY.encode())
    missing = reverse("assessments:evidence_file", args=["00000000-0000-4000-8000-000000000000"])
    strangers = [
        other_tutor_client,
        client_of(EnrolmentFactory(version=enrolment.version).candidate.user),
        client_of(CandidateUserFactory()),
        client_of(TutorFactory()),
    ]
    for stranger in strangers:
        denied, absent = stranger.get(file.get_absolute_url()), stranger.get(missing)
        assert denied.status_code == absent.status_code == 404
        assert without_tokens(denied) == without_tokens(absent)
        assert "CANARY" not in denied.text
    assert client.get(file.get_absolute_url()).status_code == 302


def test_a_tutor_who_handed_the_candidate_over_opens_nothing_more(tutor_client, enrolment):
    file = file_of(enrolment)
    enrolment.tutor = TutorFactory()
    enrolment.save()

    assert tutor_client.get(file.get_absolute_url()).status_code == 404


def test_each_part_that_is_opened_is_logged_and_writes_no_row(candidate_client, enrolment, caplog):
    file = file_of(enrolment)
    events = AuditEvent.objects.count()
    with caplog.at_level(logging.INFO, logger="assessments.views.files"):
        for asked in ("bytes=0-", "bytes=100-"):
            body(candidate_client.get(file.get_absolute_url(), headers={"Range": asked}))

    said = f"Evidence file {file.reference} opened by user {enrolment.candidate.user.pk}"
    told = [record.message for record in caplog.records if "opened" in record.message]
    assert told == [f"{said}, bytes {first}-{file.size - 1}/{file.size}" for first in (0, 100)]
    assert AuditEvent.objects.count() == events


def test_a_file_that_is_gone_is_our_fault_and_no_404(candidate_client, enrolment):
    file = file_of(enrolment)
    storage.path_of(file.stored_name).unlink()
    candidate_client.raise_request_exception = False

    assert candidate_client.get(file.get_absolute_url()).status_code == 500


def test_a_file_is_found_in_four_queries(candidate_client, enrolment, django_assert_num_queries):
    file = file_of(enrolment)
    candidate_client.head(file.get_absolute_url())
    with django_assert_num_queries(4):
        candidate_client.head(file.get_absolute_url())

    assert EvidenceFile.objects.count() == 1
