"""The checks behind `run.py lint`: every one is run, and each says whether it is content."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from launcher.machine import BASE, say

PRODUCTION = {  # invented values in production's shape, for `check --deploy`
    "SITE_URL": "https://training.example",
    "ALLOWED_HOSTS": "training.example",
    "DATABASE_URL": "postgres://pma@127.0.0.1:5432/pma",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "DEFAULT_FROM_EMAIL": "training@training.example",
    "SIGNING_KEY_FILE": "key.pem",
    "SIGNING_CERTIFICATE_FILE": "certificate.pem",
}
# import-linter cannot be run as a module
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


@dataclass(frozen=True)
class Check:
    """One tool's judgement."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def checks(var: Path) -> list[Check]:
    """Every check, the quick ones first. `var` is a folder for settings that want one."""
    demo = {"PMA_DEMO": "1", "PMA_VAR": str(var)}
    real = PRODUCTION | {"PMA_VAR": str(var), "SECRET_KEY": secrets.token_urlsafe(60)}
    compose = ("--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return [
        Check("ruff check", ("-m", "ruff", "check", ".")),
        Check("ruff format", ("-m", "ruff", "format", "--check", ".")),
        Check("djlint, form", ("-m", "djlint", "templates", "--check")),
        Check("djlint, faults", ("-m", "djlint", "templates", "--lint")),
        Check("import-linter", ("-c", LINT_IMPORTS, "--no-cache")),
        Check("docker-compose.yml", ("-m", "check_jsonschema", *compose)),
        Check("migrations", ("manage.py", "makemigrations", "--check", "--dry-run"), demo),
        Check("deployment", deploy, real),
        Check("mypy", ("-m", "mypy"), demo),
        Check(
            "the checks themselves", ("-m", "pytest", "-q", "-m", "lint", "tests/infrastructure")
        ),
    ]


def run_checks(python: Path) -> int:
    """Run every check, show what the unhappy ones said, and answer for all of them."""
    unhappy = []
    with tempfile.TemporaryDirectory(prefix="pma-checks-") as folder:
        for check in checks(Path(folder)):
            started = time.monotonic()
            is_content, output = judge(check, python, BASE)
            seconds = time.monotonic() - started
            say(f"{'ok' if is_content else 'NO':4}{check.name} ({seconds:.1f} s)")
            if not is_content:
                unhappy.append(check.name)
                say(output)
    say(f"Not content: {', '.join(unhappy)}" if unhappy else "Every check is content.")
    return 1 if unhappy else 0


def judge(check: Check, python: Path, tree: Path) -> tuple[bool, str]:
    """Run one check on a tree: whether it is content, and what it said."""
    done = subprocess.run(
        [str(python), *check.words],
        cwd=tree,
        env=plain_environment() | check.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode == 0, done.stdout


def plain_environment() -> dict[str, str]:
    """This environment without the site's own settings, so that each check brings its own."""
    ours = {
        *PRODUCTION,
        "SECRET_KEY",
        "SENTRY_DSN",
        "DJANGO_SETTINGS_MODULE",
        "PMA_DEMO",
        "PMA_VAR",
    }
    return {name: value for name, value in os.environ.items() if name not in ours}
