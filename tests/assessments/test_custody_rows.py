"""What the database itself keeps of files that were taken away, and of archives."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assessments.actions.custody import give_back, quarantine_file
from assessments.actions.exporting import ask_portfolio
from assessments.models import EvidenceFile, PortfolioExport, Quarantine
from ledger import jobs
from tests.assessments.portfolio import LATER, NOW, add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]


def test_why_a_file_was_taken_away_is_never_edited(enrolment, tutor, administrator):
    file = add(enrolment).files.get()
    quarantine_file(file=file, reason="\0", by=tutor, now=NOW)
    give_back(file=file, reason="Made up.", by=administrator, now=LATER)

    for change in (
        lambda: Quarantine.objects.update(reason="rewritten"),
        lambda: Quarantine.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    rows = Quarantine.objects.order_by("pk").values_list("is_taken_away", "reason", "by")
    assert list(rows) == [
        (True, "It may show who a patient is.", tutor.pk),
        (False, "Made up.", administrator.pk),
    ]


def test_a_reason_is_always_kept(enrolment, tutor):
    file = add(enrolment).files.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Quarantine.objects.create(file=file, is_taken_away=True, reason="", by=tutor, at=NOW)


def test_a_file_is_open_being_checked_or_taken_away(enrolment):
    add(enrolment)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFile.objects.update(access="lost")


def test_one_archive_at_a_time_is_made_and_never_more_than_all(enrolment):
    add(enrolment)
    user = enrolment.candidate.user
    first = ask_portfolio(enrolment=enrolment, by=user, now=NOW)
    assert ask_portfolio(enrolment=enrolment, by=user, now=NOW) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        PortfolioExport.objects.create(
            enrolment=enrolment, asked_by=user, asked_at=NOW, entries=[], files_total=0
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PortfolioExport.objects.update(files_done=2)

    jobs.run_due(kind="portfolio_step")
    first.refresh_from_db()
    assert first.is_there
    assert ask_portfolio(enrolment=enrolment, by=user, now=LATER) != first
