"""What a test may need of the machine, and what happens where it is missing.

A test says so by a marker (`browser`, `office`, `postgres`, `sqlite`, `redis`, `lint`) or by asking
for the fixture `browser_executable`, `postgres` or `redis_server`. Where the thing is missing the
test is skipped with the reason; with PMA_REQUIRE_ALL=1, as in `.ci/run`, a skip of any cause is a
failure.
"""

import ctypes
import importlib.util
import os
import shutil
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from launcher.machine import chromium


def lacks_browser() -> str:
    if chromium() is None:
        return "needs Chromium: install chromium-headless-shell, or name one in PMA_CHROMIUM"
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return "needs libatomic to drive Chromium: apt-get install libatomic1"
    return ""


def lacks_office() -> str:
    if shutil.which("soffice"):
        return ""
    return (
        "needs LibreOffice: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui "
        "libreoffice-impress-nogui"
    )


def names_postgres() -> bool:
    return urlsplit(os.environ.get("DATABASE_URL", "")).scheme in {"postgres", "postgresql", "psql"}


def lacks_postgres() -> str:
    return "" if names_postgres() else "needs DATABASE_URL to name a PostgreSQL database"


def lacks_sqlite() -> str:
    return "needs SQLite: unset DATABASE_URL" if names_postgres() else ""


def lacks_redis() -> str:
    url = os.environ.get("REDIS_URL", "")
    if not url:
        return "needs REDIS_URL to name a Redis server"
    import redis

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as server:
            server.ping()
    except redis.RedisError as error:
        return f"needs the Redis server that REDIS_URL names: {error}"
    return ""


def lacks_lint() -> str:
    if importlib.util.find_spec("importlinter"):
        return ""
    return "needs the packages of requirements-lint.txt; run.py lint runs it"


LACKS: dict[str, Callable[[], str]] = {
    "browser": lacks_browser,
    "office": lacks_office,
    "postgres": lacks_postgres,
    "sqlite": lacks_sqlite,
    "redis": lacks_redis,
    "lint": lacks_lint,
}


def require(thing: str) -> None:
    """Skip the running test, with the reason, where the machine lacks the thing."""
    reason = LACKS[thing]()
    if reason:
        pytest.skip(reason)


FIXTURES = {"browser_executable": "browser", "postgres": "postgres", "redis_server": "redis"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a fixture has its marker too, so that `-m "not redis"` finds every one."""
    for item in items:
        for fixture, thing in FIXTURES.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(thing)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for thing in LACKS:
        if item.get_closest_marker(thing):
            require(thing)


@pytest.fixture(scope="session")
def browser_executable() -> str:
    """The path of Chromium."""
    require("browser")
    return str(chromium())


@pytest.fixture(scope="session")
def postgres() -> str:
    """The address of the PostgreSQL server that this run uses."""
    require("postgres")
    return os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def redis_server() -> str:
    """The address of a Redis server that answers."""
    require("redis")
    return os.environ["REDIS_URL"]


# ---- nothing may be skipped --------------------------------------------------------------------


def all_is_required() -> bool:
    return os.environ.get("PMA_REQUIRE_ALL", "") not in {"", "0"}


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that gives the reason of the skip."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"PMA_REQUIRE_ALL is set, so this may not be skipped. {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if all_is_required():
        forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    if all_is_required():
        forbid_skip(report)
    return report
