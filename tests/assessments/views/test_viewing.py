"""Evidence in the frame of the marking page."""

import pytest
from django.urls import reverse

from assessments.locations import jump_to
from assessments.models import EvidenceFile
from assessments.papers import papers_of
from tests.factories.assessments import EvidenceFactory, SubmissionFactory

PDF, VIDEO, AUDIO = "application/pdf", "video/mp4", "audio/mp4"


@pytest.mark.parametrize(
    ("location", "media_type", "jump"),
    [
        ("p. 4–6", PDF, "page=4"),
        ("Page 12", PDF, "page=12"),
        ("007", PDF, "page=7"),
        ("appendix", PDF, ""),
        ("", PDF, ""),
        ("12:30", VIDEO, "t=750"),
        ("from 1:02:03", AUDIO, "t=3723"),
        ("0:05", AUDIO, "t=5"),
        ("12 min", VIDEO, "t=720"),
        ("90m", VIDEO, "t=5400"),
        ("12:99", VIDEO, ""),
        ("near the end", VIDEO, ""),
        ("p. 4", "image/png", ""),
        ("4", "text/plain", ""),
        ("page ٤", PDF, ""),
    ],
)
def test_a_location_opens_the_file_there_when_it_can_be_read(location, media_type, jump):
    assert jump_to(location, media_type) == jump


def view(client, file, query=""):
    return client.get(reverse("assessments:evidence_view", args=[file.reference]) + query)


@pytest.fixture
def file_of(tutor, candidate_user, level_5):
    """A file of the candidate, of a kind."""

    def make(media_type):
        EvidenceFactory(
            enrolment__version=level_5,
            enrolment__tutor=tutor,
            enrolment__candidate__user=candidate_user,
            title="Panel & <b>notes</b>",
            file__media_type=media_type,
        )
        return EvidenceFile.objects.get()

    return make


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        (PDF, '<iframe class="paper-file" src="{}"'),
        ("text/plain", '<iframe class="paper-file" src="{}"'),
        ("image/jpeg", '<img class="paper-picture" src="{}"'),
        (VIDEO, '<video class="paper-picture" src="{}" controls'),
        (AUDIO, '<audio class="paper-sound" src="{}" controls'),
        ("application/vnd.oasis.opendocument.text", 'href="{}">Download'),
    ],
)
def test_each_kind_is_shown_as_browsers_can(tutor_client, file_of, media_type, shown):
    file = file_of(media_type)
    page = view(tutor_client, file).content.decode()

    assert shown.format(file.get_absolute_url()) in page
    assert "Panel &amp; &lt;b&gt;notes&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("query", "fragment"),
    [
        ("?at=page%3D4", "#page=4"),
        ("?at=t%3D750", "#t=750"),
        ("?at=page%3D4%22%3E", ""),
        ("?at=javascript:alert(1)", ""),
        ("?at=", ""),
        ("", ""),
    ],
)
def test_a_place_is_a_number_or_nothing(tutor_client, file_of, query, fragment):
    file = file_of(PDF)
    page = view(tutor_client, file, query).content.decode()

    assert f'src="{file.get_absolute_url()}{fragment}"' in page
    assert "javascript" not in page


def test_only_our_own_pages_frame_it(tutor_client, file_of):
    answer = view(tutor_client, file_of(PDF))

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" not in answer["Content-Security-Policy"]


def test_it_opens_for_its_candidate_tutor_and_administrators(
    file_of, tutor_client, candidate_client, administrator_client, other_tutor_client, client
):
    file = file_of(PDF)
    clients = (tutor_client, candidate_client, administrator_client, other_tutor_client, client)

    assert [view(who, file).status_code for who in clients] == [200, 200, 200, 404, 302]


def test_the_narrative_is_shown_as_it_was_sent(tutor_client, administrator_client, tutor, level_5):
    submission = SubmissionFactory(
        enrolment__version=level_5, enrolment__tutor=tutor, narrative="I led <it>.\n\nTwice."
    )
    url = reverse("assessments:submission_narrative", args=[submission.reference])
    for client in (tutor_client, administrator_client):
        answer = client.get(url)
        assert "I led &lt;it&gt;.\n\nTwice." in answer.content.decode()
        assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_without_a_narrative_there_is_nothing_to_show(tutor_client, decided_submission):
    url = reverse("assessments:submission_narrative", args=[decided_submission.reference])

    assert tutor_client.get(url).status_code == 404


def test_each_file_is_one_tab_whatever_it_is_claimed_for(decided_submission):
    papers = papers_of(decided_submission)

    assert (len(papers.documents), len(papers.places)) == (1, 3)
    assert [place.position for place in papers.at(2)] == [2]
