"""A tutor's Monday: two clicks and a note for each tutorial, with a script and without."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrolments.models import Tutorial, TutorialAction
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.journeys.conftest import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = reverse("assessments:caseload")


@pytest.fixture
def enrolment(staff):
    today = timezone.localdate()
    return EnrolmentFactory(
        tutor=staff[1],
        version=SpecificationVersionFactory(),
        starts_on=today - timedelta(days=60),
        planned_end_on=today + timedelta(days=300),
        candidate__user__given_name="Ruth",
        candidate__user__family_name="Okafor",
    )


def test_two_clicks_and_a_note_move_the_meter(visit, staff, enrolment):
    desk = visit(staff[1]).go(DESK + "?sort=name")

    desk.page.get_by_role("link", name="+ Tutorial").click()
    desk.page.locator("dialog[open] [name=minutes]:focus").wait_for()
    desk.audit("drawer")
    desk.page.keyboard.type("45")
    desk.page.locator("dialog[open] textarea").focus()
    desk.page.keyboard.type("We spoke of delegation.")
    desk.press("Log tutorial").sees("Logged: 45 min with Ruth Okafor.")

    assert desk.page.locator("dialog[open]").count() == 0
    assert desk.page.url.endswith(DESK + "?sort=name")
    assert "45 min of 7 h" in desk.page.locator("tr", has_text="Okafor").inner_text()
    tutorial = Tutorial.objects.get()
    assert tutorial.note == "We spoke of delegation."
    assert timedelta(0) <= tutorial.recorded_at - tutorial.ends_at < timedelta(minutes=6)


def test_a_chip_moves_the_start_until_it_is_set_by_hand(visit, staff, enrolment):
    desk = visit(staff[1], NARROW).go(DESK)
    desk.page.get_by_role("link", name="+ Tutorial").click()
    drawer = desk.page.locator("dialog[open]")
    start = drawer.get_by_label("Start")
    before = start.input_value()

    drawer.get_by_role("button", name="30", exact=True).click()
    moved = start.input_value()
    start.fill("09:00")
    drawer.get_by_role("button", name="60", exact=True).click()

    assert drawer.get_by_label("Minutes", exact=True).input_value() == "60"
    assert moved != before
    assert start.input_value() == "09:00"
    desk.audit("drawer, narrow")


def test_a_refusal_and_another_row_keep_everything_in_the_drawer(visit, staff, enrolment):
    desk = visit(staff[1]).go(DESK)
    desk.page.get_by_role("link", name="+ Tutorial").click()
    drawer = desk.page.locator("dialog[open]")
    drawer.locator("textarea").fill("A long note")
    drawer.get_by_label("What was agreed").fill("Read chapter 2")
    drawer.get_by_role("button", name="Another row").click()
    drawer.locator(".agreed-row").nth(1).wait_for()
    drawer.get_by_label("Minutes", exact=True).fill("500")

    drawer.get_by_role("button", name="Log tutorial").click()

    drawer.get_by_role("link", name="8 h 20 is longer").wait_for()
    assert drawer.locator("textarea").input_value() == "A long note"
    assert drawer.get_by_label("What was agreed").first.input_value() == "Read chapter 2"
    drawer.get_by_label("Minutes", exact=True).fill("45")
    drawer.get_by_role("button", name="Log tutorial").click()
    desk.sees("Logged: 45 min")
    assert TutorialAction.objects.get().text == "Read chapter 2"


def test_without_a_script_it_is_a_page(browser, live_server, staff, enrolment):
    client = Client()
    client.force_login(staff[1])
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page = context.new_page()

    page.goto(live_server.url + DESK)
    page.get_by_role("link", name="+ Tutorial").click()
    page.get_by_label("Minutes").fill("30")
    page.get_by_label("Note").fill("By telephone, without a script.")
    page.get_by_role("button", name="Another row").click()
    page.locator(".agreed-row").nth(1).get_by_role("textbox").first.fill("Send the rota")
    page.get_by_role("button", name="Log tutorial").click()

    assert "Logged: 30 min with Ruth Okafor." in page.content()
    assert page.url.startswith(live_server.url + DESK)
    assert TutorialAction.objects.get().text == "Send the rota"
    context.close()
