"""`check_statements`: every bad paper is named, and a good store is quiet."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from awards import keys, pdf, storage
from awards.models import StatementOfResults
from ledger import jobs
from tests.assessments.marking import LATER
from tests.awards.conftest import pass_units
from tests.awards.test_actions import issue
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(version, tutor, administrator, settings, tmp_path):
    """Three statements as they are issued today, and their files."""
    settings.STATEMENTS_ROOT = tmp_path
    for _ in range(3):
        issue(pass_units(EnrolmentFactory(version=version, tutor=tutor)), administrator)
    jobs.run_due(now=LATER.replace(year=2027))
    return [tmp_path / one.pdf_name for one in StatementOfResults.objects.order_by("number")]


def said(*words):
    out, status = io.StringIO(), 0
    try:
        call_command("check_statements", *words, stdout=out)
    except SystemExit as end:
        status = end.code
    return status, out.getvalue()


def make_as_before(statement):
    """As papers were made before they were signed: drawn and kept, and no more."""
    kept = storage.keep(pdf.statement_pdf(statement.statement))
    StatementOfResults.objects.filter(pk=statement.pk).update(
        pdf_name=kept.name, pdf_sha256=kept.sha256, signed_by="", signed_until=None
    )


def test_a_good_store_is_quiet_the_old_unsigned_papers_too(papers, complete, administrator):
    make_as_before(StatementOfResults.objects.get(number=2))
    issue(complete, administrator)

    assert said() == (
        0,
        "4 statements: 2 signed, 1 from before papers were signed, 1 not drawn yet; "
        "0 not as issued.\n",
    )


def test_each_bad_paper_is_named_with_what_is_wrong(papers):
    papers[0].unlink()
    papers[2].write_bytes(papers[2].read_bytes().replace(b"/Lang", b"/Long"))

    status, text = said()

    assert status == 1
    assert f"Fault: PMA-000001, its file {papers[0].name} cannot be read" in text
    assert f"Fault: PMA-000003, its file {papers[2].name} is not the one that was made" in text
    assert "Fault: PMA-000003, its signature is not good" in text
    assert "PMA-000002" not in text
    assert text.endswith("2 not as issued.\n")


def test_a_paper_and_its_hash_changed_together_are_found_by_the_signature(papers):
    """Who can write files and rows still has not the key."""
    forged = StatementOfResults.objects.get(number=1)
    kept = storage.keep(pdf.statement_pdf(forged.statement))
    StatementOfResults.objects.filter(pk=forged.pk).update(
        pdf_name=kept.name, pdf_sha256=kept.sha256
    )

    status, text = said()

    assert status == 1
    assert "Fault: PMA-000001, its signature is not good. It does not carry" in text


def test_after_a_renewal_the_former_certificate_counts_while_it_stands_behind_the_new_one(
    papers, settings, tmp_path
):
    former, new = Path(settings.DEMO_SIGNING_FILE), tmp_path / "new.pem"
    settings.DEMO_SIGNING_FILE = settings.SIGNING_KEY_FILE = str(new)
    settings.SIGNING_CERTIFICATE_FILE = str(new)
    assert said()[1].count("Fault: ") == 3

    both = tmp_path / "certificates.pem"
    both.write_bytes(new.read_bytes() + former.read_bytes())
    settings.SIGNING_CERTIFICATE_FILE = str(both)
    assert said()[0] == 0
    assert keys.signing_key().certificate == keys.trusted_certificates()[0]


def test_the_key_alone_is_looked_at_before_a_version_starts(settings, tmp_path):
    assert said("--key-only") == (
        0,
        "Signs as Demonstration only, not a real centre's signature, PMA Training, "
        "until 01 Jan 2040.\n",
    )
    settings.SIGNING_KEY_FILE = str(tmp_path / "gone.pem")
    with pytest.raises(CommandError, match="SIGNING_KEY_FILE"):
        said("--key-only")
