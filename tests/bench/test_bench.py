"""The benchmark runs, in its smallest size, and says what it found."""

import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

SMALLEST = [
    "--cohorts", "2", "4", "--papers", "2", "--pairs", "1", "--enrolments", "30", "--looped", "3",
]  # fmt: skip


@pytest.fixture(scope="module")
def printed():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PMA_")}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL", "SITE_URL", "SECRET_KEY"):
        kept.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "bench", *SMALLEST],
        env=kept,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_report_takes_as_many_queries_at_either_size(printed):
    sizes = re.findall(r"^ +([24]) +\d+ +(\d+) +\d+ ", printed, re.MULTILINE)

    assert [size for size, _ in sizes] == ["2", "4"]
    assert {0 < int(queries) <= 12 for _, queries in sizes} == {True}
    assert len({queries for _, queries in sizes}) == 1


@pytest.mark.slow
def test_each_measurement_prints_its_ratio_and_its_target(printed):
    ratios = re.findall(r"[\d.]+ times as quick; target at least [\d.]+ times", printed)

    assert len(ratios) == 2
    assert "the same sweep again" in printed
    assert ", 0 added" in printed
    assert "memory after" in printed
