"""What the machine lacks is skipped with its reason, or fails where everything is required."""

import os
import subprocess
import sys

import pytest

from launcher.machine import BASE

SAMPLE = """
import pytest

@pytest.mark.browser
def test_marked():
    pass

def test_by_fixture(browser_executable):
    pass

@pytest.mark.redis
def test_needs_redis():
    pass

@pytest.mark.postgres
def test_needs_postgres():
    pass

@pytest.mark.sqlite
def test_needs_sqlite():
    pass

@pytest.mark.skipif(True, reason="for no good reason")
def test_of_another_kind():
    pass

@pytest.mark.xfail(reason="known", strict=True)
def test_expected_to_fail():
    raise ValueError

def test_needs_nothing():
    pass
"""
LACKING = {
    "test_marked": "needs Chromium",
    "test_by_fixture": "needs Chromium",
    "test_needs_redis": "needs the Redis server that REDIS_URL names",
    "test_needs_postgres": "needs DATABASE_URL to name a PostgreSQL database",
    "test_of_another_kind": "for no good reason",
}


def run_sample(folder, source=SAMPLE, words=(), **environment):
    (folder / "test_sample.py").write_text(source)
    markers = "\n".join(f"    {name}: of the machine" for name in ("browser", "redis"))
    (folder / "pytest.ini").write_text(
        f"[pytest]\nmarkers =\n{markers}\n    postgres: of it\n    sqlite: of it\n"
    )
    words = [*words, "-p", "tests.requirements_plugin", "-p", "no:django", "-p", "no:randomly"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "-p", "no:cacheprovider", "-rsfE", "-q"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(BASE), "COLUMNS": "300", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


NOTHING_HERE = {"PMA_CHROMIUM": "/nowhere", "REDIS_URL": "redis://127.0.0.1:9/0"}


def test_what_is_missing_is_skipped_with_its_reason(tmp_path):
    code, said = run_sample(tmp_path, **NOTHING_HERE)

    assert code == 0
    assert "2 passed, 5 skipped, 1 xfailed" in said
    for reason in LACKING.values():
        assert reason in said


def test_where_everything_is_required_a_skip_of_any_kind_fails_with_its_reason(tmp_path):
    code, said = run_sample(tmp_path, PMA_REQUIRE_ALL="1", **NOTHING_HERE)

    assert code == 1
    assert "2 passed, 1 xfailed, 5 errors" in said
    for reason in LACKING.values():
        assert reason in said


def test_a_whole_module_that_skips_itself_fails_too(tmp_path):
    source = "import pytest\npytest.importorskip('no_such_package')\ndef test_it(): pass\n"

    assert run_sample(tmp_path, source)[0] == 5  # no tests ran, and nobody minds
    code, said = run_sample(tmp_path, source, PMA_REQUIRE_ALL="1")

    assert code == 2
    assert "could not import 'no_such_package'" in said


def test_tests_can_be_left_out_by_what_they_need_however_they_say_so(tmp_path):
    """As `.ci/run` does, where being left out is no skip."""
    words = ["-m", "not browser and not redis and not postgres", "-k", "not another_kind"]

    code, said = run_sample(tmp_path, words=words, PMA_REQUIRE_ALL="1", **NOTHING_HERE)

    assert code == 0
    assert "2 passed, 5 deselected, 1 xfailed" in said


@pytest.mark.parametrize("url", ["postgres://127.0.0.1/x", "postgresql://127.0.0.1/x"])
def test_on_postgresql_the_tests_of_sqlite_are_the_ones_left_out(tmp_path, url):
    code, said = run_sample(tmp_path, DATABASE_URL=url, **NOTHING_HERE)

    assert code == 0
    assert "needs SQLite: unset DATABASE_URL" in said
    assert LACKING["test_needs_postgres"] not in said


def test_nothing_is_skipped_where_everything_is_there(
    tmp_path, browser_executable, redis_server, postgres
):
    source = SAMPLE.replace("@pytest.mark.sqlite", "").replace("skipif(True", "skipif(False")

    code, said = run_sample(
        tmp_path,
        source,
        PMA_REQUIRE_ALL="1",
        PMA_CHROMIUM=browser_executable,
        REDIS_URL=redis_server,
        DATABASE_URL=postgres,
    )

    assert code == 0
    assert "7 passed, 1 xfailed" in said
