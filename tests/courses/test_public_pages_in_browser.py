"""The public site in Chromium: what its policy refuses, where it overflows, what axe finds."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories.courses import import_level_5, import_level_7

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWER = "/help-me-choose/?role=senior&experience=sustained&maths_and_english=both"
ADDRESSES = [
    "/",
    "/diplomas/level-5/",
    "/diplomas/level-7/",
    "/contact/",
    "/help-me-choose/",
    ANSWER,
]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LISTEN = """
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.refused.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
"""


@pytest.fixture
def site(live_server):
    import_level_5()
    import_level_7()
    return live_server.url


@pytest.fixture
def screen(page, site):
    """A page that fails its test when the console or a request off the site says something."""
    heard = []
    page.on("console", lambda line: heard.append(line.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(site) else heard.append(r.url))
    page.add_init_script(LISTEN)
    page.set_default_timeout(30_000)
    yield page
    assert heard == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_fits_is_accessible_and_breaks_no_policy(screen, site, address, width):
    screen.set_viewport_size({"width": width, "height": 900})
    screen.goto(f"{site}{address}")
    assert screen.evaluate("window.refused") == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(screen, options=WCAG).response["violations"]
    assert [(fault["id"], [n["html"] for n in fault["nodes"]]) for fault in found] == []


@pytest.mark.parametrize("level, count", [(5, 37), (7, 8)])
def test_structured_data_are_there_for_who_reads_them(screen, site, level, count):
    """The content security policy refuses inline scripts; a block of data is not one."""
    screen.goto(f"{site}/diplomas/level-{level}/")
    text = screen.text_content('script[type="application/ld+json"]')
    assert len(json.loads(text)["teaches"]) == count
    assert screen.evaluate("window.refused") == []


def test_an_inline_script_would_have_been_reported(page, site):
    """The control: the listener hears the policy when it does refuse something."""
    page.add_init_script(LISTEN)
    page.goto(f"{site}/contact/")
    page.evaluate(
        """() => new Promise(refused => {
            document.addEventListener('securitypolicyviolation', refused, {once: true});
            document.body.append(
                Object.assign(document.createElement('script'), {text: 'let x = 1'})
            );
        })"""
    )
    assert page.evaluate("window.refused")[0].startswith("script-src")


def test_choosing_works_with_the_keyboard_alone(screen, site):
    screen.goto(f"{site}/help-me-choose/")
    for question in ("role", "experience", "maths_and_english"):
        screen.locator(f'[name="{question}"]').first.focus()
        screen.keyboard.press("Space")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/help-me-choose/?role=not-yet&**")
    assert screen.get_by_text("Neither yet: take on some management first.").is_visible()
