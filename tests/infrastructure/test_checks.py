"""Each check of `run.py lint` finds the fault that it is there for."""

import shutil
import sys
from pathlib import Path

import pytest

from launcher.checks import checks, judge
from launcher.machine import BASE

pytestmark = [pytest.mark.lint, pytest.mark.slow]

# check, the file that gets a fault, the fault, and what the check says of it
FAULTS = [
    ("ruff check", "ledger/nudge.py", "import planted\n", "`planted` imported but unused"),
    ("ruff format", "ledger/nudge.py", "PLANTED   =  1\n", "PLANTED"),
    ("djlint, form", "templates/404.html", "<p>\n  planted\n     planted</p>\n", "404.html"),
    ("djlint, faults", "templates/404.html", '<p style="margin: 0">planted</p>\n', "H021"),
    ("import-linter", "ledger/nudge.py", "import reports\n", "ledger is not allowed to import"),
    (
        "import-linter",
        "accounts/roles.py",
        "import courses.models\n",
        "accounts is not allowed to import courses",
    ),
    (
        "import-linter",
        "ledger/nudge.py",
        "import pmatraining.settings\n",
        "ledger is not allowed to import pmatraining",
    ),
    (
        "import-linter",
        "reports/urls.py",
        "import assessments.banding\n",
        "reports is not allowed to import assessments.banding",
    ),
    (
        "import-linter",
        "awards/models/statement.py",
        "def planted():\n    import weasyprint\n",
        "awards is not allowed to import weasyprint",
    ),
    (
        "import-linter",
        "awards/models/statement.py",
        "def planted():\n    import pyhanko\n",
        "awards is not allowed to import pyhanko",
    ),
    ("docker-compose.yml", "docker-compose.yml", "planted: 1\n", "planted"),
    (
        "migrations",
        "ledger/models.py",
        "\n\nclass Planted(models.Model):\n    pass\n",
        "Create model Planted",
    ),
    ("deployment", "pmatraining/settings.py", "SESSION_COOKIE_SECURE = False\n", "security.W012"),
    ("mypy", "ledger/nudge.py", "def planted(x):\n    return x\n", "no-untyped-def"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of what the checks look at."""
    folder = tmp_path_factory.mktemp("tree") / "project"
    others = shutil.ignore_patterns(
        ".git", ".venv", "var", "__pycache__", ".*_cache", "static", "docs", "node_modules"
    )
    shutil.copytree(BASE, folder, ignore=others)
    (folder / "static").mkdir()
    return folder


@pytest.mark.parametrize(
    ("name", "file", "fault", "said"), FAULTS, ids=[f"{f[0]}: {f[3]}" for f in FAULTS]
)
def test_the_check_finds_a_planted_fault(tree, tmp_path, name, file, fault, said):
    check = next(check for check in checks(tmp_path) if check.name == name)
    path = tree / file
    before = path.read_text()
    try:
        path.write_text(before + fault)
        is_content, output = judge(check, Path(sys.executable), tree)
    finally:
        path.write_text(before)

    assert is_content is False
    assert said in output


def test_every_check_has_its_fault(tmp_path):
    named = {check.name for check in checks(tmp_path)} - {"the checks themselves"}

    assert named == {name for name, *_ in FAULTS}
