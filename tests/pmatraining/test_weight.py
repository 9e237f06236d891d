"""What a first visit fetches: little, and all of it from this site."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

BUDGET = 150_000  # bytes over the line, for a first view without evidence


def fetched(html):
    """Paths under static/ that a browser fetches for this page, the fonts of its text included."""
    tags = re.findall(r"<(?:link|script|img)\b[^>]+>", html)
    links = [
        re.search(r'(?:href|src)="([^"]+)"', tag)[1]
        for tag in tags
        if "canonical" not in tag and ("href=" in tag or "src=" in tag)
    ]
    assert all(link.startswith("/static/") for link in links), links
    return {link.removeprefix("/static/") for link in links}


def weight(path):
    content = Path(finders.find(path)).read_bytes()
    return len(content) if path.endswith(".woff2") else len(gzip.compress(content))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who, view",
    [
        ("client", "home"),
        ("candidate_client", "account_logout"),
        ("tutor_client", "account_logout"),
    ],
)
def test_a_first_view_keeps_its_budget(who, view, request):
    response = request.getfixturevalue(who).get(reverse(view))
    assert response.status_code == 200
    html = response.content.decode()
    files = fetched(html)
    assert {"css/pma.css", "vendor/bootstrap/bootstrap.min.css"} <= files
    assert sum(path.endswith(".woff2") for path in files) == 2
    total = len(gzip.compress(html.encode())) + sum(weight(path) for path in files)
    assert total < BUDGET - 20_000  # the room a long page needs for itself


def test_nothing_vendored_points_to_a_source_map():
    """The manifest of static files would look for the map, and stop."""
    for sheet in Path("static").rglob("*.css"):
        assert "sourceMappingURL" not in sheet.read_text()


def test_the_stylesheet_names_only_files_that_exist():
    sheet = Path("static/css/pma.css")
    for name in re.findall(r'url\("(?!data:)([^"]+)"\)', sheet.read_text()):
        assert (sheet.parent / name).is_file(), name


@pytest.mark.parametrize(
    "script", sorted(Path("static/js").glob("*.js")), ids=lambda path: path.name
)
def test_scripts_write_no_markup_and_run_no_text(script):
    """Text a person typed is only ever text: no innerHTML, no eval."""
    code = script.read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", code
    )


@pytest.mark.parametrize("template", sorted(Path("templates").rglob("*.html")), ids=str)
def test_no_template_carries_a_style_or_script_of_its_own(template):
    """The content security policy refuses both, except the PDF's, which no browser opens."""
    html = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", html)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert "src=" in attributes or 'type="application/' in attributes, body
