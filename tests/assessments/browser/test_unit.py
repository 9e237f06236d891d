"""The unit page in Chromium: files go by themselves, and nothing changed is left behind."""

from hashlib import sha256

import pytest
from playwright.sync_api import expect

from assessments.models import Evidence, EvidenceFile, Submission
from tests.assessments import corpus
from tests.assessments.portfolio import add, claimed, first_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PDF = {"name": "Rota & budget £3.pdf", "mimeType": "application/pdf", "buffer": corpus.pdf()}
MB = 1024 * 1024
FILM = {
    "name": "talk.mp4",
    "mimeType": "video/mp4",
    "buffer": corpus.mp4(media=bytes(range(256)) * 12_600),
}
HTML = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": corpus.HTML}
DROP = """([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: "text/plain" }));
    for (const type of ["dragover", "drop"]) {
        document.querySelector("h1").dispatchEvent(
            new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data })
        );
    }
}"""
QUICK = """() => {
    const real = window.setTimeout;
    window.setTimeout = (act, wait) => real(act, wait / 1000);
}"""
SLOW_LINE = """
    const real = window.fetch;
    window.fetch = async (url, options) => {
        const isCard = options?.method === "POST" && String(url).includes("/evidence/");
        if (isCard) await new Promise((done) => setTimeout(done, 1500));
        return real(url, options);
    };
"""


def cards(screen):
    return screen.locator(".evidence")


def submit(screen):
    screen.get_by_label("All of this is true of what I am submitting.").check()
    screen.get_by_role("button", name="Submit to Tess Turner").click()
    screen.wait_for_url("**/submissions/**")


def test_chosen_files_go_at_once_and_what_is_refused_is_named(screen):
    screen.set_input_files("#files", [PDF, HTML])

    expect(cards(screen)).to_have_count(1)
    expect(cards(screen).locator("input[type=checkbox]:checked")).to_have_count(2)
    refused = screen.locator(".upload")
    expect(refused).to_contain_text(
        "photo.jpg is not added. The name ends in .jpg, but the content is not"
    )
    expect(screen.locator("[data-part=criteria]")).not_to_contain_text("No evidence yet")
    refused.get_by_role("button").click()
    expect(refused).to_have_count(0)


def test_refusals_are_alerts_and_can_be_put_away_together(screen):
    screen.set_input_files("#files", [HTML, {**HTML, "name": "other.jpg"}])
    alerts = screen.locator(".upload").get_by_role("alert")
    expect(alerts).to_have_count(2)

    screen.get_by_role("button", name="Put all 2 away").click()
    expect(screen.locator(".upload")).to_have_count(0)
    expect(screen.get_by_role("button", name="Put all")).to_have_count(0)


def test_a_file_may_be_dropped_anywhere(screen, enrolment):
    screen.evaluate(DROP, ["dropped.txt", "Notes of the away day"])

    expect(cards(screen)).to_have_count(1)
    assert Evidence.objects.get().title == "dropped"


def test_a_file_that_is_too_large_is_not_even_sent(screen, settings):
    asked = []
    screen.on("request", lambda r: asked.append(r.url) if r.method == "POST" else None)
    screen.evaluate("document.querySelector('[data-upload]').dataset.mostBytes = '100'")
    screen.set_input_files("#files", [PDF])

    expect(screen.locator(".upload")).to_contain_text("It is larger than 0 MB.")
    assert asked == []


def arrived():
    """The one file that is evidence now."""
    file = EvidenceFile.objects.get()
    return file.size, file.sha256


def test_a_file_cut_off_in_the_middle_arrives_whole_and_once(screen, context):
    """The line breaks under the third piece, and comes back while nobody does anything."""
    sent = []

    def cut(route):
        sent.append(int(route.request.headers["upload-offset"]))
        if len(sent) == 3:
            context.set_offline(True)
        route.continue_()

    screen.route("**/uploads/*/", cut)
    screen.set_input_files("#files", [FILM])
    row = screen.locator(".upload")
    expect(row).to_contain_text("The line broke. 2.0 MB of 3.1 MB are sent. Trying again in")
    expect(screen.locator("[data-upload-status]")).to_contain_text("talk.mp4 goes on by itself.")
    assert EvidenceFile.objects.count() == 0

    context.set_offline(False)
    expect(cards(screen)).to_have_count(1)
    expect(row).to_have_count(0)
    assert arrived() == (len(FILM["buffer"]), sha256(FILM["buffer"]).hexdigest())
    assert sorted(set(sent)) == [0, MB, 2 * MB, 3 * MB]
    assert sent.count(0) == sent.count(MB) == 1


def test_an_answer_that_is_lost_adds_nothing_twice(screen):
    """The site had the piece, and the finish, and only its answers did not come back."""
    lost = []

    def lose(route):
        answer = route.fetch()
        kind = route.request.url.rstrip("/").rpartition("/")[2] == "finish"
        if kind in lost:
            route.fulfill(response=answer)
        else:
            lost.append(kind)
            route.abort()

    screen.route("**/uploads/*/", lose)
    screen.route("**/uploads/*/finish/", lose)
    screen.set_input_files("#files", [FILM])
    for _ in range(2):
        screen.get_by_role("button", name="Try now talk.mp4").click()

    expect(cards(screen)).to_have_count(1)
    assert sorted(lost) == [False, True]
    assert arrived() == (len(FILM["buffer"]), sha256(FILM["buffer"]).hexdigest())


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(screen, address, tmp_path):
    film = tmp_path / FILM["name"]
    film.write_bytes(FILM["buffer"])
    offsets = []

    def third_is_cut(route):
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) == 3:
            route.abort()
        else:
            route.continue_()

    screen.route("**/uploads/*/", third_is_cut)
    screen.set_input_files("#files", film)
    expect(screen.locator(".upload")).to_contain_text("The line broke.")
    screen.on("dialog", lambda dialog: dialog.accept())
    screen.goto(address)
    expect(screen.get_by_text("talk.mp4: 2.0")).to_contain_text("Choose the same file again by")
    screen.set_input_files("#files", film)

    expect(cards(screen)).to_have_count(1)
    expect(screen.get_by_text("Choose the same file again by")).to_have_count(0)
    assert offsets == [0, MB, 2 * MB, 2 * MB, 3 * MB]
    assert arrived() == (len(FILM["buffer"]), sha256(FILM["buffer"]).hexdigest())


def test_when_the_line_stays_broken_the_file_waits_for_a_word(screen, context):
    screen.evaluate(
        "{ const real = setTimeout; window.setTimeout = (act, ms) => real(act, ms / 1000); 0 }"
    )
    context.set_offline(True)
    screen.set_input_files("#files", [PDF])
    row = screen.locator(".upload")
    expect(row).to_contain_text("Not sent: the line broke.")

    context.set_offline(False)
    row.get_by_role("button", name="Try again").click()
    expect(cards(screen)).to_have_count(1)
    expect(row).to_have_count(0)


def test_after_signing_in_again_the_file_goes_with_a_fresh_token(screen, context, enter):
    screen.evaluate(
        "document.querySelector('[data-upload] [name=csrfmiddlewaretoken]').value = 'x'"
    )
    screen.set_input_files("#files", [PDF])

    expect(cards(screen)).to_have_count(1)


def test_signed_out_the_file_waits_and_says_so(screen, context, enter):
    context.clear_cookies(name="sessionid")
    screen.set_input_files("#files", [PDF])
    row = screen.locator(".upload")
    expect(row).to_contain_text("you are signed out")

    enter(context)
    row.get_by_role("button", name="Try again").click()
    expect(cards(screen)).to_have_count(1)


def test_what_is_changed_last_is_part_of_what_is_submitted(screen, enrolment, address):
    add(enrolment)
    screen.add_init_script(SLOW_LINE)
    screen.goto(address)
    cards(screen).get_by_role("checkbox", name="1.2").uncheck()
    cards(screen).get_by_label("Page or time for 1.1").fill("p. 4")
    screen.locator("#id_narrative").fill("My own words, a moment ago")
    submit(screen)

    submission = Submission.objects.get()
    sent = submission.files.values_list("criterion__number", "location")
    assert list(sent) == [("1.1", "p. 4")]
    assert submission.narrative == "My own words, a moment ago"


def test_the_control_without_the_script_the_last_change_stays_behind(screen, enrolment, address):
    add(enrolment)
    screen.add_init_script(SLOW_LINE)
    screen.route("**/js/unit.js", lambda route: route.abort())
    screen.goto(address)
    cards(screen).get_by_label("Page or time for 1.1").fill("p. 4")
    submit(screen)

    assert "p. 4" not in Submission.objects.get().files.values_list("location", flat=True)


def test_a_double_click_submits_once(screen, enrolment, address):
    add(enrolment)
    screen.goto(address)
    screen.get_by_label("All of this is true of what I am submitting.").check()
    screen.get_by_role("button", name="Submit to Tess Turner").dblclick()
    screen.wait_for_url("**/submissions/**")

    assert Submission.objects.count() == 1


def test_the_card_one_types_in_stays_while_files_arrive(screen, enrolment, address):
    evidence = add(enrolment)
    screen.goto(address)
    place = cards(screen).first.get_by_label("Page or time for 1.1")
    screen.set_input_files("#files", [PDF])
    place.fill("p. 12")
    expect(cards(screen)).to_have_count(2)

    expect(place).to_have_value("p. 12")
    place.blur()
    expect(cards(screen).first.locator("[data-saved-stamp]")).to_contain_text("Saved")
    assert claimed(evidence)["1.1"] == "p. 12"


def test_without_scripts_every_step_works(browser, enter, enrolment, address):
    context = browser.new_context(java_script_enabled=False)
    enter(context)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    page.set_input_files("#files", [PDF])
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Page or time for 1.1").fill("p. 4")
    page.get_by_role("button", name="Save Rota & budget £3").click()
    page.locator("#id_narrative").fill("Without a script")
    submit(page)

    submission = Submission.objects.get()
    assert submission.narrative == "Without a script"
    assert list(submission.files.values_list("location", flat=True)) == ["p. 4", ""]
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("is back with you")).to_be_visible()
    assert first_unit(enrolment).submissions.get().withdrawn_at
    context.close()


def test_the_menu_is_one_line_on_a_phone(screen):
    screen.set_viewport_size({"width": 390, "height": 844})
    tops = screen.evaluate(
        "[...document.querySelectorAll('.menu-links a')].map(a => a.getBoundingClientRect().top)"
    )
    assert len(tops) == 6
    assert len(set(tops)) == 1
