"""Every address × every role × own, another's and missing × every method, against one table.

The table is `tests/access/table.py`. A new address needs a line there before it can be merged.
"""

import pytest
from django.urls import NoReverseMatch, reverse

from awards.querysets import StatementQuerySet
from enrolments.querysets import EnrolmentQuerySet
from tests.access.cells import ask, cells_of, faults_of
from tests.access.objects import arguments
from tests.access.reading import LETTERS, read_table, routed
from tests.access.table import SET_UP_FIRST
from tests.access.watching import digest
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESSES = read_table()


def line(name, about):
    return next(one for one in ADDRESSES if (one.name, one.about) == (name, about))


def differences(addresses):
    """What the resolver has and the table lacks, and the other way round."""
    known = {address.name for address in addresses}
    there = {name for name, _ in routed() if not name.startswith("admin:")}
    return sorted(there - known), sorted(known - there)


def test_every_address_is_in_the_table():
    unlisted, gone = differences(ADDRESSES)

    assert not unlisted, (
        f"Not in the table: {unlisted}. Add a line to tests/access/table.py that says who may read "
        "it and who may send to it; the head of that file explains the letters."
    )
    assert not gone, f"In the table, but no address any more: {gone}. Take the line out."


def test_an_address_without_a_line_is_noticed():
    assert ADDRESSES[0].name in differences(ADDRESSES[1:])[0]


def test_only_what_the_table_opens_is_open_to_visitors():
    opened = {name for name, view in routed() if not getattr(view, "login_required", True)}

    assert opened - {"admin:login"} == {address.name for address in ADDRESSES if address.is_open}


def test_the_table_has_thousands_of_cells(world, request):
    cells = sum(len(methods) for address in ADDRESSES for *_, methods in cells_of(address, world))

    plugins = request.config.pluginmanager
    with plugins.getplugin("capturemanager").global_and_fixture_disabled():
        plugins.getplugin("terminalreporter").write_line(
            f"\naccess: {cells} cells of {len(ADDRESSES)} lines"
        )
    assert cells > 8_000


@pytest.fixture(scope="module")
def untouched(world):
    return digest()


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_everybody_gets_what_the_table_says(world, untouched, address):
    faults = faults_of(world, address)

    assert not faults, "\n" + "\n".join(faults)
    assert digest() == untouched


@pytest.mark.parametrize(
    "querysets, name, about",
    [
        (EnrolmentQuerySet, "enrolments:hours_detail", "enrolment"),
        (StatementQuerySet, "awards:statement_detail", "statement"),
    ],
)
def test_a_scope_that_lets_everybody_through_is_noticed(world, monkeypatch, querysets, name, about):
    monkeypatch.setattr(querysets, "visible_to", lambda rows, user: rows)

    faults = "\n".join(faults_of(world, line(name, about)))

    assert "candidate GET b: expected 404, got 200" in faults
    assert "candidate GET b: told of side b" in faults
    assert "other_candidate GET a: told of side a" in faults


def test_a_page_that_writes_when_read_is_noticed(world, monkeypatch):
    monkeypatch.setattr(
        "enrolments.views.hours.just_removed", lambda request, enrolment: enrolment.save()
    )

    faults = "\n".join(faults_of(world, line("enrolments:hours_detail", "enrolment")))

    assert "candidate GET a: reading wrote ['enrolments_enrolment']" in faults


def administration():
    """Every address of the administration site that some arguments fit."""
    for name, _ in routed():
        if not name.startswith("admin:") or name in ("admin:None", "admin:login"):
            continue
        for args in ([], ["1"], ["accounts"], ["1", "1"]):
            try:
                yield name, reverse(name, args=args)
            except NoReverseMatch:
                continue
            break


def test_the_administration_site_is_for_superusers_alone(world):
    faults = []
    addresses, home = dict(administration()), reverse("admin:index")
    for name, url in addresses.items():
        for role in LETTERS:
            for method in ("GET", "POST"):
                answer = ask(world, role, method, url)
                told = any(one.encode() in answer.body for one in (world.a.canary, world.b.canary))
                is_away = answer.status == 302 and (
                    "/login/" in answer.location or answer.location == home
                )
                if told or answer.written or not (is_away or answer.status in (403, 404, 405)):
                    faults.append(f"{role} {method} {name}: {answer.status} {answer.location}")

    assert len(addresses) > 30
    assert not faults, "\n".join(faults)


def test_the_administration_site_opens_for_a_superuser(db, client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("role", ["tutor", "eqa", "administrator"])
def test_staff_set_up_a_second_factor_before_anything_else(world, settings, role):
    settings.SECOND_FACTOR_REQUIRED = True
    faults = []
    for address in ADDRESSES:
        url = reverse(address.name, args=arguments(address.about, world)["a"])
        for method in ("GET", "POST"):
            answer = ask(world, role, method, url)
            is_led = answer.status == 302 and answer.location == reverse("mfa_index")
            if is_led == (address.name in SET_UP_FIRST) or answer.written:
                faults.append(f"{method} {address}: {answer.status} {answer.location}")

    assert not faults, "\n".join(faults)


def test_candidates_need_no_second_factor(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    answer = ask(world, "other_candidate", "GET", reverse("assessments:progress"))

    assert answer.status == 200
