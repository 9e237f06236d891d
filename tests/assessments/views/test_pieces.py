"""Uploads in pieces: resumed where they stopped, accepted as any other, and once."""

import os
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments import pieces
from assessments.actions import receiving
from assessments.actions.receiving import append_piece, finish_upload, forget_uploads
from assessments.choices import FileAccess
from assessments.errors import PieceMisplaced
from assessments.models import Evidence, EvidenceFile, PiecewiseUpload
from assessments.models.upload import KEPT
from assessments.tasks import forget_unfinished
from ledger.models import Job
from tests.assessments import corpus
from tests.assessments.portfolio import claimed, files_in, first_unit, submit
from tests.conftest import client_of
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
FILM = corpus.mp4(media=bytes(range(256)) * 8)
CUTS = (700, 1400)
LENGTH = len(FILM)


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.EVIDENCE_ROOT.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.EVIDENCE_ROOT


@pytest.fixture
def waiting(settings):
    """What lies in the folder of unfinished uploads."""
    return lambda: files_in(settings.FILE_UPLOAD_TEMP_DIR)


@pytest.fixture
def enrolment(tutor, candidate_user):
    return EnrolmentFactory(
        version=SpecificationVersionFactory(units=1, criteria=2),
        tutor=tutor,
        candidate__user=candidate_user,
    )


def start(client, enrolment, name="film.mp4", length=LENGTH, changed=1):
    address = reverse(
        "assessments:upload_start", args=[enrolment.reference, first_unit(enrolment).code]
    )
    return client.post(address, {"name": name, "length": length, "changed": changed})


def send(client, upload, offset, content):
    return client.post(
        upload["address"],
        content,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def send_all(client, upload, content, cuts=()):
    """All pieces from where the upload stands; the last answer."""
    answer, at = None, upload["received"]
    for cut in [cut for cut in (*cuts, len(content)) if cut > at]:
        answer = send(client, upload, at, content[at:cut])
        at = cut
    return answer


def bring(client, enrolment, name, content):
    """Start, send and finish; the first answer that is a refusal, or the last."""
    answer = start(client, enrolment, name, len(content))
    if answer.status_code != 200:
        return answer
    upload = answer.json()
    answer = send_all(client, upload, content)
    return client.post(upload["finish"]) if answer.status_code == 200 else answer


def test_a_file_in_three_pieces_is_evidence_as_any_other(
    candidate_client, enrolment, root, waiting
):
    upload = start(candidate_client, enrolment, "Rota & talk £3.mp4").json()
    assert (upload["received"], upload["length"]) == (0, len(FILM))
    last = send_all(candidate_client, upload, FILM, CUTS)
    assert last.json()["received"] == len(FILM)
    assert (Evidence.objects.count(), files_in(root)) == (0, [])
    finished = candidate_client.post(upload["finish"])

    assert (finished.status_code, finished.json()) == (
        200,
        {"added": ["Rota & talk £3"], "message": ""},
    )
    file = EvidenceFile.objects.get()
    assert (root / file.stored_name).read_bytes() == FILM
    assert (file.size, file.sha256) == (len(FILM), sha256(FILM).hexdigest())
    assert (file.media_type, file.original_name) == ("video/mp4", "Rota & talk £3.mp4")
    assert claimed(file.evidence) == {"1.1": "", "1.2": ""}
    assert waiting() == []


def test_finishing_twice_adds_once_and_answers_the_same(candidate_client, enrolment, root):
    upload = start(candidate_client, enrolment).json()
    send_all(candidate_client, upload, FILM)
    answers = [candidate_client.post(upload["finish"]) for _ in range(2)]

    assert [answer.json()["added"] for answer in answers] == [["film"], ["film"]]
    assert Evidence.objects.count() == len(files_in(root)) == 1
    late = send(candidate_client, upload, 0, FILM)
    assert (late.status_code, late.json()["received"]) == (409, len(FILM))


def test_two_who_finish_at_once_add_one(candidate_user, enrolment, root, monkeypatch):
    """The second had seen it unfinished before the first was through."""
    upload = begun(enrolment, FILM)
    real = receiving.look_at
    inner = []

    def slowly(file):
        if not inner:
            inner.append(None)
            inner[0] = finish_upload(upload=upload, by=candidate_user, now=timezone.now())
        return real(file)

    monkeypatch.setattr(receiving, "look_at", slowly)
    outer = finish_upload(upload=upload, by=candidate_user, now=timezone.now())

    assert outer == inner[0] == Evidence.objects.get()
    assert len(files_in(root)) == 1


def test_the_control_without_the_second_look_there_are_two(
    candidate_user, enrolment, root, monkeypatch
):
    monkeypatch.setattr(receiving, "_held", lambda upload, by: upload)
    first = begun(enrolment, FILM)
    second = PiecewiseUpload.objects.get(pk=first.pk)
    real = receiving.look_at
    seen = []

    def slowly(file):
        if not seen:
            seen.append(True)
            finish_upload(upload=second, by=candidate_user, now=timezone.now())
        return real(file)

    monkeypatch.setattr(receiving, "look_at", slowly)
    finish_upload(upload=first, by=candidate_user, now=timezone.now())

    assert Evidence.objects.count() == 2


def begun(enrolment, content, *, whole=True):
    """An upload with its bytes, by the actions alone."""
    user = enrolment.candidate.user
    upload = receiving.start_upload(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        name="film.mp4",
        length=len(content),
        changed_ms=1,
        by=user,
        now=timezone.now(),
    )
    part = content if whole else content[: len(content) // 2]
    return append_piece(upload=upload, offset=0, content=part, by=user, now=timezone.now())


@pytest.mark.parametrize("offset", [0, 699, 701, 5000])
def test_a_piece_that_does_not_follow_is_told_where_to_go_on(
    candidate_client, enrolment, waiting, offset
):
    upload = start(candidate_client, enrolment).json()
    send(candidate_client, upload, 0, FILM[:700])
    answer = send(candidate_client, upload, offset, b"x" * 10)

    assert (answer.status_code, answer.json()["received"]) == (409, 700)
    assert [place.read_bytes() for place in waiting()] == [FILM[:700]]
    assert candidate_client.get(upload["address"]).json()["received"] == 700


def test_nothing_is_added_past_what_was_announced(candidate_client, enrolment, waiting):
    upload = start(candidate_client, enrolment).json()
    send(candidate_client, upload, 0, FILM[:700])
    answer = send(candidate_client, upload, 700, FILM[700:] + b"x")

    assert answer.status_code == 422
    assert f"more than the {len(FILM)} bytes" in answer.json()["message"]
    assert [place.read_bytes() for place in waiting()] == [FILM[:700]]


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "-1"}, {"Upload-Offset": "٧"}])
def test_a_piece_says_where_it_belongs(candidate_client, enrolment, waiting, headers):
    upload = start(candidate_client, enrolment).json()
    answer = candidate_client.post(
        upload["address"], b"x", content_type="application/octet-stream", headers=headers
    )

    assert (answer.status_code, waiting()) == (422, [])


@pytest.mark.parametrize("size", [0, pieces.MOST_PIECE_BYTES + 1, 3 * pieces.PIECE_BYTES])
def test_a_piece_has_a_size(candidate_client, enrolment, waiting, size):
    upload = start(candidate_client, enrolment, length=5_000_000).json()
    answer = send(candidate_client, upload, 0, b"x" * size)

    assert (answer.status_code, waiting()) == (422, [])


def test_a_piece_that_broke_off_is_not_kept(candidate_client, enrolment, waiting):
    upload = start(candidate_client, enrolment).json()
    answer = candidate_client.generic(
        "POST",
        upload["address"],
        FILM[:500],
        content_type="application/octet-stream",
        headers={"Upload-Offset": "0"},
        **{"CONTENT_LENGTH": "700", "wsgi.input": BytesIO(FILM[:500])},
    )

    assert (answer.status_code, waiting()) == (422, [])
    assert "did not arrive whole" in answer.json()["message"]


def test_what_was_half_written_when_something_broke_is_written_over(
    candidate_client, candidate_user, enrolment, root
):
    upload = begun(enrolment, FILM, whole=False)
    half = upload.received
    with pieces.path_of(upload.reference).open("ab") as place:
        place.write(b"half a piece that no row knows of")
    append_piece(
        upload=upload, offset=half, content=FILM[half:], by=candidate_user, now=timezone.now()
    )
    finish_upload(upload=upload, by=candidate_user, now=timezone.now())

    assert EvidenceFile.objects.get().sha256 == sha256(FILM).hexdigest()


def test_what_the_disk_lost_is_sent_again(candidate_user, enrolment):
    upload = begun(enrolment, FILM)
    pieces.path_of(upload.reference).write_bytes(FILM[:100])

    for again in (
        lambda: finish_upload(upload=upload, by=candidate_user, now=timezone.now()),
        lambda: append_piece(
            upload=upload, offset=700, content=b"x", by=candidate_user, now=timezone.now()
        ),
    ):
        with pytest.raises(PieceMisplaced) as refusal:
            again()
        assert refusal.value.received == 100
    pieces.discard(upload.reference)
    assert pieces.received(upload) == 0


def test_a_full_disk_keeps_what_came_before(
    candidate_client, enrolment, waiting, monkeypatch, settings
):
    upload = start(candidate_client, enrolment).json()
    send(candidate_client, upload, 0, FILM[:700])

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("assessments.pieces.os.fsync", full)
        answer = send(candidate_client, upload, 700, FILM[700:])
    assert answer.status_code == 507
    assert candidate_client.get(upload["address"]).json()["received"] == 700

    send(candidate_client, upload, 700, FILM[700:])
    assert candidate_client.post(upload["finish"]).status_code == 200
    assert EvidenceFile.objects.get().sha256 == sha256(FILM).hexdigest()


def test_the_same_file_chosen_again_goes_on_where_it_stopped(candidate_client, enrolment):
    first = start(candidate_client, enrolment).json()
    send(candidate_client, first, 0, FILM[:700])
    page = candidate_client.get(
        reverse("assessments:unit_detail", args=[enrolment.reference, first_unit(enrolment).code])
    )
    again = start(candidate_client, enrolment).json()
    changed = start(candidate_client, enrolment, changed=2).json()

    assert "film.mp4: 700\xa0bytes of" in page.text
    assert (again["address"], again["received"]) == (first["address"], 700)
    assert changed["address"] != first["address"]
    assert changed["received"] == 0


def test_not_finished_before_all_is_here(candidate_client, enrolment, root):
    upload = start(candidate_client, enrolment).json()
    send(candidate_client, upload, 0, FILM[:700])
    answer = candidate_client.post(upload["finish"])

    assert (answer.status_code, answer.json()["received"]) == (409, 700)
    assert (Evidence.objects.count(), files_in(root)) == (0, [])


@pytest.mark.parametrize("what", corpus.hostile())
def test_a_hostile_upload_leaves_nothing(candidate_client, enrolment, root, waiting, what):
    answer = bring(candidate_client, enrolment, *corpus.hostile()[what])

    assert answer.status_code == 422
    assert answer.json()["message"]
    assert files_in(root) == waiting() == []
    assert Evidence.objects.count() == PiecewiseUpload.objects.count() == 0


def test_what_is_too_large_is_refused_before_it_is_sent(candidate_client, enrolment, settings):
    settings.EVIDENCE_MAX_BYTES = 2000
    assert start(candidate_client, enrolment, length=2000).status_code == 200
    answer = start(candidate_client, enrolment, length=2001)

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("The file is larger than")
    assert PiecewiseUpload.objects.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"name": "a.pdf"}, {"name": "a.pdf", "length": "-1"}, {"length": 9}]
)
def test_an_upload_is_announced_in_full(candidate_client, enrolment, data):
    address = reverse(
        "assessments:upload_start", args=[enrolment.reference, first_unit(enrolment).code]
    )
    answer = candidate_client.post(address, data)

    assert (answer.status_code, PiecewiseUpload.objects.count()) == (422, 0)


def test_anybody_elses_upload_is_not_there(
    candidate_client, tutor_client, administrator_client, enrolment, waiting
):
    upload = start(candidate_client, enrolment).json()
    send(candidate_client, upload, 0, FILM[:700])
    other = client_of(EnrolmentFactory(version=enrolment.version).candidate.user)
    for client, status in ((other, 404), (tutor_client, 403), (administrator_client, 403)):
        answers = [
            client.get(upload["address"]),
            send(client, upload, 700, FILM[700:]),
            client.post(upload["finish"]),
        ]
        assert [answer.status_code for answer in answers] == [status] * 3
        assert "film" not in "".join(answer.text for answer in answers)

    assert start(other, enrolment).status_code == 404
    assert [place.read_bytes() for place in waiting()] == [FILM[:700]]
    assert Evidence.objects.count() == 0


def test_a_unit_that_went_to_the_tutor_meanwhile_takes_nothing(candidate_client, enrolment, root):
    bring(candidate_client, enrolment, "rota.pdf", corpus.pdf())
    upload = start(candidate_client, enrolment).json()
    send_all(candidate_client, upload, FILM)
    submit(enrolment)
    finished = candidate_client.post(upload["finish"])
    more = start(candidate_client, enrolment, "more.mp4")

    for answer in (finished, more):
        assert answer.status_code == 422
        assert "withdraw the submission first" in answer.json()["message"]
    assert Evidence.objects.count() == len(files_in(root)) == 1


def test_a_person_has_only_so_many_under_way(candidate_client, enrolment, waiting):
    uploads = [
        start(candidate_client, enrolment, f"{number}.mp4").json()
        for number in range(pieces.MOST_UPLOADS)
    ]
    for upload in uploads:
        send(candidate_client, upload, 0, FILM[:9])
    start(candidate_client, enrolment, "one more.mp4")

    assert PiecewiseUpload.objects.count() == pieces.MOST_UPLOADS
    assert len(waiting()) == pieces.MOST_UPLOADS  # on commit, which a test never reaches
    assert candidate_client.get(uploads[0]["address"]).status_code == 404
    assert candidate_client.get(uploads[1]["address"]).status_code == 200


def test_a_person_has_only_so_much_under_way(candidate_client, enrolment, settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    for number in range(7):
        start(candidate_client, enrolment, f"{number}.mp4", 900)

    names = PiecewiseUpload.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["2.mp4", "3.mp4", "4.mp4", "5.mp4", "6.mp4"]


def test_after_a_day_what_nobody_went_on_with_is_gone(
    candidate_user, enrolment, waiting, django_capture_on_commit_callbacks
):
    now = timezone.now()
    begun(enrolment, FILM, whole=False)
    assert len(waiting()) == 1
    assert forget_uploads(now=now + KEPT - timedelta(minutes=1)) == 0
    stray = pieces.path_of(UUID(int=7))
    stray.write_bytes(b"x")
    long_ago = (now - KEPT).timestamp()
    os.utime(stray, (long_ago, long_ago))

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_uploads(now=now + KEPT + timedelta(minutes=1)) == 1
    assert (waiting(), PiecewiseUpload.objects.count()) == ([], 0)
    assert forget_unfinished() == 0


@pytest.mark.parametrize(
    "wrong", [{"received": 9_999_999}, {"length": 0, "received": 0}, {"evidence": True}]
)
def test_the_database_keeps_uploads_honest(enrolment, wrong):
    upload = begun(enrolment, FILM, whole=False)
    if "evidence" in wrong:
        wrong = {"evidence": Evidence.objects.create(
            enrolment=enrolment, title="x", added_by=enrolment.candidate.user,
            added_at=timezone.now(),
        )}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        PiecewiseUpload.objects.filter(pk=upload.pk).update(**wrong)


def test_while_the_scanner_is_down_what_came_in_pieces_is_being_checked(
    candidate_client, enrolment, settings
):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    assert bring(candidate_client, enrolment, "film.mp4", FILM).status_code == 200

    file = EvidenceFile.objects.get()
    assert (file.access, file.is_clean) == (FileAccess.CHECKING, False)
    assert Job.objects.filter(kind="evidence_scan", payload__file_id=file.pk).exists()
    assert candidate_client.get(file.get_absolute_url()).status_code == 403
