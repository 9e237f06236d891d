"""A browser for each person, watched: nothing leaves the site, nothing is complained of."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client

from tests.factories.accounts import AdministratorFactory, TutorFactory

# Playwright runs an event loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass
class Visitor:
    """Somebody with a browser of their own, on a phone or at a desk."""

    page: object
    site: str
    faults: list[str] = field(default_factory=list)
    audited: set[str] = field(default_factory=set)

    def watch(self):
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)
        self.page.set_default_timeout(30_000)
        return self

    def _heard(self, line):
        # A refusal the test provokes on purpose is reported by Chromium as a failed resource.
        if line.type == "error" and "status of 422" not in line.text:
            self.faults.append(f"console: {line.text} at {self.page.url}")

    def _asked(self, request):
        # Chromium's own PDF viewer is an extension and asks for its own parts.
        own = (self.site, "data:", "blob:", "chrome:", "chrome-extension:")
        if not request.url.startswith(own):
            self.faults.append(f"left the site: {request.url}")

    def go(self, path):
        answer = self.page.goto(self.site + path)
        assert answer.status < 400, (path, answer.status)
        return self

    def audit(self, kind):
        """Once for each kind of page: axe finds nothing, and nothing scrolls sideways."""
        if kind in self.audited:
            return self
        self.audited.add(kind)
        found = Axe().run(self.page, options=STANDARD).response["violations"]
        said = [
            (kind, one["id"], one["nodes"][0]["html"][:160], one["nodes"][0]["failureSummary"])
            for one in found
        ]
        assert said == []
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, kind
        return self

    def audit_both(self, kind):
        """As `audit`, at a desk and on a phone; the window stays as it was."""
        kept = self.page.viewport_size
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            self.audit(f"{kind}, {size['width']} px")
        self.page.set_viewport_size(kept)
        return self

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=False).first.click()
        return self

    def sees(self, text):
        self.page.get_by_text(text, exact=False).first.wait_for()
        return self

    def heading(self):
        return self.page.locator("h1").inner_text()


@pytest.fixture
def visit(browser, live_server):
    """Open browsers; at the end none of them may have complained."""
    visitors = []

    def open_browser(user=None, size=WIDE):
        context = browser.new_context(viewport=size, accept_downloads=True)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = django_settings.SESSION_COOKIE_NAME
            value = client.cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        visitor = Visitor(context.new_page(), live_server.url).watch()
        visitors.append(visitor)
        return visitor

    yield open_browser
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.page.context.close()
    assert faults == []


@pytest.fixture
def staff(db):
    """An administrator and a tutor."""
    return (
        AdministratorFactory(given_name="Grace", family_name="Holt"),
        TutorFactory(given_name="Anna", family_name="Price"),
    )
