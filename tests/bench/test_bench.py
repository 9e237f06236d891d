"""The benchmark runs, in its smallest size, and says what it found."""

import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

SMALLEST = [
    "--cohorts", "2", "4", "--papers", "2", "--pairs", "1", "--enrolments", "30", "--looped", "3",
    "--seconds", "0.5",
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


def section(printed, title):
    """One measurement's lines: sections are set apart by an empty one."""
    return next(part for part in printed.split("\n\n") if part.startswith(title))


@pytest.mark.slow
def test_the_report_takes_as_many_queries_at_either_size(printed):
    found = section(printed, "Cohort report")
    sizes = re.findall(r"^ +([24]) +\d+ +(\d+) +\d+ ", found, re.MULTILINE)

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


@pytest.mark.slow
def test_what_eight_clients_save_is_kept_to_the_last(printed):
    told = re.findall(r"(\d) clients?: (\d+) a second; .* (\d+) lost", printed)

    assert [clients for clients, _, _ in told] == ["1", "8"]
    assert all(int(rate) > 0 and lost == "0" for _, rate, lost in told)


@pytest.mark.slow
def test_a_plan_takes_as_many_queries_at_either_size(printed):
    found = section(printed, "Sampling plan proposed")
    sizes = re.findall(r"^ +([24]) +\d+ +(\d+) +\d+ +(\d+) ", found, re.MULTILINE)

    assert [size for size, _, _ in sizes] == ["2", "4"]
    assert all(int(cells) > 0 for _, cells, _ in sizes)
    assert len({queries for _, _, queries in sizes}) == 1
