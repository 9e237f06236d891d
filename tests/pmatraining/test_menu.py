"""The menu shows people the doors of their roles, and where they stand."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from accounts.roles import Role
from pmatraining.menu import ENTRIES, PRIVACY, menu, menu_for


class Somebody:
    is_authenticated = True

    def __init__(self, *roles, pk=7):
        self.role_names = frozenset(roles)
        self.pk = pk

    def get_full_name(self):
        return "Ruth Okafor"


CANDIDATE = Somebody(Role.CANDIDATE)
TUTOR = Somebody(Role.TUTOR)
ADMINISTRATOR = Somebody(Role.ADMINISTRATOR)


@pytest.mark.parametrize("entry", (*ENTRIES, PRIVACY), ids=lambda entry: entry.url_name)
def test_every_entry_leads_somewhere(entry):
    assert reverse(entry.url_name, args=entry.args).startswith("/")


def request_of(user, address="/elsewhere/"):
    request = RequestFactory().get(address)
    request.user = user
    return request


def shown(user, address="/elsewhere/"):
    menu = menu_for(request_of(user, address))
    return menu.audience, [link.label for link in menu.links]


@pytest.mark.usefixtures("small_site")
class TestMenu:
    @pytest.mark.parametrize(
        "user, audience, labels",
        [
            (AnonymousUser(), "public", ["Visit"]),
            (Somebody(), "public", ["Visit"]),
            (CANDIDATE, "candidate", ["Study"]),
            (TUTOR, "staff", ["Teach", "Queue", "Both"]),
            (ADMINISTRATOR, "staff", ["Both", "Run"]),
            (Somebody(Role.TUTOR, Role.ADMINISTRATOR), "staff", ["Teach", "Queue", "Both", "Run"]),
        ],
        ids=["visitor", "no role", "candidate", "tutor", "administrator", "both"],
    )
    def test_people_see_the_doors_of_their_roles(self, user, audience, labels):
        assert shown(user) == (audience, labels)

    def test_staff_with_a_diploma_of_their_own_have_both_apart(self):
        menu = menu_for(request_of(Somebody(Role.CANDIDATE, Role.TUTOR)))
        assert [link.label for link in menu.links] == ["Teach", "Queue", "Both"]
        assert [link.label for link in menu.own_links] == ["Study"]

    @pytest.mark.parametrize(
        "address, marked",
        [
            ("/teach/", {"Teach": "page"}),
            ("/teach/queue/", {"Queue": "page"}),
            ("/teach/queue/7/", {"Queue": "true"}),
            ("/teach/7/", {"Teach": "true"}),
            ("/elsewhere/", {}),
            ("/", {}),
        ],
    )
    def test_the_page_and_what_holds_it_are_marked(self, address, marked):
        links = menu_for(request_of(TUTOR, address)).links
        assert {link.label: link.current for link in links if link.current} == marked

    def test_everybody_finds_the_public_pages_at_the_foot(self):
        for user in (AnonymousUser(), CANDIDATE, TUTOR):
            foot = menu_for(request_of(user)).foot_links
            assert [link.label for link in foot] == ["Visit", "Privacy"]

    def test_a_visitor_has_no_place_in_the_browser(self):
        assert menu_for(request_of(AnonymousUser())).browser_key == ""

    def test_text_kept_in_a_browser_is_told_apart_by_person_without_their_number(self):
        keys = {menu_for(request_of(Somebody(Role.TUTOR, pk=pk))).browser_key for pk in range(9)}
        assert len(keys) == 9
        assert all(len(key) == 16 for key in keys)

    def test_a_page_without_a_menu_asks_nothing_of_anybody(self):
        class Unreachable:
            @property
            def is_authenticated(self):
                raise ConnectionError

        context = menu(request_of(Unreachable()))
        assert "Back in a moment" in render_to_string("503.html", context)
        with pytest.raises(ConnectionError):
            render_to_string("404.html", context)


@pytest.mark.usefixtures("small_site")
class TestFrame:
    def test_the_rail_is_for_staff_and_the_bar_for_others(self):
        assert 'class="rail"' in self.page(TUTOR)
        assert 'class="topbar"' in self.page(CANDIDATE)
        assert 'class="topbar"' in self.page(AnonymousUser())

    def test_signing_out_is_a_form(self):
        assert 'action="/account/logout/"' in self.page(TUTOR)
        assert "logout" not in self.page(AnonymousUser())

    def test_visitors_are_sent_no_script_but_the_small_ones(self):
        assert "autosave.js" not in self.page(AnonymousUser())
        assert "autosave.js" in self.page(CANDIDATE)

    def page(self, user):
        request = request_of(user)
        return render_to_string("404.html", {"request": request, **menu(request)}, request)
