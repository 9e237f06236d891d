"""The public site: every promise shows, and search engines and visitors find their way."""

import json
import re
from html import unescape
from itertools import chain
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from courses.actions import offer_qualification
from courses.models import Qualification
from tests.courses.test_shipped import BROCHURE
from tests.factories.courses import (
    IMPORTED_AT,
    SpecificationVersionFactory,
    import_level_5,
    import_level_7,
)

pytestmark = pytest.mark.django_db

PHONE = "0330 111 6459"


def text_of(html):
    """What a reader sees of `html`, white space tidied."""
    main = re.search(r"<main.*?</main>", html, re.S)[0]
    return " ".join(unescape(strip_tags(main.replace("<", " <"))).split())


def facts_of(html):
    """The facts beside the headline, as pairs."""
    lists = re.findall(r'<dl class="facts">(.*?)</dl>', html, re.S)
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", "".join(lists), re.S)
    return {unescape(k): " ".join(unescape(strip_tags(v)).split()) for k, v in pairs}


@pytest.fixture
def read(client):
    import_level_5()
    import_level_7()

    def read(name, *args, **query):
        response = client.get(reverse(name, args=args), query_params=query)
        assert response.status_code == 200
        return response.content.decode()

    return read


@pytest.fixture
def level_5(read):
    return read("courses:qualification_detail", "level-5")


@pytest.fixture
def level_7(read):
    return read("courses:qualification_detail", "level-7")


LEVEL_5_SAYS = {
    "P5.1": [
        "ILM number 8420-01",
        "You already hold an established management role",
        "teams or projects",
        "operational or departmental goals",
        "You answer to a more senior manager, or to the owners of the business",
        "change to manage, money and other resources to look after, talent",
        "coach and mentor",
    ],
    "P5.2": [
        "Listed duration 6–9 months",
        "Typical duration 9–12 months",
        "depends on your employer, on you, and on the pace",
        "Where your workplace",
    ],
    "P5.3": ["The price includes your registration with ILM"],
    "P5.4": [
        "seven parts",
        "how the programme works",
        "what the qualification asks, and the support",
        "your studying membership of ILM",
        "study skills",
        "medical ethics, and what they mean for your role in a GP practice",
        "safeguarding, and what it asks of anyone who works in a GP practice",
        "a skills scan: what you learned before that could be credited",
    ],
    "P5.5": ["17 units of knowledge and skills, under 10 headings"],
    "P5.6": [
        "one-to-one teaching",
        "at least 7 hours of one-to-one tutorials",
        "One-to-one tutorials at least 7 hours",
        "group discussion and teaching",
        "observation of you at work",
        "practical assessment",
        "coaching and mentoring",
        "research of your own",
        "e-learning",
        "awarding body’s own online portal, ILM Illuminate",
    ],
    "P5.7": ["A PMA tutor, who is also your assessor, is assigned to you for the whole course"],
    "P5.8": [
        "Guided learning 221 hours",
        "All study at least 512 hours",
        "face to face with your tutor, on the portal, and while your tutor observes you",
        "Typically 221 of the hours are guided learning",
    ],
    "P5.9": ["about 6 hours a week, off-the-job learning included", "quicker pace"],
    "P5.10": ["We assess your skills and knowledge ourselves", "verified from outside"],
    "P5.11": [
        "Scenario-based assessments",
        "A portfolio of evidence",
        "Professional discussions",
    ],
    "P5.12": ["All 17 units must be passed.", "To pass all 17 units"],
    "P5.13": ["Register your interest", f"Call {PHONE}", "training@pma.example"],
    "P5.14": [
        "PMA membership",
        "News as it matters to practices",
        "regulatory changes",
        "Training and events kept for members",
        "A network of people in your post across the UK",
    ],
}

LEVEL_7_SAYS = {
    "P7.1": [
        "You may already be a senior manager, or that may be your next step",
        "established in practice management",
        "a federation, a super practice or a primary care network",
        "clinicians and services of a single practice",
    ],
    "P7.2": ["Self-directed learning", "Social learning"],
    "P7.3": [
        "All 3 units are mandatory",
        "8617-700, 20 credits",
        "Developing leadership and management capability through enquiry",
        "8617-701, 20 credits",
        "Developing a high-level business case",
        "8617-702, 20 credits",
        "Developing and maintaining a high-performance culture and optimising resources",
    ],
    "P7.4": ["knowledge-based, so that", "competence-based, so that", "(competence-based)"],
    "P7.5": [
        "Credits 60",
        "as much as a Postgraduate Certificate, and one third of a Master’s degree",
        "go on to a Master’s at many universities",
        "eligible to apply for Fellowship of ILM",
    ],
    "P7.6": [
        "Duration 6–12 months",
        "at least 6–8 hours of study a week",
        "90 hours are guided learning, induction included, and each unit has 30",
        "All study about 600 hours",
    ],
    "P7.7": [
        "tutorials",
        "e-learning",
        "guided reading",
        "discussion that a tutor facilitates",
        "one-to-one feedback",
        "a tutor’s guidance online",
        "the time staff spend assessing what you have achieved",
    ],
    "P7.8": [
        "blended, and most of it is self-directed: online materials",
        "construct and present a full business case or change project",
    ],
    "P7.9": [
        "learning communities that your tutor brings together",
        "face to face, by webinar and online",
    ],
    "P7.10": [
        "Nearly a third of the total time is individual investigation",
        "strong research and referencing",
    ],
    "P7.11": [
        "The pass mark is 50%",
        "Every criterion must be at least a Pass",
        "All 3 units must be a Pass",
        "work-based assignment brief",
        "Descriptors say what is sufficient for each criterion",
    ],
    "P7.12": [
        "told apart only to make the standard clear and the feedback more useful",
        "There is no “good pass” outcome: your statement of results shows “Pass”.",
    ],
    "P7.13": [
        "Your employer sets its own selection criteria",
        "Required Maths and English at Level 2",
        "Advisable a background in literacy and numeracy at about Level 3",
        "Expected substantial study skills: researching, referencing, arguing a coherent case, "
        "analysing data",
        "Preferable sustained experience in a management role",
        "Normally experience of leadership, or qualifications at Level 5 or above",
    ],
    "P7.14": ["Register your interest", f"Call {PHONE}", "training@pma.example", "PMA membership"],
}


@pytest.mark.parametrize("promise", LEVEL_5_SAYS)
def test_level_5_page_shows_the_promise(level_5, promise):
    shown = text_of(level_5)
    assert [fact for fact in LEVEL_5_SAYS[promise] if fact not in shown] == []


@pytest.mark.parametrize("promise", LEVEL_7_SAYS)
def test_level_7_page_shows_the_promise(level_7, promise):
    shown = text_of(level_7)
    assert [fact for fact in LEVEL_7_SAYS[promise] if fact not in shown] == []


def test_every_promise_of_both_brochures_has_its_facts():
    assert list(LEVEL_5_SAYS) == [f"P5.{n}" for n in range(1, 15)]
    assert list(LEVEL_7_SAYS) == [f"P7.{n}" for n in range(1, 15)]


def test_level_5_page_lists_every_heading_and_outcome_word_for_word(level_5):
    shown = re.search(r'<ol class="headings">.*?</ol>', level_5, re.S)[0]
    headings = [h.split(maxsplit=1)[1] for h in items(shown, "h3")]
    assert headings == list(BROCHURE)
    assert sorted(items(shown, "li", r"(?!\s*<h3)")) == sorted(chain(*BROCHURE.values()))


def items(html, tag, unless=""):
    found = re.findall(rf"<{tag}>({unless}.*?)</{tag}>", html, re.S)
    return [" ".join(unescape(strip_tags(each)).split()) for each in found]


def test_figures_come_from_the_specification_not_from_the_page(client):
    SpecificationVersionFactory(
        qualification__slug="plain",
        units=4,
        guided_learning_hours=11,
        total_qualification_time=22,
        total_time_is_minimum=True,
        one_to_one_minutes=180,
        weekly_hours_least=2,
        weekly_hours_most=3,
        weekly_hours_are_minimum=True,
        listed_months_least=1,
        listed_months_most=2,
        typical_months_least=3,
        typical_months_most=4,
        credits=8,
    )
    response = client.get(reverse("courses:qualification_detail", args=["plain"]))
    facts = facts_of(response.content.decode())
    facts.pop("ILM number")
    assert facts == {
        "Credits": "8",
        "Where": "your workplace",
        "Listed duration": "1–2 months",
        "Typical duration": "3–4 months",
        "Each week": "at least 2–3 hours",
        "Guided learning": "11 hours",
        "All study": "at least 22 hours",
        "One-to-one tutorials": "at least 3 hours",
        "To pass": "all 4 units",
    }


def test_no_number_of_members_is_stated(read):
    """D5: the brochures give two different numbers."""
    for address in ("level-5", "level-7"):
        shown = read("courses:qualification_detail", address)
        assert not re.search(r"\b(25|50)[, ]?000\b", shown)


@pytest.mark.parametrize("slug", ["level-6", "level-5-", "LEVEL-5"])
def test_a_diploma_that_does_not_exist_is_not_found(client, slug):
    import_level_5()
    assert client.get(f"/diplomas/{slug}/").status_code == 404


def test_a_diploma_that_is_not_on_offer_disappears_from_the_site(client, administrator):
    import_level_5()
    import_level_7()
    offer_qualification(
        qualification=Qualification.objects.get(level=5),
        is_offered=False,
        actor=administrator,
        now=IMPORTED_AT,
    )
    assert client.get("/diplomas/level-5/").status_code == 404
    assert client.get("/diplomas/level-7/").status_code == 200
    assert "/diplomas/level-5/" not in client.get("/sitemap.xml").content.decode()
    assert "8420-01" not in text_of(client.get("/").content.decode())


def test_home_shows_both_diplomas_and_the_way_on(read):
    html = read("home")
    assert "ILM Level 5 Diploma in Leadership & Management" in text_of(html)
    assert "ILM Level 7 Diploma" in text_of(html)
    for link in ("/diplomas/level-5/", "/diplomas/level-7/", "/help-me-choose/"):
        assert f'href="{link}"' in html
    assert f'href="{reverse("enrolments:interest_register")}"' in html
    assert 'href="tel:+443301116459"' in html


def test_home_stands_without_any_diploma(client):
    assert "No diploma is listed just now" in text_of(client.get("/").content.decode())


def test_contact_gives_telephone_and_mail(read):
    html = read("courses:contact")
    assert PHONE in text_of(html)
    assert 'href="mailto:training@pma.example"' in html


def test_contact_details_are_settings(client, settings):
    settings.CONTACT_PHONE, settings.CONTACT_EMAIL = "+44 1632 960123", "ask@pma.example"
    html = client.get(reverse("courses:contact")).content.decode()
    assert 'href="tel:+441632960123"' in html
    assert "ask@pma.example" in text_of(html)


ANSWERS = {"role": "senior", "experience": "sustained", "maths_and_english": "both"}


@pytest.mark.parametrize(
    "answers, headline, link",
    [
        ({}, "Level 7 looks right for you.", "/diplomas/level-7/"),
        ({"role": "manager"}, "Level 5 looks right for you.", "/diplomas/level-5/"),
        ({"role": "not-yet"}, "Neither yet: take on some management first.", "tel:+443301116459"),
        (
            {"maths_and_english": "not-both"},
            "Neither yet: Maths and English at Level 2 come first.",
            "tel:+443301116459",
        ),
    ],
)
def test_help_me_choose_answers_with_reasons_and_a_link(read, answers, headline, link):
    html = read("courses:help_me_choose", **ANSWERS | answers)
    assert headline in text_of(html)
    assert "Why" in text_of(html)
    assert re.search(rf'class="btn btn-primary"\s+href="{re.escape(link)}"', html)


def test_help_me_choose_asks_before_it_answers(read):
    html = read("courses:help_me_choose", utm_source="newsletter")
    assert "Nothing you choose is kept." in text_of(html)
    assert "error-summary" not in html
    assert "looks right" not in html


@pytest.mark.parametrize(
    "query",
    [
        {"asked": "Show what suits me"},
        {"role": "senior"},
        ANSWERS | {"role": "emperor"},
        ANSWERS | {"experience": "\0"},
        ANSWERS | {"maths_and_english": "x" * 100_000},
    ],
)
def test_help_me_choose_keeps_what_was_chosen_when_an_answer_is_missing(client, query):
    response = client.get(reverse("courses:help_me_choose"), query_params=query)
    assert response.status_code == 422
    html = response.content.decode()
    assert "looks right" not in html
    for name, value in query.items():
        if value in ANSWERS.values():
            assert re.search(rf'name="{name}"[^>]*value="{value}"[^>]*checked', html) or re.search(
                rf'checked[^>]*name="{name}"[^>]*value="{value}"', html
            )


def test_without_a_diploma_on_offer_the_advice_still_stands(client):
    response = client.get(reverse("courses:help_me_choose"), query_params=ANSWERS)
    assert "Level 7 looks right for you." in text_of(response.content.decode())


PAGES = [
    ("home", ()),
    ("courses:qualification_detail", ("level-5",)),
    ("courses:qualification_detail", ("level-7",)),
    ("courses:help_me_choose", ()),
    ("courses:contact", ()),
]


@pytest.mark.parametrize("name, args", PAGES)
def test_a_page_has_a_title_a_description_and_one_address(read, name, args, settings):
    html = read(name, *args)
    title = re.search(r"<title>(.*?)</title>", html)[1]
    description = re.search(r'<meta name="description"\s+content="([^"]+)">', html)[1]
    assert 15 <= len(unescape(title)) <= 70
    assert 70 <= len(unescape(description)) <= 170
    canonical = re.search(r'<link rel="canonical" href="([^"]+)">', html)[1]
    assert canonical == f"{settings.SITE_URL}{reverse(name, args=args)}"
    assert len(re.findall("<h1", html)) == 1


def test_no_two_pages_share_a_title_or_a_description(read):
    pages = [read(name, *args) for name, args in PAGES]
    for pattern in (r"<title>(.*?)</title>", r'<meta name="description"\s+content="([^"]+)">'):
        assert len({re.search(pattern, html)[1] for html in pages}) == len(PAGES)


def test_the_address_of_an_answer_is_that_of_the_question(read, settings):
    html = read("courses:help_me_choose", **ANSWERS)
    assert f'<link rel="canonical" href="{settings.SITE_URL}/help-me-choose/">' in html


@pytest.mark.parametrize("name, args", PAGES)
def test_a_public_page_can_only_be_read_and_starts_no_session(client, name, args):
    import_level_5()
    import_level_7()
    address = reverse(name, args=args)
    assert not client.get(address).cookies
    assert not client.head(address).content
    for method in (client.post, client.put, client.delete):
        assert method(address).status_code == 405


def test_structured_data_describe_the_course(level_5, level_7, settings):
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', level_5, re.S)
    course = json.loads(data)
    assert (course["@type"], course["courseCode"]) == ("Course", "8420-01")
    assert course["name"] == "ILM Level 5 Diploma in Leadership & Management"
    assert course["url"] == f"{settings.SITE_URL}/diplomas/level-5/"
    assert course["timeRequired"] == "PT512H"
    assert course["provider"]["telephone"] == PHONE
    assert len(course["teaches"]) == 37
    assert "numberOfCredits" not in course
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', level_7, re.S)
    assert json.loads(data)["numberOfCredits"] == 60


def test_structured_data_cannot_close_their_script(client):
    hostile = "</script><script>alert(1)</script>&amp;<!--"
    SpecificationVersionFactory(qualification__slug="hostile", qualification__title=hostile)
    html = client.get("/diplomas/hostile/").content.decode()
    assert "<script>alert" not in html
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert json.loads(data)["name"] == hostile


def test_robots_are_kept_from_statements_and_told_of_the_sitemap(client, settings):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Disallow: /verify/" in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


def test_the_sitemap_lists_every_public_page_and_each_answers(client, settings):
    import_level_5()
    import_level_7()
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    tree = ElementTree.fromstring(response.content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    addresses = [each.text for each in tree.findall("s:url/s:loc", space)]
    assert [a.removeprefix(settings.SITE_URL) for a in addresses] == [
        "/",
        "/help-me-choose/",
        "/contact/",
        "/register-interest/",
        "/diplomas/level-5/",
        "/diplomas/level-7/",
    ]
    assert [each.text for each in tree.findall("s:url/s:lastmod", space)] == ["2025-09-01"] * 2
    for address in addresses:
        assert Client().get(address.removeprefix(settings.SITE_URL)).status_code == 200


@pytest.mark.parametrize(
    "name, args, expected",
    [
        ("courses:qualification_detail", ("level-5",), 4),
        ("courses:qualification_detail", ("level-7",), 3),
        ("home", (), 1),
        ("courses:contact", (), 0),
        ("courses:help_me_choose", (), 0),
        ("courses:sitemap", (), 1),
        ("courses:robots", (), 0),
    ],
)
def test_query_counts(client, name, args, expected, django_assert_num_queries):
    import_level_5()
    import_level_7()
    with django_assert_num_queries(expected):
        client.get(reverse(name, args=args))


@pytest.mark.parametrize("size", [1, 3])
def test_home_query_count(client, size, django_assert_num_queries):
    SpecificationVersionFactory.create_batch(size)
    with django_assert_num_queries(1):
        response = client.get("/")
    assert len(response.context["versions"]) == size
