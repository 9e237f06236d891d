"""Writing, submitting, looking at what was sent, and taking it back, through HTTP."""

import pytest
from django.urls import reverse

from assessments.choices import SubmissionStage
from assessments.declarations import STATEMENTS
from assessments.models import Declaration, Narrative, Submission
from assessments.views import submitting
from tests.assessments.marking import draft, finish, mark_and_release
from tests.assessments.portfolio import LATER, add, first_unit, submit, without_tokens
from tests.conftest import client_of
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("root")]
AUTOSAVE = {"X-Requested-With": "autosave"}


def address(name, enrolment):
    return reverse(f"assessments:{name}", args=[enrolment.reference, first_unit(enrolment).code])


def save(client, enrolment, text, version, **more):
    return client.post(
        address("narrative_save", enrolment), {"narrative": text, "version": version} | more
    )


def autosave(client, enrolment, text, version):
    return client.post(
        address("narrative_save", enrolment),
        {"narrative": text, "version": version},
        headers=AUTOSAVE,
    )


def send(client, enrolment, text="", version=0, **more):
    answers = {"narrative": text, "version": version, "has_declared": "on"} | more
    return client.post(address("unit_submit", enrolment), answers)


def test_what_is_typed_is_saved_and_the_version_told(candidate_client, enrolment):
    first = autosave(candidate_client, enrolment, "A start", 0)
    second = autosave(candidate_client, enrolment, "A start, and more\r\nlines", 1)

    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert second.json()["version"] == 2
    assert len(second.json()["saved_at"]) == len("14:02:11")
    assert Narrative.objects.get().text == "A start, and more\nlines"


def test_without_a_script_a_button_saves_it(candidate_client, enrolment):
    response = save(candidate_client, enrolment, "A start", 0)

    assert response.status_code == 302
    page = candidate_client.get(response.url)
    assert "A start</textarea>" in page.text
    assert "The narrative is saved." in page.text


def test_a_stale_save_is_answered_with_both_sides(candidate_client, enrolment):
    autosave(candidate_client, enrolment, "First window", 0)
    asked = autosave(candidate_client, enrolment, "Second window", 0)
    assert asked.status_code == 409
    assert asked.json()["theirs"] == {"narrative": "First window"}
    assert asked.json()["yours"] == {"narrative": "Second window"}
    assert asked.json()["their_version"] == 1

    page = save(candidate_client, enrolment, "Second window", 0)
    assert page.status_code == 409
    assert "First window" in page.text
    assert "Second window</textarea>" in page.text
    assert Narrative.objects.get().text == "First window"

    assert save(candidate_client, enrolment, "Second window", 1).status_code == 302
    assert Narrative.objects.get().text == "Second window"


@pytest.mark.parametrize(
    ("text", "version", "message"),
    [
        ("x" * 200_001, 0, "Use 200,000 characters or fewer."),
        ("fine", "", "Fill this in."),
        ("fine", "-1", "greater than or equal to 0"),
        ("fine", "9" * 40, "less than or equal to"),
        ("fine", "one", "Enter a whole number."),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept_on_the_page(
    candidate_client, enrolment, text, version, message
):
    asked = autosave(candidate_client, enrolment, text, version)
    page = save(candidate_client, enrolment, text, version)

    assert asked.status_code == page.status_code == 422
    assert message in asked.json()["message"]
    assert message.replace("&", "&amp;") in page.text
    assert text in page.text
    assert Narrative.objects.count() == 0


def test_what_nobody_types_on_purpose_is_left_out(candidate_client, enrolment):
    autosave(candidate_client, enrolment, "Good\x00 words\u202e in order", 0)

    assert Narrative.objects.get().text == "Good words in order"


def test_while_the_tutor_has_it_nothing_is_written_and_nothing_typed_is_lost(
    candidate_client, enrolment
):
    add(enrolment)
    submit(enrolment)
    asked = autosave(candidate_client, enrolment, "Too late", 0)
    page = save(candidate_client, enrolment, "Too late", 0)

    assert asked.status_code == 409
    assert page.status_code == 409
    assert "What you typed, not sent" in page.text
    assert "Too late</textarea>" in page.text


def test_one_form_saves_the_narrative_and_submits(candidate_client, enrolment):
    add(enrolment)
    response = send(candidate_client, enrolment, "My account", refuses_standardisation="on")
    submission = Submission.objects.get()

    assert response.status_code == 302
    assert response.url == submission.get_absolute_url()
    assert submission.narrative == "My account"
    assert submission.declaration.has_refused_standardisation
    page = candidate_client.get(response.url)
    assert "is with Tess Turner" in page.text
    assert "Use for standardisation is refused." in page.text


def test_the_declaration_is_asked_for_beside_its_tick(candidate_client, enrolment):
    add(enrolment)
    page = send(candidate_client, enrolment, "My account", has_declared="")

    assert page.status_code == 422
    assert "Declare that the work is your own before you submit it." in page.text
    assert "My account</textarea>" in page.text
    assert Submission.objects.count() == 0
    assert Narrative.objects.get().text == "My account"
    for statement in STATEMENTS:
        assert statement in page.text


def test_after_a_refusal_the_page_goes_on_from_what_was_saved(candidate_client, enrolment):
    add(enrolment)
    page = send(candidate_client, enrolment, "My account", has_declared="")
    assert page.context["form"]["version"].value() == "1"

    again = send(candidate_client, enrolment, "My account, longer", version=1)
    assert again.status_code == 302
    assert Submission.objects.get().narrative == "My account, longer"


def test_with_nothing_to_send_nothing_is_sent(candidate_client, enrolment):
    page = send(candidate_client, enrolment)

    assert page.status_code == 422
    assert "There is nothing to submit yet." in page.text
    assert "Declare that" not in page.text
    assert Submission.objects.count() == 0

    page = send(candidate_client, enrolment, has_declared="")

    assert page.status_code == 422
    first, second = page.text.index("There is nothing to submit"), page.text.index("Declare that")
    assert first < second
    assert Submission.objects.count() == 0


def test_a_double_click_makes_one_submission(candidate_client, enrolment):
    add(enrolment)
    first = send(candidate_client, enrolment, "My account")
    second = send(candidate_client, enrolment, "My account")

    assert first.url == second.url
    assert Submission.objects.count() == Declaration.objects.count() == 1


def test_a_window_that_was_a_moment_slower_is_led_to_the_submission(
    candidate_client, enrolment, monkeypatch
):
    """The other window submits after this one has looked and before it saves."""
    add(enrolment)
    real = submitting.keep

    def overtaken(*args):
        monkeypatch.setattr(submitting, "keep", real)
        submit(enrolment)
        return real(*args)

    monkeypatch.setattr(submitting, "keep", overtaken)
    response = send(candidate_client, enrolment)

    assert response.status_code == 302
    assert response.url == Submission.objects.get().get_absolute_url()


def test_other_words_from_a_second_window_are_shown_and_not_dropped(candidate_client, enrolment):
    add(enrolment)
    send(candidate_client, enrolment, "My account")
    page = send(candidate_client, enrolment, "Other words", version=1)

    assert page.status_code == 409
    assert "was submitted already, without the words below" in page.text
    assert "Other words</textarea>" in page.text
    assert Submission.objects.get().narrative == "My account"


def test_a_stale_window_submits_nothing_unasked(candidate_client, enrolment):
    add(enrolment)
    autosave(candidate_client, enrolment, "Newer words", 0)
    page = send(candidate_client, enrolment, "Older words", version=0)

    assert page.status_code == 409
    assert "Newer words" in page.text
    assert "Older words</textarea>" in page.text
    assert Submission.objects.count() == 0


def test_a_passed_unit_is_not_submitted_and_words_are_kept(candidate_client, enrolment):
    add(enrolment)
    mark_and_release(submit(enrolment), "met", "met")
    page = send(candidate_client, enrolment, "More words")

    assert page.status_code == 409
    assert "is passed" in page.text
    assert "More words</textarea>" in page.text


def test_an_attempt_too_many_is_refused_on_the_page(candidate_client, enrolment, settings):
    settings.ATTEMPTS_PER_UNIT = 1
    add(enrolment)
    mark_and_release(submit(enrolment), "met", "not")
    page = send(candidate_client, enrolment, "More words")

    assert page.status_code == 422
    assert "You have used all 1 attempts" in page.text
    assert Narrative.objects.get().text == "More words"


def test_what_was_sent_is_shown_as_it_was_sent(candidate_client, enrolment):
    evidence = add(enrolment, name="Rota & budget £3.pdf")
    submission = submit(enrolment)
    page = candidate_client.get(submission.get_absolute_url())

    assert "Rota &amp; budget £3.pdf" in page.text
    assert evidence.files.get().sha256 in page.text
    assert "Attempt 1, sent 4 May 2026, 11:14, due back by 18 May 2026." in page.text


@pytest.mark.parametrize("who", ["tutor_client", "administrator_client"])
def test_staff_see_what_was_sent(request, enrolment, who):
    add(enrolment)
    submission = submit(enrolment)
    page = request.getfixturevalue(who).get(submission.get_absolute_url())

    assert page.status_code == 200
    assert "Withdraw" not in page.text


def test_what_is_not_released_is_not_on_the_page_of_what_was_sent(candidate_client, enrolment):
    add(enrolment)
    submission = submit(enrolment)
    finish(submission, "met", "not")
    page = candidate_client.get(submission.get_absolute_url())

    assert "Say more about the cost." not in page.text
    assert "is with Tess Turner" in page.text


def test_a_submission_is_withdrawn_until_marking_begins(candidate_client, enrolment):
    add(enrolment)
    submission = submit(enrolment)
    url = reverse("assessments:submission_withdraw", args=[submission.reference])
    response = candidate_client.post(url)

    assert response.url == address("unit_detail", enrolment)
    submission.refresh_from_db()
    assert submission.stage == SubmissionStage.WITHDRAWN
    assert "Withdrawn on" in candidate_client.get(submission.get_absolute_url()).text


def test_once_marking_has_begun_the_page_says_so(candidate_client, enrolment):
    add(enrolment)
    submission = submit(enrolment)
    draft(submission, "met", now=LATER)
    url = reverse("assessments:submission_withdraw", args=[submission.reference])
    page = candidate_client.post(url, follow=True)

    assert "Marking has begun, so this can no longer be withdrawn." in page.text
    submission.refresh_from_db()
    assert submission.stage == SubmissionStage.MARKING


@pytest.mark.parametrize(
    ("name", "method"), [("submission_detail", "get"), ("submission_withdraw", "post")]
)
def test_anybody_elses_submission_is_like_none(enrolment, other_tutor_client, name, method):
    add(enrolment, name="CANARY.pdf")
    submission = submit(enrolment)
    stranger = client_of(EnrolmentFactory(version=enrolment.version).candidate.user)
    url = reverse(f"assessments:{name}", args=[submission.reference])
    missing = reverse(f"assessments:{name}", args=["00000000-0000-4000-8000-000000000000"])
    denied, absent = getattr(stranger, method)(url), getattr(stranger, method)(missing)

    assert denied.status_code == absent.status_code == 404
    assert without_tokens(denied) == without_tokens(absent)
    assert "CANARY" not in denied.text
    assert getattr(other_tutor_client, method)(url).status_code == (404 if method == "get" else 403)
    submission.refresh_from_db()
    assert submission.stage == SubmissionStage.SUBMITTED


@pytest.mark.parametrize("who", ["tutor_client", "administrator_client"])
def test_staff_withdraw_nothing(request, enrolment, who):
    add(enrolment)
    submission = submit(enrolment)
    url = reverse("assessments:submission_withdraw", args=[submission.reference])

    assert request.getfixturevalue(who).post(url).status_code == 403


@pytest.mark.parametrize("size", [1, 3])
def test_what_was_sent_asks_as_much_for_three_files_as_for_one(
    candidate_client, enrolment, size, django_assert_num_queries
):
    for number in range(size):
        add(enrolment, name=f"{number}.pdf")
    submission = submit(enrolment)
    with django_assert_num_queries(5):
        page = candidate_client.get(submission.get_absolute_url())

    assert len(page.context["files"]) == size
