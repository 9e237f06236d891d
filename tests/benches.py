"""Benches in Chromium: real work with a real paper, keys, and a session that ends meanwhile."""

import os
from contextlib import contextmanager
from hashlib import sha256

from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from assessments import storage
from assessments.models import SubmittedFile
from courses.choices import Regime
from tests.assessments import corpus
from tests.factories.assessments import EvidenceFactory, SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory

# Playwright runs an event loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def enter(context, site, user):
    """Sign somebody in, in a browser's context."""
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    context.set_default_timeout(30_000)
    return context


@contextmanager
def silent(page):
    """Nothing on the page fails, and its policy is kept."""
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    assert faults == []


def press(screen, keys):
    """Real keys, one after the other."""
    for key in keys:
        screen.keyboard.press(key)


def work(tutor, *, criteria, maximum=None):
    """A submission with a paper that opens, claimed for every criterion."""
    version = SpecificationVersionFactory(
        units=1,
        criteria=criteria,
        maximum=maximum,
        regime=Regime.MARKS if maximum else Regime.MET,
    )
    submission = SubmissionFactory(
        enrolment__version=version, enrolment__tutor=tutor, evidence=False
    )
    criteria = list(submission.unit.criteria.all())
    file = EvidenceFactory(enrolment=submission.enrolment, claims=criteria).files.get()
    paper = corpus.pdf()
    storage.path_of(file.stored_name).write_bytes(paper)
    file.size, file.sha256 = len(paper), sha256(paper).hexdigest()
    file.save()
    for criterion in criteria:
        SubmittedFile.objects.create(
            submission=submission, file=file, criterion=criterion, sha256=file.sha256
        )
    return submission


def end_sessions():
    """What the server knows of who is signed in is gone."""
    assert Session.objects.all().delete()[0]


def sign_in_as_offered(screen, user):
    """Follow the dialog: sign in in the new tab, and come back to this one."""
    dialog = screen.get_by_role("dialog", name="You are signed out")
    expect(dialog).to_be_visible()
    with screen.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in again").click()
    tab = opened.value
    tab.get_by_label("E-mail address").fill(user.email)
    tab.get_by_label("Password", exact=True).fill("let-me-look-round")
    tab.locator("main form").first.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(lambda address: "/account/login/" not in address)
    tab.close()
    screen.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(dialog).to_be_hidden()
