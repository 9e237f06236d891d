"""Marking in Chromium: by keyboard alone, beside somebody else, and without a script."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions.phrases import add_phrase
from assessments.models import CriterionDecision, MarkingDraft
from tests.assessments.marking import draft
from tests.benches import end_sessions, enter, press, sign_in_as_offered, silent, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(page, live_server, tutor):
    enter(page.context, live_server.url, tutor)
    with silent(page):
        yield page


def bench(screen, live_server, submission):
    path = reverse("assessments:submission_mark", args=[submission.reference])
    screen.goto(live_server.url + path)
    return screen.locator("[data-saved-stamp]")


def test_twelve_criteria_take_twelve_keys_and_one(screen, live_server, tutor):
    submission = work(tutor, criteria=12)
    bench(screen, live_server, submission)
    press(screen, "p" * 12)
    press(screen, ["Control+Enter"])

    expect(screen.get_by_role("heading", level=1)).to_contain_text("a pass, 12 of 12 criteria met")
    assert CriterionDecision.objects.filter(submission=submission, outcome="met").count() == 12


def test_marks_are_given_by_digits_and_answered_with_the_verdict(screen, live_server, tutor):
    submission = work(tutor, criteria=2, maximum=20)
    bench(screen, live_server, submission)
    press(screen, ["1", "8", ".", "5", "Enter"])
    expect(screen.locator("#criterion-1 [data-pill]")).to_have_text("Good pass")
    press(screen, ["9", "Enter"])
    verdict = screen.locator("[data-verdict]")
    expect(verdict).to_contain_text("27.5 of 40 marked, 68.8 %.")
    expect(verdict).to_contain_text("1.2 is below half: this is a referral")
    expect(screen.get_by_label("Resubmit by")).to_be_visible()

    press(screen, ["Control+Enter"])
    expect(screen.get_by_role("alert")).to_contain_text("Say what 1.2 still needs")
    screen.locator("#criterion-2").focus()
    press(screen, "c")
    screen.keyboard.type("Compare options; p, r, j and 9 are letters here.")
    press(screen, ["Control+Enter"])
    expect(screen.get_by_role("heading", level=1)).to_contain_text("a referral, 1 of 2")


def test_a_mark_that_is_none_is_named_at_once_and_the_rest_is_kept(screen, live_server, tutor):
    submission = work(tutor, criteria=2, maximum=20)
    stamp = bench(screen, live_server, submission)
    press(screen, ["2", "5"])

    expect(screen.locator("#criterion-1 [data-problem]")).to_have_text(
        "Enter a mark from 0 to 20, in whole or half marks."
    )
    expect(stamp).to_have_text("Saved, except 1.1")
    expect(screen.locator("#c1-mark")).to_have_value("25")
    expect(screen.locator("#c1-mark")).to_have_attribute("aria-invalid", "true")
    assert not MarkingDraft.objects.exists()

    press(screen, ["Backspace"])
    expect(stamp).to_contain_text("Saved ")
    expect(screen.locator("#criterion-1 [data-pill]")).to_have_text("Below half")


def test_what_was_typed_is_there_again_after_leaving(screen, live_server, tutor):
    submission = work(tutor, criteria=2)
    stamp = bench(screen, live_server, submission)
    press(screen, "r")
    screen.keyboard.type("Name the source.")
    press(screen, ["Escape"])
    expect(stamp).to_contain_text("Saved ")
    bench(screen, live_server, submission)

    expect(screen.locator("#c1-feedback")).to_have_value("Name the source.")
    expect(screen.get_by_role("radio", name="Not yet met").first).to_be_checked()


def test_letters_do_nothing_when_switched_off(screen, live_server, tutor):
    tutor.has_key_shortcuts = False
    tutor.save()
    submission = work(tutor, criteria=2)
    bench(screen, live_server, submission)
    press(screen, "prj?")
    screen.wait_for_timeout(300)

    assert not MarkingDraft.objects.exists()
    expect(screen.locator("#bench-keys")).to_be_hidden()
    screen.get_by_role("button", name="keys").click()
    expect(screen.locator("#bench-keys")).to_contain_text("switched off")


def test_of_two_versions_each_field_is_chosen(screen, live_server, tutor):
    submission = work(tutor, criteria=2)
    stamp = bench(screen, live_server, submission)
    draft(submission, "met", feedback="Theirs.")
    screen.locator("#c1-feedback").fill("Mine.")
    screen.get_by_text("Not yet met", exact=True).first.click()

    dialog = screen.get_by_role("dialog", name="Two versions of this")
    expect(dialog).to_contain_text("Theirs.")
    expect(dialog).to_contain_text("Mine.")
    dialog.get_by_role("group", name="Feedback on 1.1").get_by_label("The saved one").check()
    dialog.get_by_role("button", name="Save what is chosen").click()
    expect(stamp).to_contain_text("Saved ")

    kept = MarkingDraft.objects.get()
    assert (kept.outcome, kept.feedback, kept.version) == ("not_yet_met", "Theirs.", 2)


def test_a_phrase_is_copied_to_where_one_was_writing(screen, live_server, tutor):
    for text in ("Name the source.", "Compare two options."):
        add_phrase(text=text, is_shared=False, by=tutor, now=timezone.now())
    submission = work(tutor, criteria=12)
    screen.set_viewport_size({"width": 1280, "height": 800})
    stamp = bench(screen, live_server, submission)
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
    press(screen, "c")
    screen.keyboard.type("First, p/r. Last.")
    press(screen, ["ArrowLeft"] * 6 + ["Escape", "/"])
    screen.keyboard.type("source nam")
    expect(screen.get_by_role("option")).to_have_text(["Name the source."])
    press(screen, ["Enter"])
    feedback = screen.locator("#c1-feedback")
    expect(feedback).to_have_value("First, p/r. Name the source. Last.")
    expect(feedback).to_be_focused()
    expect(stamp).to_contain_text("Saved ")

    screen.get_by_role("button", name="Phrases for 1.2").click()
    screen.get_by_role("option", name="Compare").click()
    expect(screen.locator("#c2-feedback")).to_have_value("Compare two options.")


def test_a_network_cut_and_a_crash_lose_nothing(screen, live_server, tutor):
    submission = work(tutor, criteria=2, maximum=20)
    stamp = bench(screen, live_server, submission)
    screen.context.set_offline(True)
    press(screen, "9")
    screen.locator("#c1-feedback").fill("Typed on the train.")
    expect(stamp).to_contain_text("Your text is kept in this browser")
    assert not MarkingDraft.objects.exists()
    context, address = screen.context, screen.url
    screen.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#c1-feedback")).to_have_value("Typed on the train.")
    expect(again.locator("[data-saved-stamp]")).to_contain_text("Saved ")

    kept = MarkingDraft.objects.get()
    assert (kept.mark, kept.feedback) == (9, "Typed on the train.")


def test_an_expired_session_loses_nothing(screen, live_server, tutor):
    submission = work(tutor, criteria=1)
    stamp = bench(screen, live_server, submission)
    end_sessions()
    press(screen, "r")
    screen.keyboard.type("Typed while signed out.")
    expect(stamp).to_contain_text("until you sign in again")
    screen.get_by_role("button", name="Later").click()
    screen.locator("#c1-feedback").press("End")
    screen.keyboard.type(" And after.")
    press(screen, ["Control+Enter"])
    assert not MarkingDraft.objects.exists()

    sign_in_as_offered(screen, tutor)
    expect(stamp).to_contain_text("Saved ")
    expect(screen.locator("#c1-feedback")).to_have_value("Typed while signed out. And after.")
    press(screen, ["Control+Enter"])
    expect(screen.get_by_role("heading", level=1)).to_contain_text("a referral, 0 of 1")
    assert CriterionDecision.objects.get().feedback == "Typed while signed out. And after."


def test_keys_lead_through_the_queue(screen, live_server, tutor):
    first, second = work(tutor, criteria=1), work(tutor, criteria=1)
    bench(screen, live_server, first)
    press(screen, "n")

    expect(screen).to_have_url(
        live_server.url + reverse("assessments:submission_mark", args=[second.reference])
    )


def test_all_of_it_works_without_a_script(browser, live_server, tutor):
    submission = work(tutor, criteria=2, maximum=20)
    context = browser.new_context(java_script_enabled=False)
    enter(context, live_server.url, tutor)
    screen = context.new_page()
    bench(screen, live_server, submission)
    screen.get_by_label("Mark for 1.1").fill("18")
    screen.get_by_label("Mark for 1.2").fill("12½")
    screen.locator(".without-script").click()
    expect(screen.locator("[data-verdict]")).to_contain_text("30.5 of 40 marked, 76.3 %.")
    screen.get_by_role("button", name="Finish").click()
    screen.get_by_role("button", name="Release").click()

    expect(screen.locator(".message")).to_contain_text("has been told")
    context.close()
