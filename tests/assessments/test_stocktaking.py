"""manage.py check_evidence: rows and files agree, and what disagrees is named."""

import os

import pytest
from django.core.management import call_command
from django.db import connection

from assessments import storage
from assessments.models import Submission, SubmittedFile
from ledger.protection import lift, restore
from tests.assessments import corpus
from tests.assessments.portfolio import add, files_in, submit
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db
LONG_AGO = 1_700_000_000


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


@pytest.fixture
def file():
    enrolment = EnrolmentFactory(version=SpecificationVersionFactory(units=1, criteria=1))
    evidence = add(enrolment, content=corpus.pdf("As received"))
    submit(enrolment)
    return evidence.files.get()


def check(capsys, *options):
    """What the command prints, and its exit code."""
    code = 0
    try:
        call_command("check_evidence", *options)
    except SystemExit as left:
        code = left.code
    return code, capsys.readouterr().out


def test_when_all_is_well_it_says_so(file, capsys):
    assert check(capsys, "--hashes") == (0, "1 files: 0 faults, 0 without a row.\n")


def test_a_missing_file_is_a_fault(file, capsys):
    storage.path_of(file.stored_name).unlink()
    code, said = check(capsys)

    assert code == 1
    assert f"Fault: {file.reference}: no file\n" in said


def test_a_file_of_another_size_is_a_fault(file, capsys):
    storage.path_of(file.stored_name).write_bytes(b"short")

    assert "not the size it was received with" in check(capsys)[1]


def test_a_file_with_another_content_is_found_by_its_hash(file, capsys):
    place = storage.path_of(file.stored_name)
    place.write_bytes(place.read_bytes().replace(b"As received", b"As altered."))

    assert check(capsys)[0] == 0
    code, said = check(capsys, "--hashes")
    assert (code, "not the content it was received with" in said) == (1, True)


def test_work_that_differs_from_what_was_sent_is_a_fault(file, capsys):
    Submission.objects.update(narrative="Altered", narrative_sha256="0" * 64)
    lift(connection, "assessments_submittedfile")
    SubmittedFile.objects.update(sha256="0" * 64)
    restore(connection, "assessments_submittedfile")
    code, said = check(capsys)

    assert code == 1
    assert "not the file that was submitted" in said
    assert "not the narrative that was submitted" in said


@pytest.mark.parametrize("ending", ["", storage.UNFINISHED])
def test_a_file_without_a_row_is_set_aside_and_never_deleted(file, root, capsys, ending):
    stray = storage.path_of(file.stored_name).with_name("stray" + ending)
    stray.write_bytes(b"whose?")
    assert check(capsys)[1] == "1 files: 0 faults, 0 without a row.\n"  # it may be on its way

    os.utime(stray, (LONG_AGO, LONG_AGO))
    assert f"Without a row: {stray}\n" in check(capsys)[1]
    assert stray.exists()

    code, said = check(capsys, "--set-aside")
    aside = root / "set-aside" / stray.name
    assert (code, f"Without a row: {aside}\n" in said) == (0, True)
    assert aside.read_bytes() == b"whose?"
    assert files_in(root) == sorted([aside, storage.path_of(file.stored_name)])
    assert check(capsys)[1] == "1 files: 0 faults, 0 without a row.\n"
