"""`/healthz/` says what is wrong by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ledger import health
from ledger.models import Heartbeat, Job

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def beating():
    return Heartbeat.objects.create(name="worker", at=NOW)


def test_all_is_well_while_a_worker_is_heard_of(beating):
    report = health.check(now=NOW)

    assert report.is_well
    assert report.as_dict()["status"] == "well"


def test_a_silent_worker_is_named(beating):
    report = health.check(now=NOW + timedelta(seconds=90))

    assert report.trouble == ("No worker has been heard of for a minute.",)


def test_a_worker_never_heard_of_is_named():
    assert health.check(now=NOW).worker_seen_seconds is None
    assert not health.check(now=NOW).is_well


def test_jobs_left_lying_are_named(beating):
    Job.objects.create(kind="x", key="1", owed_at=NOW, not_before=NOW - timedelta(minutes=3))

    report = health.check(now=NOW)

    assert report.trouble == ("Jobs have been owed for over two minutes.",)
    assert report.oldest_job_seconds == 180


def test_the_page_answers_anybody(client, beating):
    Heartbeat.objects.update(at=timezone.now())
    assert client.get("/healthz/").status_code == 200

    Heartbeat.objects.all().delete()
    response = client.get("/healthz/")
    assert response.status_code == 503
    assert response.json()["trouble"] == ["No worker has been heard of for a minute."]
