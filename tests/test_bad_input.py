"""Hostile input at every form and every filter: an answer that says so, and nothing half-written.

The forms are read off the pages that each role is really shown.
"""

import random
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.cells import TAKES_AWAY, TO_SIGN_IN, ask, browser
from tests.access.objects import arguments
from tests.access.pages import forms_of, pages_of
from tests.access.reading import read_table
from tests.access.watching import Writes, digest, taken_back

pytestmark = pytest.mark.django_db

ADDRESSES = read_table()
ROLES = ("anonymous", "candidate", "tutor", "iqa", "administrator")
MEGABYTE = "x" * 1_000_000
HOSTILE = {
    "nul": "a\x00b",
    "megabyte": MEGABYTE,
    "right to left": "\u202e\u200f\u2067evil\u2069",
    "astral": "\U0001f9e8" * 80,
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "no such day": "2026-02-30",
    "beyond int64": str(2**63),
    "far beyond": "9" * 5000,
    "negative": "-1",
    "not a number": "NaN",
    "infinite": "Infinity",
    "exponent": "1e999999",
    "spaces": " \t\r\n\u00a0",
    "markup": "<script>alert(1)</script>{{ 7*7 }}%s%n' OR 1=1 --",
    "no uuid": "00000000-0000-0000-0000-00000000000g",
    "stroke": "/",
    "elsewhere": "//evil.example/\\x",
    "other digits": "\u0661\u0662\u0663",
}
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 413, 422, 429}
# A refusal of these keeps what was typed as a draft, and says so.
KEEPS_DRAFTS = {
    "assessments:unit_submit",
    "assessments:submission_finish",
    "assessments:criterion_reopen",
    "assessments:criterion_keep",
    "assessments:draft_save",
    "quality:sample_bench",
    "quality:sample_draft_save",
}
FILTERS = (
    "q", "page", "sort", "show", "status", "state", "diploma", "cohort", "tutor", "owner",
    "overdue", "late", "withdrawn", "role", "e", "at", "next", "removed", "experience", "english",
    "maths", "download", "kind",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(world):
    return pages_of(world, ADDRESSES, ROLES)


@pytest.fixture(scope="module")
def forms(pages):
    return forms_of(pages)


@pytest.fixture(scope="module")
def shapes(forms):
    """Each form once, however many roles see it alike: who may send it is the table's matter."""
    found = {}
    for form in forms:
        found.setdefault((form.method, form.name, frozenset(form.fields)), form)
    return list(found.values())


@pytest.fixture(scope="module")
def untouched(world):
    return digest()


def faults_of(world, untouched, form, sent, label):
    """What is wrong with the answer to one request."""
    answer, after = asked(world, form, sent)
    if answer.status not in ANSWERS:
        yield f"{form}: {label}: {answer.status}"
    if answer.status >= 400 and after not in (None, untouched) and form.name not in KEEPS_DRAFTS:
        yield f"{form}: {label}: {answer.status}, and yet {set(answer.written)} changed"


def asked(world, form, sent):
    """The answer, and the state of all tables where something was written at all."""
    with taken_back():
        answer = ask(world, form.role, form.method, form.path, sent, is_kept=True)
        return answer, digest() if answer.written else None


def test_every_page_opens_on_this_database(pages):
    closed = [
        f"{role} {address}: {answer.status}"
        for role, address, _, answer in pages
        if address.expected(role, "GET", "a") == 200 != answer.status
    ]

    assert len(pages) > 150
    assert not closed, "\n".join(closed)


def test_there_are_forms_to_try(forms):
    posted = {form.name for form in forms if form.method == "POST"}
    filtered = {form.name for form in forms if form.method == "GET"}

    assert len(posted) >= 40
    assert len(filtered) >= 5


# What SQLite and PostgreSQL take differently: asked of both.
DEPENDS = {"nul", "megabyte", "beyond int64", "far beyond", "year 1"}
EACH = [
    label if label in DEPENDS else pytest.param(label, marks=pytest.mark.once) for label in HOSTILE
]


@pytest.mark.parametrize("label", EACH)
def test_a_hostile_value_in_every_field_at_once(world, shapes, untouched, label):
    faults = []
    for form in shapes:
        sent = dict.fromkeys(form.fields, HOSTILE[label])
        faults += faults_of(world, untouched, form, sent, label)

    assert not faults, "\n".join(faults)


@pytest.mark.once
def test_a_hostile_value_in_one_field_of_a_form_filled_in(world, shapes, untouched):
    chosen = random.Random(2026)
    faults = []
    for form in shapes:
        for name in form.fields:
            label = chosen.choice(sorted(HOSTILE))
            sent = form.fields | {name: HOSTILE[label]}
            faults += faults_of(world, untouched, form, sent, f"{name} {label}")

    assert not faults, "\n".join(faults)


@pytest.mark.once
def test_a_field_missing_or_sent_twice(world, shapes, untouched):
    faults = []
    for form in shapes:
        for name in form.fields:
            missing = {key: value for key, value in form.fields.items() if key != name}
            doubled = form.fields | {name: [form.fields[name], "another"]}
            faults += faults_of(world, untouched, form, missing, f"{name} missing")
            faults += faults_of(world, untouched, form, doubled, f"{name} twice")

    assert not faults, "\n".join(faults)


@pytest.mark.once
def test_what_is_the_other_sides_is_not_taken_from_a_field(world, forms, untouched):
    """Every key of the other side, in every field of everybody who works on one side only."""
    theirs = world.b.things
    keys = ("action", "tutors_action", "activity", "enrolment", "evidence", "submitted", "marked")
    faults = []
    for form in forms:
        if form.method != "POST" or form.role not in ("candidate", "tutor"):
            continue
        for key in keys:
            for value in (theirs[key].pk, getattr(theirs[key], "reference", "none")):
                sent = dict.fromkeys(form.fields, str(value))
                answer, _ = asked(world, form, sent)
                if answer.status not in ANSWERS or world.b.canary.encode() in answer.body:
                    faults.append(f"{form}: {key}: {answer.status}")
    for name, field, key in (
        ("enrolments:agreed_action_tick", "action", "action"),
        ("enrolments:activity_remove", "activity", "activity"),
        ("enrolments:activity_restore", "activity", "activity"),
    ):
        address = next(one for one in ADDRESSES if one.name == name)
        url = reverse(name, args=arguments(address.about, world)["a"])
        for role in ("candidate", "tutor"):
            answer = ask(world, role, "POST", url, {field: theirs[key].pk})
            if answer.status != 404 or answer.written:
                faults.append(f"{role} {name}: {answer.status}, {answer.written}")
    released = ask(
        world,
        "tutor",
        "POST",
        reverse("assessments:marking_release"),
        {"submission": [theirs["marked"].reference]},
    )

    assert not faults, "\n".join(faults)
    assert not released.written


@pytest.mark.once
def test_a_hostile_value_in_every_filter(world):
    """Each time another mixture and the next of its readers; a filter meets every third value."""
    values = [quote(value[:3000]) for value in HOSTILE.values()]
    faults = []
    for address in ADDRESSES:
        readers = [role for role in ROLES if address.expected(role, "GET", "a") == 200]
        kept = {"ledger_auditevent"} if address.name in TAKES_AWAY else set()
        for number, turn in enumerate(range(0, len(values), 3) if readers else ()):
            role = readers[number % len(readers)]
            url = reverse(address.name, args=arguments(address.about, world)["a"])
            mixed = [f"{name}={values[(n + turn) % len(values)]}" for n, name in enumerate(FILTERS)]
            answer = ask(world, role, "GET", f"{url}?{'&'.join(mixed)}")
            written = set(answer.written) - kept
            if answer.status not in ANSWERS or written:
                faults.append(f"{role} {address} {turn}: {answer.status} {written}")

    assert not faults, "\n".join(faults)


PATHS = (
    "/verify/{}/", "/invitation/{}/", "/reminders/stop/{}/", "/tutorials/answer/{}/",
    "/cohorts/{cohort}/export/{}/", "/enrolments/{enrolment}/units/{}/", "/people/{}/",
    "/jobs/{}/retry/", "/diplomas/{}/", "/specifications/{}/1/", "/evidence-files/{}/",
    "/account/password/reset/key/{}-x/", "/account/2fa/webauthn/keys/{}/edit/",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATHS)
def test_a_hostile_value_in_an_address(world, pattern):
    things = {
        "cohort": world.a.things["cohort"].reference,
        "enrolment": world.a.things["enrolment"].reference,
    }
    values = [quote(value[:4000], safe="") for value in HOSTILE.values()]
    faults = []
    for value in [*values, "%ED%A0%80", "%FF%FE", "%", "9" * 4000]:
        for role in ROLES:
            for method in ("GET", "POST"):
                answer = ask(world, role, method, pattern.format(value, **things))
                if answer.status not in ANSWERS | {301} or answer.written:
                    faults.append(f"{role} {method} {pattern} {value[:40]}: {answer.status}")

    assert not faults, "\n".join(faults)


BODIES = {
    "json": ("application/json", b'{"text": "\\ud800"}'),
    "plain": ("text/plain", b"\x00\xff"),
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "cut off": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhal',
    ),
    "not what it says": ("application/x-www-form-urlencoded; charset=utf-7", b"a=+AGE-&%ED%A0%80"),
    "many fields": (
        "application/x-www-form-urlencoded",
        "&".join(f"f{n}=1" for n in range(10_000)).encode(),
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("label", BODIES)
def test_a_body_of_another_kind(world, forms, untouched, label):
    content_type, body = BODIES[label]
    faults = []
    for form in forms:
        if form.method != "POST":
            continue
        writes = Writes()
        with taken_back(), writes.watched():
            response = browser(world, form.role).generic("POST", form.path, body, content_type)
            after = digest() if writes.tables else untouched
        if response.status_code not in ANSWERS:
            faults.append(f"{form}: {response.status_code}")
        if response.status_code >= 400 and after != untouched and form.name not in KEEPS_DRAFTS:
            faults.append(f"{form}: {response.status_code}, and yet {writes.tables} changed")

    assert not faults, "\n".join(faults)


@pytest.mark.once
def test_a_session_that_ended_meanwhile_leads_to_sign_in_and_writes_nothing(world, forms):
    faults = []
    for form in forms:
        if form.role == "anonymous" or form.method != "POST":
            continue
        address = next(one for one in ADDRESSES if one.name == form.name)
        if address.expected("anonymous", "POST", "a") != TO_SIGN_IN:
            continue
        answer = ask(world, "anonymous", "POST", form.path, form.fields)
        if not answer.is_to_sign_in or "next=" not in answer.location or answer.written:
            faults.append(f"{form}: {answer.status} {answer.location} {answer.written}")

    assert not faults, "\n".join(faults)


# Mail programs press this button themselves; the signed word in the address says whose it is.
WITHOUT_TOKEN = {"enrolments:reminder_stop"}


@pytest.mark.once
def test_nothing_is_sent_without_the_token_of_a_page(world):
    faults = []
    for address in ADDRESSES:
        if not address.sending or address.name in WITHOUT_TOKEN:
            continue
        url = reverse(address.name, args=arguments(address.about, world)["a"])
        for role in ROLES:
            client = browser(world, role, Client(enforce_csrf_checks=True))
            with taken_back():
                status = client.post(url, {}).status_code
            if status != 403:
                faults.append(f"{role} {address}: {status}")

    assert not faults, "\n".join(faults)
