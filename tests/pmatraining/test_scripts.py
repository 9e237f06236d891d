"""The shared scripts in a real browser: nothing typed is lost, nothing is sent twice."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import CandidateUserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STAMP = "[data-saved-stamp]"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('pma:')).length"


def nothing_is_kept(screen):
    """Whether the browser's own copy is gone within five seconds."""
    for _ in range(100):
        if screen.evaluate(KEPT) == 0:
            return True
        screen.wait_for_timeout(50)
    return False


def write(screen, text):
    screen.fill("#n", text)


# ---- autosave -----------------------------------------------------------------------------------


def test_a_text_saves_itself_and_says_when(screen, site, note):
    screen.goto(f"{site}/narrative/")
    write(screen, "I led the change.")
    expect(screen.locator(STAMP)).to_have_text("Saved 14:02:11")
    assert (note.text, note.version) == ("I led the change.", 2)
    assert screen.evaluate(KEPT) == 0


def test_leaving_the_field_saves_at_once(screen, site, note):
    screen.clock.install(time=datetime(2026, 11, 3, 14, 0))
    screen.goto(f"{site}/narrative/")
    screen.clock.pause_at(datetime(2026, 11, 3, 14, 1))  # so that waiting alone saves nothing
    write(screen, "Short.")
    screen.locator("#n").blur()
    expect(screen.locator(STAMP)).to_have_text("Saved 14:02:11")
    assert note.text == "Short."


def test_a_failed_save_keeps_the_text_and_tries_again(screen, site, note):
    screen.goto(f"{site}/narrative/")
    note.trouble = 503
    write(screen, "Not lost.")
    expect(screen.locator(STAMP)).to_have_text(re.compile("^Not saved yet. Your text is kept"))
    assert (screen.input_value("#n"), note.text) == ("Not lost.", "")
    note.trouble = None  # and the next try comes within five seconds
    expect(screen.locator(STAMP)).to_have_text("Saved 14:02:11", timeout=15_000)
    assert note.text == "Not lost."


def test_a_text_that_could_not_be_saved_is_back_after_a_reload(screen, site, note):
    screen.goto(f"{site}/narrative/")
    note.trouble = 503
    write(screen, "Still here.")
    expect(screen.locator(STAMP)).to_have_attribute("data-state", "unsaved")
    note.trouble = None
    screen.reload()
    expect(screen.locator("#n")).to_have_value("Still here.")
    assert nothing_is_kept(screen)
    assert note.text == "Still here."


def test_another_person_at_the_same_computer_is_not_shown_the_text(screen, site, note, sign_in):
    screen.goto(f"{site}/narrative/")
    note.trouble = 503
    write(screen, "Private.")
    expect(screen.locator(STAMP)).to_have_attribute("data-state", "unsaved")
    sign_in(CandidateUserFactory())
    screen.reload()
    expect(screen.locator("#n")).to_have_value("")


def test_an_expired_session_asks_to_sign_in_and_then_saves(
    screen, site, note, sign_in, candidate_user
):
    screen.goto(f"{site}/narrative/")
    screen.context.clear_cookies()
    write(screen, "Written while signed out.")
    dialog = screen.get_by_role("dialog", name="You are signed out")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link")).to_have_attribute("target", "_blank")
    assert (screen.input_value("#n"), note.text) == ("Written while signed out.", "")
    sign_in(candidate_user)
    screen.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(screen.locator(STAMP)).to_have_text("Saved 14:02:11")
    expect(dialog).to_be_hidden()
    assert note.text == "Written while signed out."


def test_signing_in_as_somebody_else_does_not_send_the_text(screen, site, note, sign_in):
    screen.goto(f"{site}/narrative/")
    screen.context.clear_cookies()
    write(screen, "Mine alone.")
    expect(screen.get_by_role("dialog", name="You are signed out")).to_be_visible()
    sign_in(CandidateUserFactory())
    with screen.expect_response("**/narrative/"):
        screen.evaluate("window.dispatchEvent(new Event('focus'))")
    screen.wait_for_timeout(300)
    expect(screen.locator(STAMP)).to_have_attribute("data-state", "unsaved")
    assert note.text == ""


def conflict(screen, site, note):
    screen.goto(f"{site}/narrative/")
    note.save("Theirs.")
    write(screen, "Mine.")
    dialog = screen.get_by_role("dialog", name="Two versions of this")
    expect(dialog).to_contain_text("Tess Turner saved this at 14:01:55")
    expect(dialog).to_contain_text("Theirs.")
    expect(dialog).to_contain_text("Mine.")
    return dialog


def test_of_two_versions_ours_can_be_kept(screen, site, note):
    conflict(screen, site, note).get_by_role("button", name="Keep yours").click()
    expect(screen.locator(STAMP)).to_have_text("Saved 14:02:11")
    assert (note.text, note.version) == ("Mine.", 3)


def test_of_two_versions_theirs_can_be_kept(screen, site, note):
    conflict(screen, site, note).get_by_role("button", name="Use the saved one").click()
    expect(screen.locator("#n")).to_have_value("Theirs.")
    assert (note.text, note.version) == ("Theirs.", 2)
    assert screen.evaluate(KEPT) == 0


def test_sending_first_saves_what_was_just_typed(screen, site, note):
    screen.goto(f"{site}/narrative/")
    write(screen, "Last words.")
    screen.get_by_role("button", name="Send").click()
    expect(screen.locator("#n")).to_have_value("Last words. (sent)")
    assert (note.version, screen.evaluate(KEPT)) == (3, 0)


def test_signing_out_with_unsaved_text_asks_first_and_then_empties_the_browser(screen, site, note):
    screen.goto(f"{site}/narrative/")
    note.trouble = 503
    write(screen, "Unsaved.")
    screen.get_by_role("button", name="Sign out").click()
    dialog = screen.get_by_role("dialog", name="Some text is not saved yet")
    expect(dialog).to_be_visible()
    assert screen.evaluate(KEPT) == 1
    dialog.get_by_role("button", name="Sign out and remove it").click()
    screen.wait_for_url(f"{site}/")
    assert screen.evaluate(KEPT) == 0


def test_signing_out_with_everything_saved_asks_nothing(screen, site, note):
    screen.goto(f"{site}/narrative/")
    write(screen, "Saved on the way out.")
    screen.get_by_role("button", name="Sign out").click()
    screen.wait_for_url(f"{site}/")
    assert note.text == "Saved on the way out."


# ---- drawers ------------------------------------------------------------------------------------


def open_drawer(screen, site):
    screen.goto(f"{site}/desk/")
    screen.get_by_role("link", name="Add a note").click()
    drawer = screen.get_by_role("dialog", name="Add a note")
    expect(drawer).to_be_visible()
    return drawer


def test_a_drawer_starts_in_its_first_field_and_escape_returns_to_the_link(screen, site, note):
    drawer = open_drawer(screen, site)
    expect(screen.get_by_role("textbox", name="Note")).to_be_focused()
    expect(screen.get_by_text("Back to the desk")).to_be_hidden()
    screen.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(screen.get_by_role("link", name="Add a note")).to_be_focused()


def test_a_drawer_keeps_what_was_typed_when_it_is_closed(screen, site, note):
    open_drawer(screen, site)
    screen.get_by_role("textbox", name="Note").fill("Half a")
    screen.get_by_role("button", name="Close").click()
    screen.get_by_role("link", name="Add a note").click()
    expect(screen.get_by_role("textbox", name="Note")).to_have_value("Half a")


def test_the_keyboard_stays_in_an_open_drawer(screen, site, note):
    open_drawer(screen, site)
    for _ in range(12):
        screen.keyboard.press("Tab")
        inside = "!document.activeElement.closest('main, header, footer')"
        assert screen.evaluate(inside)


def test_a_drawer_shows_what_to_put_right(screen, site, note):
    drawer = open_drawer(screen, site)
    drawer.get_by_role("button", name="Add").click()
    expect(drawer.get_by_text("Write a note")).to_be_focused()


def test_a_drawer_that_is_done_renews_the_page_and_returns_to_the_link(screen, site, note):
    drawer = open_drawer(screen, site)
    note.counted = 5
    screen.get_by_role("textbox", name="Note").fill("done")
    drawer.get_by_role("button", name="Add").click()
    expect(screen.get_by_text("Noted: done")).to_be_visible()
    expect(screen.locator("#counted")).to_have_text("5")
    expect(screen.get_by_role("link", name="Add a note")).to_be_focused()
    assert screen.url == f"{site}/desk/"


def test_without_scripts_a_drawer_is_a_page(browser, site, sign_in, context, candidate_user, note):
    sign_in(candidate_user)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="Add a note").click()
    page.get_by_role("textbox", name="Note").fill("by hand")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Noted: by hand")).to_be_visible()
    plain.close()


# ---- once, matrix, menu -------------------------------------------------------------------------


def click_twice(screen, site, note):
    """Click, and once more while the first answer is still on its way."""
    screen.goto(f"{site}/desk/")
    button = screen.get_by_role("button", name="Count")
    box = button.bounding_box()
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen.mouse.click(*spot)
    assert note.first_count.wait(timeout=5)
    screen.mouse.click(*spot)
    expect(screen.locator("#counted")).not_to_have_text("0")
    return note.counted


def test_a_second_click_sends_nothing_more(screen, site, note):
    assert click_twice(screen, site, note) == 1


def test_a_submit_that_a_script_hands_back_at_once_is_sent(screen, site, note):
    """As autosave.js does when its answer arrives in the moment of the submit."""
    screen.goto(f"{site}/narrative/")
    write(screen, "Handed back.")
    expect(screen.locator(STAMP)).to_have_text("Saved 14:02:11")
    with screen.expect_navigation():
        screen.evaluate(
            """() => {
                const form = document.querySelector("form[data-autosave-url]");
                const takeOver = (event) => {
                    event.preventDefault();
                    queueMicrotask(() => form.requestSubmit());
                };
                form.addEventListener("submit", takeOver, { once: true });
                form.requestSubmit();
            }"""
        )


def test_the_second_click_would_send_again_without_the_script(screen, site, note):
    """The control: the test above sees the fault it guards against."""
    screen.route("**/once.js", lambda route: route.fulfill(body=""))
    assert click_twice(screen, site, note) == 2


def test_arrows_walk_the_matrix_and_tab_leaves_it(screen, site, note):
    screen.goto(f"{site}/matrix/")
    screen.get_by_text("a1").focus()
    walk = {"ArrowRight": "a2", "ArrowDown": "b2", "End": "b3", "ArrowUp": "a3", "Home": "a1"}
    for key, cell in walk.items():
        screen.keyboard.press(key)
        expect(screen.get_by_text(cell)).to_be_focused()
    assert screen.locator('[data-matrix-cell][tabindex="0"]').count() == 1
    screen.keyboard.press("Tab")
    assert screen.evaluate("!document.activeElement.closest('[data-matrix]')")


def test_the_menu_of_a_visitor_folds_on_a_phone(page, site):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(site)
    link = page.get_by_role("link", name="Sign in")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_the_menu_stands_open_without_scripts(browser, site):
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = plain.new_page()
    page.goto(site)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    plain.close()
