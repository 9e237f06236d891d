"""Nothing owed is lost, and no effect happens twice, whatever dies: with real processes."""

import os

import pytest
import redis

from tests.ledger.harness import Site, scratch_postgres

DONE = "SELECT count(*) FROM ledger_job WHERE state = 'done'"
DEAD = "SELECT count(*) FROM ledger_job WHERE state = 'dead'"
EFFECTS = "SELECT count(*) FROM ledger_auditevent WHERE verb = 'effect'"
TWICE = """
    SELECT thing_id FROM ledger_auditevent WHERE verb = 'effect'
    GROUP BY thing_id HAVING count(*) > 1
"""


def kill_workers_while_they_work(site, *, jobs, kills, at_half=None):
    """Owe jobs, then kill the worker as each share of them is done."""
    worker = site.start_worker()
    site.manage("owe_effects", str(jobs))
    for kill in range(1, kills + 1):
        site.wait_until(DONE, kill * jobs // (kills + 2))
        site.kill(worker)
        if at_half and kill == (kills + 1) // 2:
            at_half()
        worker = site.start_worker()
    return site.wait_until(DONE, jobs)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.redis
def test_killed_workers_and_a_flushed_broker_lose_nothing(tmp_path):
    broker = os.environ["REDIS_URL"].rstrip("/").removesuffix("/0") + "/9"
    with (
        scratch_postgres(os.environ["DATABASE_URL"]) as database,
        Site(tmp_path, database_url=database, redis_url=broker) as site,
    ):
        done = kill_workers_while_they_work(
            site, jobs=200, kills=5, at_half=redis.Redis.from_url(broker).flushdb
        )

        assert done == 200
        assert site.rows(DEAD) == [(0,)]
        assert site.rows(EFFECTS) == [(200,)]
        assert site.rows(TWICE) == []


@pytest.mark.slow
@pytest.mark.sqlite
def test_without_redis_a_worker_on_the_filesystem_does_the_same(tmp_path):
    with Site(tmp_path) as site:
        done = kill_workers_while_they_work(site, jobs=40, kills=2)

        assert done == 40
        assert site.rows(EFFECTS) == [(40,)]
        assert site.rows(TWICE) == []
