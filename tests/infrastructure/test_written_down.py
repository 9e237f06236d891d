"""What is written down about packages and settings agrees with what the code does."""

import re
import subprocess
from fnmatch import fnmatch
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from accounts import demo
from launcher import commands
from launcher.demo import STATE, specifications
from launcher.machine import BASE
from launcher.packages import LOCKS


def locked(lock):
    """Package and version of every line of a lock; several versions where markers differ."""
    return set(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (BASE / lock).read_text(), re.M))


def asked_for(lock):
    """The packages that a lock's `.in` file asks for by name."""
    lines = (BASE / lock).with_suffix(".in").read_text().splitlines()
    return {re.match(r"[a-z0-9-]+", line)[0] for line in lines if re.match(r"[a-z]", line)}


def test_each_lock_holds_all_that_the_one_before_holds():
    run, test, lint = (locked(lock) for lock in LOCKS.values())

    assert run < test < lint


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_package_asked_for_is_locked_with_hashes(lock):
    text = (BASE / lock).read_text()
    entries = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.M)[1:]

    assert asked_for(lock) <= {name for name, _ in locked(lock)}
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS.values())
def test_no_file_about_packages_names_where_they_come_from(lock):
    text = (BASE / lock).read_text() + (BASE / lock).with_suffix(".in").read_text()

    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", text) == []


def test_every_dependency_has_its_line_and_every_line_its_dependency():
    page = (BASE / "docs" / "decisions" / "dependencies.md").read_text()
    explained = set(re.findall(r"^\| ([a-z0-9-]+) \|", page, re.M))

    assert explained == set().union(*map(asked_for, LOCKS.values()))


def variables_read():
    """The names that settings, the web server and the launcher take from the environment."""
    sources = [
        *(BASE / "pmatraining").glob("*.py"),
        *(BASE / "deploy").glob("*.py"),
        *(BASE / "launcher").glob("*.py"),
        BASE / "tests" / "requirements_plugin.py",
    ]
    text = "".join(source.read_text() for source in sources)
    pattern = r'(?:env\.\w+|required|environ\.get)\(\s*"([A-Z_]+)"|environ\["([A-Z_]+)"\]'
    return {one or other for one, other in re.findall(pattern, text)} - {"DJANGO_SETTINGS_MODULE"}


def variables_explained():
    """The names in .env.example, in comment or not."""
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", (BASE / ".env.example").read_text(), re.M))


def test_every_variable_is_explained_and_nothing_else_is():
    of_compose = set(re.findall(r"\$\{([A-Z_]+)", (BASE / "docker-compose.yml").read_text()))

    assert variables_read() | of_compose == variables_explained()
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PMA_DEMO"} <= variables_read()


def test_the_numbers_shown_are_those_used_without_a_variable():
    settings = (BASE / "pmatraining" / "settings.py").read_text()
    used = dict(re.findall(r'env\.int\("([A-Z_]+)", default=(\d+)\)', settings))
    example = (BASE / ".env.example").read_text()
    shown = dict(re.findall(r"^# ([A-Z_]+)=(\d+)$", example, re.M))

    assert used
    assert {name: shown.get(name) for name in used} == used


def test_no_secret_is_written_down():
    text = (BASE / ".env.example").read_text()
    secrets = re.findall(
        r"^(?:# )?(SECRET_KEY|POSTGRES_PASSWORD|EMAIL_URL|SENTRY_DSN)=(.*)$", text, re.M
    )

    assert secrets == [
        ("SECRET_KEY", ""),
        ("POSTGRES_PASSWORD", ""),
        ("EMAIL_URL", ""),
        ("SENTRY_DSN", ""),
    ]
    compose = (BASE / "docker-compose.yml").read_text()
    assert set(re.findall(r"PASSWORD: (\S+)", compose)) == {"${POSTGRES_PASSWORD:?is"}


def test_the_sign_ins_printed_at_the_start_are_those_the_site_offers():
    assert list(commands.PEOPLE.values()) == [person.email for person in demo.PEOPLE]
    assert commands.PASSWORD == demo.PASSWORD


def test_both_diplomas_are_found():
    assert [path.name for path in specifications()] == ["8420-01.txt", "8617.txt"]


def test_whatever_settings_put_into_the_state_is_known_to_starting_over():
    text = (BASE / "pmatraining" / "settings.py").read_text()

    named = set(re.findall(r'VAR_DIR / "([^"]+)"', text))
    assert named
    assert [name for name in named if not any(fnmatch(name, state) for state in STATE)] == []


def test_the_proxy_lets_long_requests_through_to_evidence_only():
    caddyfile = (BASE / "deploy" / "Caddyfile").read_text()
    (long_ones,) = set(re.findall(r"path_regexp (\S+)", caddyfile))
    unit = {"reference": uuid4(), "code": "8617-701"}

    assert re.search(long_ones, reverse("assessments:evidence_add", kwargs=unit))
    for short in ("narrative_save", "unit_submit", "unit_detail"):
        assert not re.search(long_ones, reverse(f"assessments:{short}", kwargs=unit))


def test_the_proxys_limit_leaves_room_for_the_largest_file():
    caddyfile = (BASE / "deploy" / "Caddyfile").read_text()
    megabytes = max(int(size) for size in re.findall(r"max_size (\d+)MB", caddyfile))
    too_long = re.findall(r"Content-Length (\S+)", caddyfile)[0]

    assert megabytes * 1_000_000 > settings.EVIDENCE_MAX_BYTES + 1_000_000
    assert not re.search(too_long, str(settings.EVIDENCE_MAX_BYTES + 1_000_000))
    assert re.search(too_long, str(megabytes * 1_000_000))


def test_the_judging_script_is_sound_shell():
    done = subprocess.run(
        ["bash", "-n", BASE / ".ci" / "run"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
