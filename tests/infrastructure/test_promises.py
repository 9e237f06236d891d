"""Every promise and every rule has its line, and every line names what is there."""

import re

import pytest

from launcher.machine import BASE

PROMISES = (BASE / "docs" / "promises.md").read_text()
RULES = (BASE / "docs" / "rules.md").read_text()
PAGES = {"promises.md": PROMISES, "rules.md": RULES}
APPS = (
    "accounts", "assessments", "awards", "courses", "enrolments", "ledger", "pmatraining",
    "quality", "reports",
)  # fmt: skip
ID = re.compile(r"\b(P[57]\.\d+|[CD]\d|R\d{1,2})\b")
RANGE = re.compile(r"\b(P[57]\.|[CDR])(\d+)[-–](?:P[57]\.|[CDR])(\d+)\b")
ROW = re.compile(r"^\| (P[57]\.\d+|[CDR]\d+) \|(.*)\|$", re.M)
MADE = ("var/", ".venv/")  # by run.py, in every copy
NOT_CITATIONS = {"R0"}  # "R", a state, beside "0 d"


def rows(page):
    """Cells by id, for every row that begins with one."""
    return {found: [cell.strip() for cell in text.split("|")] for found, text in ROW.findall(page)}


def quoted(page, pattern):
    return re.findall(rf"`({pattern})`", page)


def code(*folders):
    """The text of every module and template of ours in some folders."""
    for folder in folders:
        for path in sorted((BASE / folder).rglob("*")):
            if path.suffix in {".py", ".html"} and "migrations" not in path.parts:
                yield path, path.read_text()


def cited(text):
    """The ids in a text, those inside ranges too."""
    spans = [
        f"{kind}{number}"
        for kind, first, last in RANGE.findall(text)
        for number in range(int(first), int(last) + 1)
    ]
    return {*ID.findall(text), *spans} - NOT_CITATIONS


def test_every_promise_choice_and_rule_has_its_line_in_order():
    promises = [f"P{level}.{number}" for level in (5, 7) for number in range(1, 15)]
    design = [f"{kind}{number}" for kind in "CD" for number in range(1, 8)]

    assert list(rows(PROMISES)) == [*promises, *design]
    assert list(rows(RULES)) == [f"R{number}" for number in range(1, 27)]


@pytest.mark.parametrize("page", PAGES)
def test_every_line_says_how_far_it_is_kept(page):
    column, words = {"promises.md": (2, ("kept", "partly: ")), "rules.md": (1, ())}[page]
    words = words or ("enforced", "warning", "in part: ", "not yet")
    odd = [name for name, cells in rows(PAGES[page]).items() if not cells[column].startswith(words)]

    assert odd == []


@pytest.mark.parametrize("page", PAGES)
def test_what_is_said_to_be_kept_names_a_module_and_a_test(page):
    bare = [
        name
        for name, cells in rows(PAGES[page]).items()
        if not any(cell.startswith("not yet") for cell in cells)
        and not (quoted(" ".join(cells[:-1]), r"[\w./-]+\.(?:py|txt|in|yml)") and "::" in cells[-1])
    ]

    assert bare == []


@pytest.mark.parametrize("page", PAGES)
def test_every_test_named_is_there(page):
    named = quoted(PAGES[page], r"tests/[\w/]+\.py::test_\w+")
    gone = []
    for one in named:
        path, name = one.split("::")
        file = BASE / path
        if not file.is_file() or not re.search(rf"^def {name}\(", file.read_text(), re.M):
            gone.append(one)

    assert named
    assert gone == []


@pytest.mark.parametrize("page", PAGES)
def test_every_module_and_constraint_named_is_there(page):
    paths = quoted(PAGES[page], r"[\w./-]+\.(?:py|txt|in|yml)")
    constraints = re.findall(r"constraints? ((?:`\w+`(?:, )?)+)", PAGES[page])
    models = "".join(text for _, text in code(*APPS))

    assert paths
    assert [path for path in paths if not (BASE / path).is_file()] == []
    named = [name for group in constraints for name in re.findall(r"\w+", group)]
    assert [name for name in named if f'name="{name}"' not in models] == []


def test_every_id_that_the_code_cites_has_its_line():
    known = {*rows(PROMISES), *rows(RULES)}
    unknown = {
        str(path.relative_to(BASE)): sorted(cited(text) - known)
        for path, text in code(*APPS, "templates", "tests")
        if path.name != "test_promises.py" and cited(text) - known
    }

    assert unknown == {}


def test_every_rule_that_is_enforced_is_cited_where_it_is_enforced():
    uncited = []
    for name, cells in rows(RULES).items():
        modules = quoted(cells[2], r"[\w/]+\.py")
        if cells[1].startswith("enforced") and not any(
            name in cited((BASE / module).read_text()) for module in modules
        ):
            uncited.append(name)

    assert uncited == []


def test_control_a_citation_of_nothing_would_be_seen():
    assert cited("By the half rule (R1, D6) and (P5.1-P5.3).") == {
        "R1", "D6", "P5.1", "P5.2", "P5.3",
    }  # fmt: skip
    assert cited("R99") - {*rows(RULES)} == {"R99"}


def test_the_packages_of_the_design_are_used():
    """C6."""
    asked = re.findall(r"^([a-z0-9-]+)", (BASE / "requirements.in").read_text(), re.M)

    assert {
        "django", "django-crispy-forms", "celery", "redis", "psycopg2-binary", "weasyprint",
        "pytest-django",
    } <= set(asked)  # fmt: skip


def test_the_layout_of_the_design_is_there():
    """C7."""
    files = ("manage.py", "requirements.txt", "docker-compose.yml", "README.md")
    folders = (
        "pmatraining", "courses", "enrolments", "assessments", "templates", "static", "tests",
    )  # fmt: skip

    assert [name for name in files if not (BASE / name).is_file()] == []
    assert [name for name in folders if not (BASE / name).is_dir()] == []


def test_every_page_of_the_documentation_that_is_linked_is_there():
    gone = []
    for page in [BASE / "README.md", *(BASE / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            if not (page.parent / link).exists():
                gone.append(f"{page.relative_to(BASE)}: {link}")

    assert gone == []


def test_every_decision_is_in_the_index_and_nothing_else():
    folder = BASE / "docs" / "decisions"
    listed = re.findall(r"\]\(([\w.-]+\.md)\)", (folder / "README.md").read_text())

    assert sorted(listed) == sorted(
        path.name for path in folder.glob("*.md") if path.name != "README.md"
    )
    assert len(listed) == len(set(listed))


def test_every_path_that_the_documentation_names_is_there():
    gone = []
    for page in [BASE / "README.md", BASE / "CHANGELOG.md", *(BASE / "docs").rglob("*.md")]:
        for path in re.findall(r"`([\w.-]+/[\w./-]*)`", page.read_text()):
            if not path.startswith(MADE) and not (BASE / path).exists():
                gone.append(f"{page.relative_to(BASE)}: {path}")

    assert gone == []
