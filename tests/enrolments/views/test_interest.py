import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.enquiries import ENQUIRIES_PER_ORIGIN_AN_HOUR
from enrolments.form_tokens import issue_token
from enrolments.models import Enquiry
from ledger import jobs
from tests.factories.accounts import CandidateUserFactory
from tests.factories.courses import QualificationFactory
from tests.factories.enrolments import CandidateFactory

pytestmark = pytest.mark.once

URL = reverse("enrolments:interest_register")
THANKS = reverse("enrolments:interest_thanks")


@pytest.fixture
def level_5(db):
    return QualificationFactory(slug="level-5", level=5, title="ILM Level 5 Diploma")


@pytest.fixture
def level_7(db):
    return QualificationFactory(slug="level-7", level=7, title="ILM Level 7 Diploma")


def shown(seconds=60):
    """The token of a form shown some time ago."""
    return issue_token(now=timezone.now() - timedelta(seconds=seconds))


def answers(**changes):
    typed = {
        "given_name": "Ruth",
        "family_name": "Okafor",
        "email": "Ruth@Surgery.example",
        "phone": "07700 900123",
        "employer_kind": "practice",
        "employer_name": "Riverside Surgery",
        "job_role": "Practice manager",
        "reports_to": "Senior partner",
        "diploma": "not-sure",
        "message": "How long\r\ndoes it take?",
        "token": shown(),
    }
    return {name: value for name, value in (typed | changes).items() if value is not None}


def value_of(response, name):
    field = response.context["form"][name]
    return field.value()


# ---- the form ------------------------------------------------------------------------------------


def test_anybody_sees_the_form_and_nothing_is_written(client, level_5, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(URL)
    assert response.status_code == 200
    assert not response.cookies.get("sessionid")
    assert not Enquiry.objects.exists()


def test_no_consent_is_given_beforehand(client, level_5):
    page = client.get(URL).content.decode()
    assert 'value="news"' in page
    assert "checked" not in page


def test_a_link_chooses_the_diploma(client, level_5, level_7):
    assert value_of(client.get(URL, {"diploma": "level-7"}), "diploma") == "level-7"


@pytest.mark.parametrize("slug", ["", "level-9", "\x00", "x" * 5000])
def test_an_unknown_diploma_chooses_none(client, level_5, slug):
    assert value_of(client.get(URL, {"diploma": slug}), "diploma") is None


def test_a_diploma_no_longer_offered_is_not_asked_for(client, level_5):
    QualificationFactory(slug="old", is_offered=False)
    choices = client.get(URL).context["form"].fields["diploma"].choices
    assert [slug for slug, _ in choices] == ["level-5", "not-sure"]


# ---- sending it ----------------------------------------------------------------------------------


def test_sending_leads_to_a_page_with_a_reference_and_no_personal_detail(client, level_5):
    response = client.post(
        URL,
        answers(
            diploma="level-5",
            consents=["news"],
            wants_membership="on",
            heard_from="colleague",
            preferred_start_on=(timezone.localdate() + timedelta(days=30)).isoformat(),
        ),
    )
    assert (response.status_code, response.url) == (302, THANKS)
    enquiry = Enquiry.objects.get()
    assert (enquiry.email, enquiry.qualification, enquiry.wants_membership) == (
        "ruth@surgery.example",
        level_5,
        True,
    )
    assert enquiry.message == "How long\ndoes it take?"
    assert enquiry.phone.as_e164 == "+447700900123"
    assert enquiry.consents.get(purpose="news").is_given
    assert not enquiry.consents.get(purpose="phone").is_given
    page = client.get(THANKS).content.decode()
    assert enquiry.short_reference in page
    for personal in ("Ruth", "Okafor", "surgery.example"):
        assert personal not in page


def test_refresh_and_back_make_one_enquiry(client, level_5):
    sent = answers()
    for _ in range(3):
        assert client.post(URL, sent).status_code == 302
    assert Enquiry.objects.count() == 1
    jobs.run_due()
    assert len(mail.outbox) == 1


def test_a_form_fetched_anew_on_the_way_back_is_the_same_enquiry(client, level_5):
    client.post(URL, answers())
    again = answers(token=shown(seconds=0), message="How much?")
    assert client.post(URL, again).status_code == 302
    assert Enquiry.objects.get().message == "How much?"


@pytest.mark.parametrize(
    "changes", [{"email": "colleague@surgery.example"}, {"diploma": "level-5"}]
)
def test_a_colleague_and_another_diploma_are_enquiries_of_their_own(client, level_5, changes):
    client.post(URL, answers())
    client.post(URL, answers(token=shown(), **changes))
    assert Enquiry.objects.count() == 2


def test_another_browser_or_a_later_hour_is_another_enquiry(client, level_5):
    client.post(URL, answers())
    Client().post(URL, answers(token=shown()))
    assert Enquiry.objects.count() == 2
    Enquiry.objects.update(received_at=timezone.now() - timedelta(minutes=31))
    client.post(URL, answers(token=shown()))
    assert Enquiry.objects.count() == 3


def test_a_stranger_sees_thanks_without_a_reference(client, db):
    response = client.get(THANKS)
    assert (response.status_code, response.context["reference"]) == (200, "")


def test_nobody_learns_whether_an_address_is_known(level_5):
    known = CandidateFactory(user=CandidateUserFactory(email="known@surgery.example"))
    pages, letters = [], []
    for address in (known.user.email, "unknown@surgery.example"):
        client = Client()
        first = client.post(URL, answers(email=address))
        jobs.run_due()
        letters.append([(m.subject, m.body.replace(address, "…")) for m in mail.outbox])
        mail.outbox.clear()
        thanks = re.sub(r"[0-9A-F]{8}</b>", "…", client.get(THANKS).content.decode())
        pages.append((first.status_code, first.url, thanks))
    assert pages[0] == pages[1]
    assert len(letters[0]) == 1
    assert strip_times(letters[0]) == strip_times(letters[1])


def strip_times(letters):
    return [(subject, re.sub(r"\d\d:\d\d", "…", body)) for subject, body in letters]


# ---- machines ------------------------------------------------------------------------------------


def test_the_hidden_field_stays_empty(client, level_5):
    response = client.post(URL, answers(website="https://spam.example"))
    assert response.status_code == 422
    assert "website" in response.context["form"].errors
    assert value_of(response, "given_name") == "Ruth"
    assert not Enquiry.objects.exists()


def test_who_is_quicker_than_reading_is_asked_to_look_again(client, level_5):
    response = client.post(URL, answers(token=shown(seconds=1)))
    assert response.status_code == 422
    assert "quicker than anybody reads" in str(response.context["form"].non_field_errors())
    assert not Enquiry.objects.exists()


def test_the_form_shown_again_counts_from_when_it_was_first_shown(client, level_5):
    token = shown(seconds=1)
    again = value_of(client.post(URL, answers(token=token)), "token")
    assert again == token


@pytest.mark.parametrize("token", [None, "", "made:up", "\x00"], ids=["no", "empty", "bad", "nul"])
def test_a_form_that_is_not_ours_gets_a_token_that_is(client, level_5, token):
    response = client.post(URL, answers(token=token))
    assert response.status_code == 422
    assert not Enquiry.objects.exists()
    fresh = value_of(response, "token")
    assert fresh not in (token, None, "")
    assert value_of(response, "message") == "How long\r\ndoes it take?"


def test_ten_thousand_machines_would_leave_a_handful(client, level_5):
    statuses = [
        client.post(URL, answers(token=shown(), email=f"bot{n}@spam.example")).status_code
        for n in range(ENQUIRIES_PER_ORIGIN_AN_HOUR + 5)
    ]
    assert statuses == [302] * ENQUIRIES_PER_ORIGIN_AN_HOUR + [429] * 5
    assert Enquiry.objects.count() == ENQUIRIES_PER_ORIGIN_AN_HOUR


def test_too_many_keeps_what_was_typed_and_outlives_the_cache(client, level_5):
    for _ in range(5):
        Client().post(URL, answers(token=shown()))
    cache.clear()
    response = client.post(URL, answers(token=shown(), message="My sixth"))
    page = response.content.decode()
    assert response.status_code == 429
    assert "My sixth" in page
    assert "send it again in an hour" in page
    elsewhere = client.post(
        URL, answers(token=shown(), email="a@b.example"), REMOTE_ADDR="192.0.2.9"
    )
    assert elsewhere.status_code == 302


# ---- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, typed",
    [
        ("given_name", ""),
        ("family_name", "   "),
        ("given_name", "x" * 101),
        ("email", ""),
        ("email", "ruth"),
        ("email", "x" * 250 + "@surgery.example"),
        ("phone", "12345"),
        ("phone", "call me"),
        ("employer_kind", ""),
        ("employer_kind", "castle"),
        ("employer_name", ""),
        ("job_role", ""),
        ("diploma", ""),
        ("diploma", "level-9"),
        ("preferred_start_on", "0001-01-01"),
        ("preferred_start_on", "9999-12-31"),
        ("preferred_start_on", "31/02/2027"),
        ("preferred_start_on", "\x00"),
        ("message", "x" * 2001),
        ("message", "x" * 1_000_000),
        ("heard_from", "space"),
        ("consents", "everything"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_everything_stays(client, level_5, name, typed):
    response = client.post(URL, answers(**{name: typed}))
    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [name]
    assert not Enquiry.objects.exists()
    for other in ("given_name", "employer_name", "reports_to"):
        if other != name:
            assert form[other].value() == answers()[other]
    if name != "consents":
        assert form[name].value() == typed


@pytest.mark.parametrize(
    "name, typed, kept",
    [
        ("given_name", "Ru\x00th", "Ruth"),
        ("family_name", "\u202erofakO\u202c", "rofakO"),
        ("job_role", "Manager <script>alert(1)</script>", "Manager <script>alert(1)</script>"),
        ("message", "=1+1\x00\x07", "=1+1"),
        ("employer_name", "Zoë’s & Söns £ “quoted” 🏥", "Zoë’s & Söns £ “quoted” 🏥"),
    ],
)
def test_odd_signs_are_kept_or_taken_out_and_break_nothing(client, level_5, name, typed, kept):
    assert client.post(URL, answers(**{name: typed})).status_code == 302
    assert getattr(Enquiry.objects.get(), name) == kept


def test_what_was_typed_comes_back_as_text_not_as_markup(client, level_5):
    response = client.post(URL, answers(email="", job_role='"><script>alert(1)</script>'))
    assert b"<script>alert" not in response.content


def test_a_doubled_field_counts_once(client, level_5):
    response = client.post(URL, answers(given_name=["First", "Ruth"]))
    assert response.status_code == 302
    assert Enquiry.objects.get().given_name == "Ruth"


def test_nothing_at_all_is_answered_like_anything_missing(client, level_5):
    response = client.post(URL, {})
    assert response.status_code == 422
    assert not Enquiry.objects.exists()


def test_more_than_a_form_holds_is_refused(client, level_5):
    response = client.post(URL, answers(message="x" * 3_000_000))
    assert response.status_code == 400
    assert not Enquiry.objects.exists()


def test_a_call_needs_a_number(client, level_5):
    response = client.post(URL, answers(phone="", consents=["phone"]))
    assert list(response.context["form"].errors) == ["phone"]


def test_a_start_in_the_past_is_refused(client, level_5):
    yesterday = timezone.localdate() - timedelta(days=1)
    response = client.post(URL, answers(preferred_start_on=yesterday.isoformat()))
    assert list(response.context["form"].errors) == ["preferred_start_on"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, level_5, method):
    assert getattr(client, method)(URL).status_code == 405


def test_a_form_without_the_cookie_is_refused_kindly(level_5):
    response = Client(enforce_csrf_checks=True).post(URL, answers())
    assert response.status_code == 403
    assert not Enquiry.objects.exists()


# ---- the privacy notice --------------------------------------------------------------------------


def test_the_privacy_notice_says_its_version(client, db, settings):
    response = client.get(reverse("enrolments:privacy_notice"))
    assert response.status_code == 200
    assert f"Version {settings.PRIVACY_NOTICE_VERSION}" in response.content.decode()
