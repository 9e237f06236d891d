"""Sampling in Chromium: by keyboard alone, on a laptop, and with nothing typed that is lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quality.models import IQASample, SampleDraft
from tests.assessments.marking import NOW, mark_and_release
from tests.benches import end_sessions, enter, press, sign_in_as_offered, silent, work
from tests.quality.conftest import on_duty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(page, live_server, assurer):
    enter(page.context, live_server.url, assurer)
    with silent(page):
        yield page


@pytest.fixture
def judged(tutor, assurer):
    submission = work(tutor, criteria=3)
    mark_and_release(submission, "met", "met", "met", now=NOW)
    on_duty(submission.enrolment.qualification, assurer=assurer)
    return submission


def bench(screen, live_server, submission):
    screen.goto(live_server.url + reverse("quality:sample_bench", args=[submission.reference]))
    return screen.locator("[data-saved-stamp]")


def test_a_sample_is_concluded_by_keys_alone_without_scrolling(screen, live_server, judged):
    screen.set_viewport_size({"width": 1280, "height": 800})
    stamp = bench(screen, live_server, judged)
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
    press(screen, "123455")
    press(screen, "ajk")
    press(screen, "x")
    screen.keyboard.type("Say where. a, d, x and 1 are letters here.")
    press(screen, ["Escape", "j", "d"])
    screen.keyboard.type("The cost is not shown.")
    press(screen, ["Escape", "?"])
    expect(screen.get_by_role("dialog", name="Keys for sampling")).to_contain_text("Disagree")
    press(screen, ["Escape"])
    expect(stamp).to_contain_text("Saved ")
    press(screen, ["Control+Enter"])
    expect(screen.get_by_role("alert")).to_contain_text("Give the day the assessor is to answer by")
    screen.get_by_label("To be answered by").fill("2099-01-01")
    press(screen, ["Control+Enter"])
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Sample 1 of")

    sample = IQASample.objects.get()
    assert [one.view for one in sample.judgements.order_by("pk")] == ["agree", "action", "disagree"]
    assert (sample.is_valid, sample.is_sufficient, sample.is_reliable) == (True, True, False)
    assert not SampleDraft.objects.exists()


def test_letters_do_nothing_when_switched_off(screen, live_server, judged, assurer):
    assurer.has_key_shortcuts = False
    assurer.save()
    bench(screen, live_server, judged)
    press(screen, "ad1x?")
    screen.wait_for_timeout(300)

    assert screen.locator("input:checked").count() == 0
    expect(screen.locator("#bench-keys")).to_be_hidden()
    screen.get_by_role("button", name="keys").click()
    expect(screen.locator("#bench-keys")).to_contain_text("switched off")


def test_a_network_cut_and_a_crash_lose_nothing(screen, live_server, judged):
    stamp = bench(screen, live_server, judged)
    screen.context.set_offline(True)
    press(screen, "d")
    screen.keyboard.type("Typed on the train.")
    press(screen, ["Escape", "3"])
    expect(stamp).to_contain_text("Your text is kept in this browser")
    assert not SampleDraft.objects.exists()
    context, address = screen.context, screen.url
    screen.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("Comment on 1.1")).to_have_value("Typed on the train.")
    expect(again.locator("[data-saved-stamp]")).to_contain_text("Saved ")

    answers = SampleDraft.objects.get().answers
    assert (answers["c1-view"], answers["c1-comment"]) == ("disagree", "Typed on the train.")
    assert (answers["is_current"], answers["is_valid_evidence"]) == ("on", "")


def test_an_expired_session_loses_nothing(screen, live_server, judged, assurer):
    stamp = bench(screen, live_server, judged)
    press(screen, "aaa")
    expect(stamp).to_contain_text("Saved ")
    end_sessions()
    press(screen, "c")
    screen.keyboard.type("Typed while signed out.")
    press(screen, ["Control+Enter"])
    sign_in_as_offered(screen, assurer)
    expect(stamp).to_contain_text("Saved ")
    press(screen, ["Control+Enter"])
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Sample 1 of")

    said = IQASample.objects.get().judgements.order_by("pk").last()
    assert said.comment == "Typed while signed out."


def test_of_two_windows_one_is_chosen(screen, live_server, judged):
    stamp = bench(screen, live_server, judged)
    other = screen.context.new_page()
    bench(other, live_server, judged)
    other.get_by_label("Comment on 1.1").fill("In the other window.")
    other.get_by_label("Comment on 1.1").blur()
    expect(other.locator("[data-saved-stamp]")).to_contain_text("Saved ")
    other.close()
    screen.get_by_label("Comment on 1.1").fill("Here.")
    dialog = screen.get_by_role("dialog", name="Two versions of this")
    expect(dialog).to_contain_text("In the other window.")
    dialog.get_by_role("button", name="Keep yours").click()
    expect(stamp).to_contain_text("Saved ")

    assert SampleDraft.objects.get().answers["c1-comment"] == "Here."
