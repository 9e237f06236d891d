"""Dropping a file on the verification page, in Chromium: the answer comes, the file does not go."""

import base64
import os
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from awards import storage
from ledger import jobs
from tests.awards.test_actions import issue

# Playwright runs an event loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LISTEN = """
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.refused.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
"""
DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name, {type: "application/pdf"}));
    const options = {bubbles: true, cancelable: true, dataTransfer: carried};
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_executable):
    return {"executable_path": browser_executable, "args": ["--no-sandbox"]}


@pytest.fixture
def papers(complete, administrator, settings, tmp_path):
    """A statement that replaced another, and the bytes of both."""
    settings.STATEMENTS_ROOT = tmp_path
    first = issue(complete, administrator)
    second = issue(complete, administrator, replacing=first)
    jobs.run_due()
    for one in (first, second):
        one.refresh_from_db()
    return second, *(storage.read(one.pdf_name, sha256=one.pdf_sha256) for one in (first, second))


@pytest.fixture
def screen(page, live_server, papers):
    """The page of the newer statement; nothing may be complained of, and nothing sent."""
    heard = []
    page.on("console", lambda line: heard.append(line.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.add_init_script(LISTEN)
    page.set_default_timeout(30_000)
    address = live_server.url + reverse("awards:statement_verify", args=[papers[0].code])

    def asked(request):
        own = request.url == address or request.url.startswith(f"{live_server.url}/static/")
        if not own or request.method != "GET":
            heard.append(f"{request.method} {request.url}")

    page.on("request", asked)
    page.goto(address)
    yield page
    assert heard == []
    assert page.evaluate("window.refused") == []


def drop(screen, content, name="statement.pdf"):
    screen.evaluate(DROP, [name, base64.b64encode(content).decode()])


def test_a_dropped_file_is_ours_altered_or_an_earlier_one(screen, papers):
    _, earlier, genuine = papers
    said = screen.get_by_role("status")

    drop(screen, genuine, name="<b>mine</b>.pdf")
    expect(said).to_have_text(
        "<b>mine</b>.pdf: This file is the one we issued. "
        "Nothing in it was changed, and the statement holds today."
    )
    drop(screen, genuine[:-9] + bytes([genuine[-9] ^ 1]) + genuine[-8:])
    expect(said).to_contain_text("This file was altered or is not the one we issued.")
    drop(screen, earlier)
    expect(said).to_contain_text("This file is an earlier statement that has been replaced.")
    drop(screen, b"")
    expect(said).to_contain_text("This file was altered or is not the one we issued.")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_is_chosen_by_its_label_and_the_page_fits_and_is_accessible(screen, papers, width):
    screen.set_viewport_size({"width": width, "height": 900})
    file = {"name": "mine.pdf", "mimeType": "application/pdf", "buffer": papers[2]}

    screen.get_by_label("Drop the PDF on this page, or choose it").set_input_files(file)

    expect(screen.get_by_role("status")).to_contain_text("This file is the one we issued.")
    assert screen.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(screen, options=WCAG).response["violations"]
    assert [(fault["id"], [n["html"] for n in fault["nodes"]]) for fault in found] == []


def test_without_scripts_the_hash_is_there_to_be_compared_by_hand(browser, live_server, papers):
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(live_server.url + reverse("awards:statement_verify", args=[papers[0].code]))

    expect(page.get_by_text(papers[0].pdf_sha256)).to_be_visible()
    expect(page.get_by_text("certutil -hashfile FILE SHA256")).to_be_visible()
    expect(page.get_by_text("Drop the PDF on this page")).to_be_hidden()
    plain.close()


def test_without_https_the_page_says_why_it_cannot_compare(page, live_server, papers, settings):
    """Browsers hash on secure pages only, and on localhost; elsewhere over http they do not."""
    settings.ALLOWED_HOSTS = ["*"]
    page.route(
        "http://training.example/**",
        lambda route: route.fulfill(response=route.fetch(url=at(route.request.url, live_server))),
    )
    page.goto("http://training.example" + reverse("awards:statement_verify", args=[papers[0].code]))

    expect(page.get_by_text("its address does not begin with https")).to_be_visible()
    expect(page.get_by_text("Drop the PDF on this page")).to_be_hidden()
    expect(page.get_by_text(papers[0].pdf_sha256)).to_be_visible()


def at(url, live_server):
    return live_server.url + urlsplit(url).path
