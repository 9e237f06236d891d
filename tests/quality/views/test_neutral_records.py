"""Records in second marking and standardisation: what they say, without who it is about."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import SubmittedFile
from quality.actions.second_marking import give_second_marking
from quality.views import papers
from tests.assessments.records import bear_witness, observe, reflect
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty
from tests.quality.exercises import an_exercise
from tests.quality.second import JUDGED_AT, draw_one_in, judged_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HIDDEN = ("Quentin", "Personname", "PERSONNAME", "ABC1234", "Canarygiven", "Canaryname")
KEPT = ("Candidate led the meeting, says Assessor.", "Candidate was tired.", "Amina Yusuf saw it.")


@pytest.fixture
def work(assurer):
    """Judged work that rests on a file and three records."""
    draw_one_in(1)
    tutor = TutorFactory(given_name="Canarygiven", family_name="Canaryname")
    enrolment = EnrolmentFactory(
        tutor=tutor,
        candidate__user__given_name="Quentin",
        candidate__user__family_name="Personname",
        registration_number="ABC1234",
        registered_on=JUDGED_AT.date(),
    )
    on_duty(enrolment.qualification, assurer=assurer)
    records = [
        observe(enrolment, activity="Quentin led the meeting, says Canarygiven Canaryname."),
        reflect(enrolment, situation="PERSONNAME was tired."),
        bear_witness(enrolment, account="Amina Yusuf saw it."),
    ]
    submission = judged_work(enrolment=enrolment)
    for record in records:
        SubmittedFile.objects.create(
            submission=submission,
            file=record.paper,
            criterion=submission.unit.criteria.first(),
            sha256=record.paper.sha256,
        )
    return submission


def second_marking(work, assurer):
    """How a second marker reads it."""
    marker = TutorFactory()
    now = timezone.now()
    marking = give_second_marking(submission=work, marker=marker, by=marker, now=now)
    return client_of(marker), "second_marking", marking


def standardising(work, assurer):
    """How an assurer reads the script of an exercise."""
    return client_of(assurer), "exercise", an_exercise(work, assurer)


def read(client, name, thing):
    """All four of it in the frame, and as files, with what is said beside them."""
    for number in (1, 2, 3, 4):
        for view in ("sheet", "file"):
            for asked in ("", "?download"):
                address = reverse(f"quality:{name}_{view}", args=[thing.reference, number])
                response = client.get(address + asked)
                assert response.status_code == 200
                body = b"".join(response) if response.streaming else response.content
                yield f"{sorted(response.headers.items())} {body.decode(errors='replace')}"


READERS = pytest.mark.parametrize("reader", [second_marking, standardising])


@READERS
def test_a_record_is_read_without_names(work, assurer, reader):
    told = list(read(*reader(work, assurer)))

    assert not [(word, text) for text in told for word in HIDDEN if word in text]
    for said in KEPT:
        assert len([text for text in told if said in text]) == 4
    plain = [text for text in told if "'text/plain; charset=utf-8'" in text]
    assert len(plain) == 6
    assert all("sandbox; default-src 'none'" in text and "Evidence " in text for text in plain)
    assert len([text for text in told if "Recorded by:\nAssessor, " in text]) == 4


@READERS
def test_control_its_paper_names_them(work, assurer, reader, monkeypatch):
    monkeypatch.setattr(papers, "record_of", lambda file: None)

    told = "".join(read(*reader(work, assurer)))

    assert all(word in told for word in HIDDEN)
