"""Eight hundred statements by sixteen threads, the database's connections ended in the middle."""

import queue
import threading
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection

from awards.actions import issue_statement
from awards.models import StatementNumber, StatementOfResults
from ledger.models import Job
from tests.assessments.marking import LATER
from tests.awards.conftest import pass_units
from tests.awards.many import copies
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

ISSUES = 800
THREADS = 16
NOW = LATER + timedelta(days=1)
END_ALL_OTHERS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Issuers:
    """Sixteen threads that issue from one list, and begin again where a connection ended."""

    def __init__(self, enrolments, *, end_after):
        self.waiting = queue.Queue()
        for enrolment in enrolments:
            self.waiting.put(enrolment)
        self.told = {}  # what each caller was told: enrolment, number
        self.broken = []
        self.ended = 0
        self.end_after = end_after
        self.half_way = threading.Event()

    def run(self):
        threads = [threading.Thread(target=self.work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        if self.half_way.wait(timeout=60):
            with connection.cursor() as cursor:
                cursor.execute(END_ALL_OTHERS)
                self.ended = cursor.fetchone()[0]
        for thread in threads:
            thread.join()

    def work(self):
        try:
            while True:
                self.issue(self.waiting.get_nowait())
        except queue.Empty:
            pass
        finally:
            connection.close()

    def issue(self, enrolment):
        try:
            issued = issue_statement(enrolment=enrolment, by=None, now=NOW, replacing=None)
        except (OperationalError, InterfaceError) as trouble:
            self.broken.append(trouble)
            connection.close()
            self.waiting.put(enrolment)
            return
        self.told[enrolment.pk] = issued.number
        if len(self.told) >= self.end_after:
            self.half_way.set()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_hundred_by_sixteen_with_every_connection_ended_once(tutor):
    """Every connection of the test is ended by the server in the middle of its work.

    It is not the server that is killed: others use the same one. What a client sees is alike, an
    answer that never comes; whether the server's own crash recovery holds is PostgreSQL's word.
    """
    version = SpecificationVersionFactory(units=1, criteria=1)
    first = pass_units(EnrolmentFactory(version=version, tutor=tutor))
    issuers = Issuers([first, *copies(first, ISSUES - 1)], end_after=ISSUES // 2)

    issuers.run()

    stated = StatementOfResults.objects.all()
    assert issuers.ended >= 1
    assert issuers.broken
    assert sorted(stated.values_list("number", flat=True)) == list(range(1, ISSUES + 1))
    assert StatementNumber.objects.get().last == ISSUES
    assert stated.live().values("enrolment").distinct().count() == ISSUES
    assert dict(stated.values_list("enrolment", "number")) == issuers.told
    assert Job.objects.filter(kind="statement_pdf").count() == ISSUES
