"""The steps of the whole line, as people take them in a browser."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from ledger import jobs
from reports.demo.papers import paper
from tests.assessments.records import announce
from tests.journeys.conftest import NARROW

PASSWORD = "three quiet surgeries"


def file_called(title, kind="pdf"):
    """A file as it is chosen in a browser."""
    made = paper(title, ("What was done, and what came of it.",), kind)
    return {"name": made.name, "mimeType": "application/octet-stream", "buffer": made.read()}


def path_in(letter, start):
    """The first address of the site in a mail that starts with `start`."""
    return re.search(rf"https?://[^/\s]+({start}[^\s]*)", letter.body).group(1)


def letter_to(address, words):
    """The newest mail to somebody whose subject or body has the words."""
    jobs.run_due()
    return next(
        letter
        for letter in reversed(mail.outbox)
        if letter.to == [address] and words in letter.subject + letter.body
    )


def register_interest(visit, level, email):
    """From the page of a diploma to the acknowledgement mail."""
    visitor = visit(size=NARROW)
    page = visitor.page
    visitor.go("/").audit("home").go(f"/diplomas/level-{level}/").audit("diploma")
    page.get_by_role("link", name="Register your interest").first.click()
    visitor.audit("interest form")
    page.get_by_label("First name").or_(page.locator("[name=given_name]")).first.fill("Siân")
    page.locator("[name=family_name]").fill("Pritchard")
    page.locator("[name=email]").fill(email)
    page.locator("[name=phone]").fill("07700 900321")
    page.locator("[name=employer_kind][value=practice]").check()
    page.locator("[name=employer_name]").fill("Harbour View Practice")
    page.locator("[name=job_role]").fill("Practice manager")
    page.locator("[name=reports_to]").fill("Senior partner")
    page.locator(f"[name=diploma][value=level-{level}]").check()
    page.wait_for_timeout(3200)  # people take longer than three seconds; robots do not
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url("**/thanks/**")
    visitor.audit("thanks")
    assert "Harbour View Practice" in letter_to(email, "Practice manager").body


def enrol(desk, level):
    """One click on the row, one on Enrol, one to confirm."""
    page = desk.page
    desk.go("/enquiries/").audit("enquiries")
    page.get_by_role("checkbox", name=re.compile("Pritchard")).check()
    desk.press("Enrol")
    desk.audit("enrol")
    page.locator("[name=cohort]").select_option(index=1)
    page.locator("[name=tutor]").select_option(index=1)
    if level == 7:
        for row in page.locator(".entry-check tbody tr").all():
            row.locator("select").select_option("met")
            row.locator("input").fill("Certificate seen")
    desk.press("Enrol this person")
    desk.sees("Siân Pritchard").audit("enrolled")


def register(desk, enrolment):
    """The awarding organisation's number: without it no decision is final."""
    desk.go(f"/enrolments/{enrolment.reference}/registration/").audit("registration")
    desk.page.locator("[name=number]").fill("ABC1234")
    desk.page.locator("[name=registered_on]").fill("2026-03-10")
    desk.press("Save the registration").sees("Registration saved.")


def accept_invitation(visit, email):
    """Choose a password from the mailed link; the phone stays signed in."""
    return join(visit(size=NARROW), email, leads_to="progress")


def join(visitor, email, *, leads_to):
    """Choose a password from the mailed link, and come to where one's work is."""
    visitor.go(path_in(letter_to(email, "/invitation/"), "/invitation/")).audit("invitation")
    for field in visitor.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    visitor.page.locator("main form [type=submit]").first.click()
    visitor.page.wait_for_url(f"**/{leads_to}/**")
    visitor.audit(leads_to)
    return visitor


def issue_statement(desk):
    """One click on the list and one to confirm; then the PDF is there."""
    desk.go("/statements/").audit("statements")
    desk.page.get_by_role("link", name=re.compile("Issue")).first.click()
    desk.audit("issue")
    desk.press("Issue the statement")
    desk.page.wait_for_url("**/statements/**")
    jobs.run_due()
    desk.page.reload()
    desk.audit("statement")


def submit(phone, unit, files):
    """Drop the files, declare, submit: four clicks on one page."""
    page = phone.page
    phone.go("/units/").audit("units")
    page.get_by_role("link", name=re.compile(re.escape(unit.title))).first.click()
    phone.audit("unit")
    cards = page.locator("#evidence article")
    there = cards.count()
    page.locator("#files").set_input_files(files)
    expect(cards).to_have_count(there + len(files))
    page.locator("[name=has_declared]").check()
    phone.press("Submit to")
    page.wait_for_url("**/submissions/**")
    phone.sees("Withdraw").audit("submission")


def discuss(desk, phone, enrolment, unit):
    """A professional discussion: announced, recorded minute by minute, and confirmed on a phone.

    It is announced two days ago without a browser, for nobody records what is still to come.
    """
    noon = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=1)
    desk.go(f"/enrolments/{enrolment.reference}/discussions/announce/?unit={unit.code}")
    desk.audit("announcement of a discussion")
    criteria = list(unit.criteria.all())
    discussion = announce(enrolment, *criteria, planned_for=noon, now=noon - timedelta(days=1))
    page = desk.page
    desk.go(f"/discussions/{discussion.reference}/record/").audit("discussion to record")
    page.get_by_label("End", exact=True).fill("12:40")
    page.get_by_label("Notes", exact=True).check()
    page.get_by_label("The candidate agreed to the discussion").check()
    for row in range(1, len(criteria) + 1):
        page.get_by_label(f"{row}. Minute").fill(str(8 * row))
        page.get_by_label(f"{row}. Question").fill("What do you hand over, and to whom?")
        page.get_by_label(f"{row}. Answer").fill("The rota, to the reception lead.")
    desk.press("Record it").sees("The rota, to the reception lead.").audit("record")
    record = page.url.removeprefix(desk.site)
    phone.go(record).sees("Is this how it was?").audit("record to confirm")
    phone.press("Confirm").page.wait_for_load_state()
    assert not phone.page.get_by_text("Is this how it was?").count()


def mark(desk, unit, keys, *, refers=False):
    """Judge by keyboard alone, finish, and release."""
    judge(desk, keys, refers=refers)
    release(desk)


def judge(desk, keys, *, refers=False):
    """Judge by keyboard alone, and finish."""
    page = desk.page
    desk.go("/marking/").audit("marking queue")
    page.get_by_role("link", name=re.compile("Pritchard")).first.click()
    page.wait_for_url("**/mark/**")
    desk.audit("marking")
    for place, key in enumerate(keys):
        if place:
            page.keyboard.press("j")
        page.locator(f".criterion[aria-current=true] [name^=c{place + 1}-]").first.wait_for()
        for letter in key:
            page.keyboard.press(letter)
        if key.isdigit():
            page.keyboard.press("Escape")
        if refers and place == 0:
            page.keyboard.press("c")
            page.keyboard.type("Say which option you chose, and why.")
            page.keyboard.press("Escape")
    if refers:
        day = timezone.localdate() + timedelta(days=21)
        page.locator("[name=resubmit_by]").fill(day.isoformat())
    page.keyboard.press("Control+Enter")
    desk.sees("Not released.")


def release(desk):
    """Tell the candidate what was judged."""
    page = desk.page
    page.get_by_role("button", name=re.compile("^Release")).first.wait_for()
    desk.audit("result")
    page.get_by_role("button", name=re.compile("^Release")).first.click()
    page.wait_for_load_state()
    jobs.run_due()
