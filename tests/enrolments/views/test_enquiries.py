from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.enquiries import follow_up_of
from enrolments.models import Enquiry
from ledger.versions import fingerprint
from tests.factories.accounts import AdministratorFactory
from tests.factories.courses import QualificationFactory
from tests.factories.enrolments import CandidateFactory, EnquiryFactory, EnrolmentFactory

LIST = reverse("enrolments:enquiry_list")
EARLY, LATE = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 5, 10, tzinfo=UTC)


def url(name, enquiry):
    return reverse(f"enrolments:{name}", args=[enquiry.reference])


def names(response):
    return [enquiry.family_name for enquiry, _ in response.context["rows"]]


# ---- the list ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_enquiry_list_query_count(administrator_client, size, django_assert_num_queries):
    diploma = QualificationFactory()
    for number in range(size):
        EnquiryFactory(
            qualification=diploma,
            owner=AdministratorFactory(),
            phone=f"+44770090000{number}",
            family_name="Okafor",
        )
    with django_assert_num_queries(10):
        response = administrator_client.get(LIST)
    assert len(names(response)) == size


def test_open_enquiries_first_those_without_a_next_action(administrator_client):
    EnquiryFactory(family_name="Later", next_action_on=date(2026, 5, 1))
    EnquiryFactory(family_name="Newer", received_at=LATE)
    EnquiryFactory(family_name="Sooner", next_action_on=date(2026, 4, 1))
    EnquiryFactory(family_name="Older", received_at=EARLY)
    EnquiryFactory(family_name="Gone", status="closed", closed_reason="no_reply")
    EnquiryFactory(family_name="In", status="enrolled", enrolment=EnrolmentFactory())
    assert names(administrator_client.get(LIST)) == ["Older", "Newer", "Sooner", "Later"]


@pytest.fixture
def four(administrator):
    five, seven = (
        QualificationFactory(slug="level-5", level=5),
        QualificationFactory(slug="level-7", level=7),
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    EnquiryFactory(
        family_name="Ash",
        given_name="Zoe",
        qualification=seven,
        owner=administrator,
        status="offered",
        next_action_on=yesterday,
        received_at=LATE,
    )
    EnquiryFactory(
        family_name="Birch", qualification=five, employer_name="Hill Surgery", received_at=EARLY
    )
    EnquiryFactory(family_name="Cedar", phone="+441632960001", status="waiting")
    EnquiryFactory(
        family_name="Dogwood", qualification=five, status="closed", closed_reason="funding"
    )


@pytest.mark.parametrize(
    "query, shown",
    [
        ("", {"Ash", "Birch", "Cedar"}),
        ("status=any", {"Ash", "Birch", "Cedar", "Dogwood"}),
        ("status=closed", {"Dogwood"}),
        ("status=offered", {"Ash"}),
        ("diploma=level-5", {"Birch"}),
        ("diploma=level-5&status=any", {"Birch", "Dogwood"}),
        ("diploma=not-sure", {"Cedar"}),
        ("owner=nobody", {"Birch", "Cedar"}),
        ("overdue=on", {"Ash"}),
        ("q=hill", {"Birch"}),
        ("q=zoe+ash", {"Ash"}),
        ("q=zoe+birch", set()),
        ("q=960001", {"Cedar"}),
    ],
)
def test_filters(administrator_client, four, query, shown):
    assert set(names(administrator_client.get(f"{LIST}?{query}"))) == shown


def test_filter_by_owner_and_by_reference(administrator_client, administrator, four):
    assert names(administrator_client.get(LIST, {"owner": administrator.pk})) == ["Ash"]
    birch = Enquiry.objects.get(family_name="Birch")
    assert names(administrator_client.get(LIST, {"q": birch.short_reference})) == ["Birch"]


@pytest.mark.parametrize(
    "sort, order",
    [
        ("name", ["Ash", "Birch", "Cedar"]),
        ("-name", ["Cedar", "Birch", "Ash"]),
        ("diploma", ["Birch", "Ash", "Cedar"]),
        ("owner", ["Birch", "Cedar", "Ash"]),
        ("-owner", ["Ash", "Birch", "Cedar"]),
        ("received", ["Birch", "Cedar", "Ash"]),
        ("next", ["Birch", "Cedar", "Ash"]),
    ],
)
def test_sorting(administrator_client, four, sort, order):
    assert names(administrator_client.get(LIST, {"sort": sort})) == order


def test_the_heads_keep_the_filters_and_say_the_order(administrator_client, four):
    response = administrator_client.get(LIST, {"status": "any", "sort": "name", "page": "1"})
    heads = {head.label: (head.url, head.order) for head in response.context["heads"]}
    assert heads["Name"] == ("?status=any&sort=-name", "ascending")
    assert heads["Received"] == ("?status=any&sort=received", "")


@pytest.mark.parametrize(
    "query",
    [
        "status=unheard&diploma=x&owner=x&sort=x&page=x&overdue=maybe",
        "q=%00&sort=%00&status=%00&owner=%00&diploma=%00&page=%00",
        "owner=99999999999999999999&page=99999999999999999999",
        "q=" + "x" * 5000,
        "q=%22%27%25_%5C",
        "status=new&status=closed",
    ],
)
def test_an_address_that_makes_no_sense_breaks_nothing(administrator_client, four, query):
    assert administrator_client.get(f"{LIST}?{query}").status_code == 200


def test_paging_keeps_the_filters(administrator_client):
    EnquiryFactory.create_batch(26, status="waiting")
    response = administrator_client.get(LIST, {"status": "waiting"})
    assert len(names(response)) == 25
    assert b'href="?status=waiting&amp;page=2"' in response.content
    assert len(names(administrator_client.get(LIST, {"status": "waiting", "page": "2"}))) == 1


def test_a_row_says_who_it_may_be(administrator_client):
    CandidateFactory(user__email="ruth@surgery.example")
    first = EnquiryFactory(
        email="ruth@surgery.example", family_name="Okafor", phone="", received_at=EARLY
    )
    EnquiryFactory(email="ruth@surgery.example", family_name="Okafor", phone="", received_at=LATE)
    page = administrator_client.get(LIST).content.decode()
    assert "already a candidate" in page
    assert f'<a href="{first.get_absolute_url()}">same e-mail as Ruth Okafor</a>' in page


def test_the_top_line_counts_what_waits(administrator_client, four):
    counts = administrator_client.get(LIST).context["counts"]
    assert counts == {"every": 4, "new": 1, "overdue": 1}


@pytest.mark.parametrize(
    "rows, words", [(0, "No enquiries yet"), (1, "No enquiry fits")], ids=["none", "none fits"]
)
def test_an_empty_list_teaches(administrator_client, rows, words):
    EnquiryFactory.create_batch(rows)
    assert words in administrator_client.get(LIST, {"q": "nobody"}).content.decode()


# ---- one enquiry ---------------------------------------------------------------------------------


def test_the_page_shows_everything(administrator_client):
    enquiry = EnquiryFactory(
        message="Is there\nan evening?", reports_to="Dr Shah", wants_membership=True
    )
    enquiry.consents.create(purpose="news", is_given=True, notice_version="2026-11", at=LATE)
    page = administrator_client.get(enquiry.get_absolute_url()).content.decode()
    for words in (
        enquiry.full_name,
        enquiry.email,
        "Riverside Surgery, GP practice",
        "Practice manager",
        "Dr Shah",
        "Is there\nan evening?",
        "Would like to hear about joining",
        "under privacy notice 2026-11",
    ):
        assert words in page


@pytest.mark.parametrize("size", [1, 3])
def test_enquiry_detail_query_count(
    administrator_client, administrator, size, django_assert_num_queries
):
    enquiry = EnquiryFactory(owner=administrator)
    for number in range(size):
        EnquiryFactory(email=enquiry.email, form_token=str(number))
        enquiry.notes.create(author=AdministratorFactory(), text="Called", at=LATE)
    with django_assert_num_queries(12):
        response = administrator_client.get(enquiry.get_absolute_url())
    assert len(response.context["likenesses"]) == size


def test_following_up(administrator_client, administrator):
    enquiry, level_5 = EnquiryFactory(), QualificationFactory()
    soon = timezone.localdate() + timedelta(days=3)
    response = administrator_client.post(
        url("enquiry_follow_up", enquiry),
        {
            "status": "contacted",
            "owner": administrator.pk,
            "next_action_on": soon.isoformat(),
            "qualification": level_5.pk,
            "version": fingerprint(follow_up_of(enquiry)),
        },
        follow=True,
    )
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.owner, enquiry.next_action_on, enquiry.qualification) == (
        "contacted",
        administrator,
        soon,
        level_5,
    )
    page = response.content.decode()
    assert "Status: New → Contacted" in page
    assert "Saved." in page


def test_of_two_who_follow_up_the_later_sees_the_earlier(administrator_client, administrator):
    enquiry = EnquiryFactory()
    seen = {"version": fingerprint(follow_up_of(enquiry)), "owner": "", "qualification": ""}
    first = seen | {"status": "waiting", "next_action_on": ""}
    administrator_client.post(url("enquiry_follow_up", enquiry), first)
    soon = (timezone.localdate() + timedelta(days=3)).isoformat()
    second = seen | {"status": "contacted", "next_action_on": soon}

    response = administrator_client.post(url("enquiry_follow_up", enquiry), second)

    enquiry.refresh_from_db()
    assert (response.status_code, enquiry.status) == (409, "waiting")
    assert "Saved since by somebody else" in response.content.decode()
    assert response.context["follow_up"]["next_action_on"].value() == soon
    assert response.context["stands"]["Status"] == enquiry.get_status_display()


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"status": "enrolled"}, "status"),
        ({"status": "closed"}, "status"),
        ({"status": ""}, "status"),
        ({"owner": "0"}, "owner"),
        ({"owner": "\x00"}, "owner"),
        ({"next_action_on": "0001-01-01"}, "next_action_on"),
        ({"next_action_on": "9999-12-31"}, "next_action_on"),
        ({"next_action_on": "soon"}, "next_action_on"),
        ({"qualification": "x"}, "qualification"),
    ],
)
def test_a_slip_in_following_up_is_named(administrator_client, changes, field):
    enquiry = EnquiryFactory()
    sent = {"status": "contacted", "owner": "", "next_action_on": "", "qualification": ""}
    response = administrator_client.post(url("enquiry_follow_up", enquiry), sent | changes)
    assert response.status_code == 422
    assert list(response.context["follow_up"].errors) == [field]
    enquiry.refresh_from_db()
    assert enquiry.status == "new"


def test_a_tutor_cannot_be_the_owner(administrator_client, tutor):
    enquiry = EnquiryFactory()
    sent = {"status": "contacted", "owner": tutor.pk}
    response = administrator_client.post(url("enquiry_follow_up", enquiry), sent)
    assert list(response.context["follow_up"].errors) == ["owner"]


def test_a_next_action_that_has_passed_may_stay(administrator_client):
    enquiry = EnquiryFactory(next_action_on=date(2026, 3, 1))
    seen = {"version": fingerprint(follow_up_of(enquiry))}
    sent = seen | {"status": "contacted", "next_action_on": "2026-03-01"}
    assert administrator_client.post(url("enquiry_follow_up", enquiry), sent).status_code == 302


def test_a_stale_tab_learns_that_the_enquiry_has_ended(administrator_client):
    enquiry = EnquiryFactory(status="closed", closed_reason="no_reply")
    response = administrator_client.post(url("enquiry_follow_up", enquiry), {"status": "contacted"})
    assert response.status_code == 422
    assert "is closed. Reopen it first." in response.content.decode()
    again = administrator_client.post(url("enquiry_close", enquiry), {"reason": "funding"})
    assert again.status_code == 422
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.closed_reason) == ("closed", "no_reply")


def test_closing_needs_a_reason_and_can_be_undone(administrator_client):
    enquiry = EnquiryFactory()
    assert administrator_client.post(url("enquiry_close", enquiry), {}).status_code == 422
    administrator_client.post(url("enquiry_close", enquiry), {"reason": "not_ready"})
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.closed_reason) == ("closed", "not_ready")
    assert administrator_client.post(url("enquiry_reopen", enquiry)).status_code == 302
    again = administrator_client.post(url("enquiry_reopen", enquiry))
    assert again.status_code == 409
    assert "is not closed" in again.content.decode()
    enquiry.refresh_from_db()
    assert enquiry.status == "contacted"


def test_a_note_is_kept_as_written(administrator_client, administrator):
    enquiry = EnquiryFactory()
    text = "Called.\r\nWants <b>evenings</b>\x00"
    response = administrator_client.post(url("enquiry_note", enquiry), {"text": text}, follow=True)
    note = enquiry.notes.get()
    assert (note.author, note.text) == (administrator, "Called.\nWants <b>evenings</b>")
    assert "Wants &lt;b&gt;evenings&lt;/b&gt;" in response.content.decode()


@pytest.mark.parametrize("text", ["", "  \x00 ", "x" * 1_000_000])
def test_a_note_that_is_none_or_too_long_stays_in_the_box(administrator_client, text):
    enquiry = EnquiryFactory()
    response = administrator_client.post(url("enquiry_note", enquiry), {"text": text})
    assert response.status_code == 422
    assert response.context["note"]["text"].value() == text
    assert not enquiry.notes.exists()


@pytest.mark.parametrize(
    "name", ["enquiry_follow_up", "enquiry_close", "enquiry_reopen", "enquiry_note"]
)
def test_reading_an_address_that_writes_changes_nothing(administrator_client, name):
    enquiry = EnquiryFactory()
    assert administrator_client.get(url(name, enquiry)).status_code == 405


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tutor_client", "candidate_client", "client"])
@pytest.mark.parametrize(
    "name, sent",
    [
        ("enquiry_detail", None),
        ("enquiry_follow_up", {"status": "contacted"}),
        ("enquiry_close", {"reason": "funding"}),
        ("enquiry_reopen", {}),
        ("enquiry_note", {"text": "Mine"}),
    ],
)
def test_enquiries_are_the_administrators(request, db, who, name, sent):
    client = request.getfixturevalue(who)
    enquiry = EnquiryFactory(family_name="Canarybird", message="CANARY-TEXT")
    if sent is None:
        responses = [client.get(url(name, enquiry)), client.get(LIST)]
    else:
        responses = [client.post(url(name, enquiry), sent)]
    for response in responses:
        assert response.status_code == (302 if who == "client" else 403)
        assert b"anarybird" not in response.content
        assert b"CANARY" not in response.content
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.notes.count()) == ("new", 0)


def test_an_enquiry_that_is_not_there(administrator_client):
    enquiry = EnquiryFactory.build()
    assert administrator_client.get(enquiry.get_absolute_url()).status_code == 404
    assert administrator_client.post(url("enquiry_note", enquiry), {"text": "x"}).status_code == 404
