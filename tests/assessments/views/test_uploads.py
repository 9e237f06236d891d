"""Uploading, through HTTP as a browser does it: what is refused leaves no row and no file."""

import pytest
from django.conf import settings as settings_of_django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Evidence, EvidenceFile
from assessments.uploads import CappedUploadHandler, Upload
from tests.assessments import corpus
from tests.assessments.portfolio import claimed, files_in, first_unit, submit
from tests.conftest import client_of
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.EVIDENCE_ROOT.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.EVIDENCE_ROOT


@pytest.fixture
def enrolment(tutor, candidate_user):
    return EnrolmentFactory(
        version=SpecificationVersionFactory(units=1, criteria=2),
        tutor=tutor,
        candidate__user=candidate_user,
    )


def address(enrolment):
    args = [enrolment.reference, first_unit(enrolment).code]
    return reverse("assessments:evidence_add", args=args)


def post(client, enrolment, *files):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(address(enrolment), {"files": uploads})


def raw(client, enrolment, name, content):
    """A request with the very bytes of a file name, as a browser (or not) sends them."""
    boundary = b"----pma"
    body = b"".join(
        [
            b"--", boundary, b"\r\n",
            b'Content-Disposition: form-data; name="files"; filename="', name, b'"\r\n',
            b"Content-Type: text/html\r\n\r\n", content, b"\r\n--", boundary, b"--\r\n",
        ]
    )  # fmt: skip
    return client.post(
        address(enrolment),
        body,
        content_type="multipart/form-data; boundary=----pma",
    )


def test_several_files_become_evidence(candidate_client, enrolment, root):
    response = post(
        candidate_client,
        enrolment,
        ("Rota & budget £3.pdf", corpus.pdf()),
        ("minutes.docx", corpus.ooxml("docx")),
    )

    assert response.status_code == 302
    assert response.url.endswith("/#evidence")
    titles = Evidence.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Rota & budget £3", "minutes"]
    assert claimed(Evidence.objects.first()) == {"1.1": "", "1.2": ""}
    assert len(files_in(root)) == 2
    page = candidate_client.get(response.url)
    assert "“minutes” is added." in page.text


@pytest.mark.parametrize(
    "what", ["empty", "HTML named .jpg", "PDF cut off", "zip bomb", "program", "no ending"]
)
def test_a_hostile_upload_leaves_nothing(candidate_client, enrolment, root, settings, what):
    name, content = corpus.hostile()[what]
    response = post(candidate_client, enrolment, (name, content))

    assert response.status_code == 422
    assert "1 file was not added" in response.text
    assert files_in(root) == files_in(settings.FILE_UPLOAD_TEMP_DIR) == []
    assert Evidence.objects.count() == EvidenceFile.objects.count() == 0


def test_of_several_the_good_ones_stay_and_the_others_are_named(candidate_client, enrolment, root):
    response = post(
        candidate_client, enrolment, ("rota.pdf", corpus.pdf()), ("photo.jpg", corpus.HTML)
    )

    assert response.status_code == 422
    assert "“rota” is added." in response.text
    assert "1 file was not added" in response.text
    assert "<b>photo.jpg</b>" in response.text
    assert len(files_in(root)) == Evidence.objects.count() == 1


def test_no_file_at_all_is_said_beside_the_field(candidate_client, enrolment):
    response = candidate_client.post(address(enrolment), {})

    assert response.status_code == 422
    assert "Choose a file first" in response.text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"../../../etc/cron.d/x.txt", "x.txt"),
        (b"..\\..\\x.txt", "x.txt"),
        (b"C:\\Users\\ruth\\x.txt", "x.txt"),
        (b"say %22no%22.txt", 'say "no".txt'),
        ("Bücher & £5 – “so”.txt".encode(), "Bücher & £5 – “so”.txt"),
        ("team 🏥.txt".encode(), "team 🏥.txt"),
        ("report\u202etxt.txt".encode(), "reporttxt.txt"),
        (b"a\x00b.txt", "ab.txt"),
        (b"x" * 300 + b".txt", "x" * 251 + ".txt"),
        (b"<script>alert(1)<.txt", "<script>alert(1)<.txt"),
    ],
)
def test_any_name_is_only_data(candidate_client, enrolment, root, name, kept):
    response = raw(candidate_client, enrolment, name, b"Notes")

    assert response.status_code == 302
    file = EvidenceFile.objects.get()
    assert file.original_name == kept
    assert files_in(root) == [root / file.stored_name]
    page = candidate_client.get(
        reverse("assessments:unit_detail", args=[enrolment.reference, first_unit(enrolment).code])
    )
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("name", [b"..", b".", b"", b"x." + b"y" * 300])
def test_a_name_that_is_none_leaves_nothing(candidate_client, enrolment, root, name):
    response = raw(candidate_client, enrolment, name, b"Notes")

    assert response.status_code == 422
    assert (files_in(root), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize(("extra", "status"), [(0, 302), (1, 422)])
def test_the_limit_holds_to_the_byte(candidate_client, enrolment, root, settings, extra, status):
    settings.EVIDENCE_MAX_BYTES = 200_000
    response = post(candidate_client, enrolment, ("big.txt", b"x" * (200_000 + extra)))

    assert response.status_code == status
    assert len(files_in(root)) == Evidence.objects.count() == 1 - extra


@pytest.mark.slow
def test_a_hundred_megabytes_and_one_are_refused(candidate_client, enrolment, root, settings):
    size = 100 * 1024 * 1024
    assert size == settings.EVIDENCE_MAX_BYTES
    response = raw(candidate_client, enrolment, b"film.txt", b"x" * (size + 1))

    assert response.status_code == 422
    assert "The file is larger than 100 MB." in response.text
    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_of_what_is_too_large_only_a_little_is_ever_written(
    candidate_client, enrolment, settings, monkeypatch
):
    written = []
    real = Upload.add

    def watch(self, chunk):
        written.append(len(chunk))
        real(self, chunk)

    monkeypatch.setattr(Upload, "add", watch)
    settings.EVIDENCE_MAX_BYTES = 100_000
    post(candidate_client, enrolment, ("big.txt", b"x" * 2_000_000))

    assert sum(written) <= 100_000 + 64 * 1024


def test_a_disk_that_is_full_while_receiving_is_no_500(
    candidate_client, enrolment, root, monkeypatch
):
    def full(**kwargs):
        return open("/dev/full", "r+b", buffering=0)

    monkeypatch.setattr("assessments.uploads.tempfile.NamedTemporaryFile", full)
    response = post(candidate_client, enrolment, ("rota.pdf", corpus.pdf()))

    assert response.status_code == 507
    assert "nothing was changed" in response.text
    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_a_line_that_breaks_leaves_no_file_of_its_beginning(
    rf, candidate_user, settings, monkeypatch
):
    handler = CappedUploadHandler(rf.post("/"))
    handler.request.user = candidate_user
    handler.upload_interrupted()  # before any file began
    handler.new_file("files", "film.mp4", "video/mp4", 99)
    handler.receive_data_chunk(b"beginning", 0)
    assert len(files_in(settings.FILE_UPLOAD_TEMP_DIR)) == 1

    handler.upload_interrupted()
    assert files_in(settings.FILE_UPLOAD_TEMP_DIR) == []


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_only_files_of_people_who_are_signed_in_are_received(enrolment, monkeypatch, is_signed_in):
    """A form is read for its CSRF token before anybody asks who sent it."""
    made = []
    real = Upload.__init__

    def watch(self, *args):
        made.append(args)
        real(self, *args)

    monkeypatch.setattr(Upload, "__init__", watch)
    browser = Client(enforce_csrf_checks=True)
    if is_signed_in:
        browser.force_login(enrolment.candidate.user)
    browser.cookies[settings_of_django.CSRF_COOKIE_NAME] = token = "a" * 32
    upload = SimpleUploadedFile("rota.pdf", corpus.pdf())
    response = browser.post(address(enrolment), {"csrfmiddlewaretoken": token, "files": [upload]})

    assert response.status_code == 302
    assert len(made) == Evidence.objects.count() == int(is_signed_in)


@pytest.mark.parametrize(("who", "status"), [("tutor_client", 403), ("administrator_client", 403)])
def test_staff_add_nothing(request, enrolment, root, who, status):
    response = post(request.getfixturevalue(who), enrolment, ("rota.pdf", corpus.pdf()))

    assert response.status_code == status
    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_nothing_is_added_to_anybody_elses_portfolio(enrolment, root):
    stranger = client_of(EnrolmentFactory(version=enrolment.version).candidate.user)
    response = post(stranger, enrolment, ("rota.pdf", corpus.pdf()))

    assert response.status_code == 404
    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_a_unit_with_the_tutor_takes_nothing(candidate_client, enrolment, root):
    post(candidate_client, enrolment, ("rota.pdf", corpus.pdf()))
    submit(enrolment)
    response = post(candidate_client, enrolment, ("more.pdf", corpus.pdf()))

    assert response.status_code == 422
    assert "withdraw the submission first" in response.text
    assert len(files_in(root)) == 1


def test_the_same_file_again_is_added_and_said(candidate_client, enrolment):
    for name in ("Rota.pdf", "Rota again.pdf"):
        post(candidate_client, enrolment, (name, corpus.pdf()))
    page = candidate_client.get(
        reverse("assessments:unit_detail", args=[enrolment.reference, first_unit(enrolment).code])
    )

    assert Evidence.objects.count() == 2
    code = first_unit(enrolment).short_code
    assert f"in your portfolio already: “Rota”, used for {code}." in page.text
    assert f"in your portfolio already: “Rota again”, used for {code}." in page.text
