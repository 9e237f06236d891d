"""The sixth wrong password within five minutes is refused, and nobody else is held up."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client

from accounts import guesses
from accounts.errors import TooManyGuesses
from accounts.guesses import Limit, count, forget_stale, network_of, recent, take_back
from accounts.models import GuessCounter
from tests.accounts.conftest import PASSWORD, SIGN_IN, sign_in
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
THREE = Limit("three", 3)
WRONG = "not-the-password"


def elsewhere(address):
    """A browser on another network."""
    return Client(REMOTE_ADDR=address)


def statuses(client, email, times, password=WRONG):
    return [sign_in(client, email, password).status_code for _ in range(times)]


# ---- the counting ------------------------------------------------------------------------------


def test_what_is_older_than_the_window_does_not_count():
    window = timedelta(minutes=5)

    assert recent([0, 1, 299, 300], now=300, within=window) == [1, 299, 300]
    assert recent([], now=300, within=window) == []


@pytest.mark.parametrize(
    "address, network",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("not an address", "not an address"),
    ],
)
def test_a_network_is_what_one_line_is_given(address, network):
    assert network_of(address) == network


def test_a_limit_refuses_the_one_too_many_and_says_how_long_to_wait(db):
    for second in range(3):
        count({THREE: "door"}, now=NOON + timedelta(seconds=second))
    with pytest.raises(TooManyGuesses) as refusal:
        count({THREE: "door"}, now=NOON + timedelta(seconds=100))

    assert refusal.value.seconds == 200
    count({THREE: "another door"}, now=NOON + timedelta(seconds=100))


def test_the_window_slides(db):
    for minute in range(3):
        count({THREE: "door"}, now=NOON + timedelta(minutes=minute))

    count({THREE: "door"}, now=NOON + timedelta(minutes=5))
    with pytest.raises(TooManyGuesses):
        count({THREE: "door"}, now=NOON + timedelta(minutes=5, seconds=59))
    count({THREE: "door"}, now=NOON + timedelta(minutes=6))


def test_a_refused_guess_is_counted_nowhere(db):
    wide = Limit("wide", 10)
    for _ in range(3):
        count({THREE: "door", wide: "street"}, now=NOON)
    for _ in range(5):
        with pytest.raises(TooManyGuesses):
            count({THREE: "door", wide: "street"}, now=NOON)

    assert sorted(len(row.moments) for row in GuessCounter.objects.all()) == [3, 3]


def test_a_right_guess_is_taken_back_alone(db):
    kept = count({THREE: "door"}, now=NOON)
    right = count({THREE: "door"}, now=NOON + timedelta(seconds=1))
    take_back(right)
    take_back(right)

    assert GuessCounter.objects.get().moments == [kept.moment]


def test_counters_name_nobody(db):
    count({guesses.ACCOUNT_ANYWHERE: "ruth@practice.example"}, now=NOON)

    assert "ruth" not in GuessCounter.objects.get().key


def test_stale_counters_are_forgotten(db):
    count({THREE: "old"}, now=NOON)
    count({THREE: "new"}, now=NOON + timedelta(minutes=6))

    assert forget_stale(now=NOON + timedelta(minutes=6)) == 1
    assert len(GuessCounter.objects.get().moments) == 1


# ---- at the sign-in page -----------------------------------------------------------------------


def test_the_sixth_wrong_password_is_answered_429(visitor):
    user = UserFactory()

    assert statuses(visitor, user.email, 7) == [422, 422, 422, 422, 422, 429, 429]


def test_the_refusal_helps_and_says_when(visitor):
    statuses(visitor, "anybody@practice.example", 5)
    response = sign_in(visitor, "anybody@practice.example", WRONG)

    assert 0 < int(response["Retry-After"]) <= 300
    assert "Wait 5 minutes" in response.content.decode()


def test_even_the_right_password_is_not_looked_at_meanwhile(visitor):
    user = UserFactory()
    statuses(visitor, user.email, 5)

    assert sign_in(visitor, user.email).status_code == 429
    assert "_auth_user_id" not in visitor.session


def test_after_five_minutes_the_right_password_is_right_again(visitor):
    user = UserFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        statuses(visitor, user.email, 5)
        clock.shift(timedelta(minutes=4, seconds=59))
        assert sign_in(visitor, user.email).status_code == 429
        clock.shift(timedelta(seconds=1))
        assert sign_in(visitor, user.email).status_code == 302


def test_right_passwords_are_not_counted(visitor):
    user = UserFactory()

    assert statuses(visitor, user.email, 8, PASSWORD) == [302] * 8


def test_capitals_and_spaces_do_not_make_another_account(visitor):
    user = UserFactory(email="ruth@practice.example")
    spellings = ["ruth@", "RUTH@", " ruth@", "Ruth@", "rUth@", "ruTh@"]

    answers = [
        sign_in(visitor, spelling + "practice.example", WRONG).status_code for spelling in spellings
    ]

    assert answers == [422, 422, 422, 422, 422, 429]
    assert user.email == "ruth@practice.example"


def test_others_on_the_same_line_are_not_held_up(visitor):
    user, colleague = UserFactory(), UserFactory()
    statuses(visitor, user.email, 6)

    assert sign_in(visitor, colleague.email).status_code == 302


def test_the_person_is_not_held_up_on_another_line(visitor):
    user = UserFactory()
    statuses(visitor, user.email, 6)

    assert sign_in(elsewhere("198.51.100.9"), user.email).status_code == 302


def test_guessing_at_one_account_from_many_lines_stops_at_ten(db):
    user = UserFactory()
    answers = [
        sign_in(elsewhere(f"198.51.100.{line}"), user.email, WRONG).status_code
        for line in range(12)
    ]

    assert answers == [422] * 10 + [429, 429]


def test_a_browser_signed_in_from_before_is_not_held_up_by_those(db):
    user = UserFactory()
    own = Client(REMOTE_ADDR="203.0.113.5")
    sign_in(own, user.email)
    own.post("/account/logout/")
    for line in range(12):
        sign_in(elsewhere(f"198.51.100.{line}"), user.email, WRONG)

    assert sign_in(elsewhere("203.0.113.6"), user.email).status_code == 429
    assert sign_in(own, user.email).status_code == 302


def test_a_known_browser_is_known_for_its_own_people_only(db):
    user, stranger = UserFactory(), UserFactory()
    own = Client(REMOTE_ADDR="203.0.113.5")
    sign_in(own, stranger.email)
    own.post("/account/logout/")
    for line in range(12):
        sign_in(elsewhere(f"198.51.100.{line}"), user.email, WRONG)

    assert sign_in(own, user.email).status_code == 429


def test_a_made_up_cookie_makes_no_browser_known(db):
    user = UserFactory()
    for line in range(10):
        sign_in(elsewhere(f"198.51.100.{line}"), user.email, WRONG)
    liar = elsewhere("203.0.113.6")
    liar.cookies["known"] = "WyJ5ZXMiXQ:1abcde:made-up-signature"

    assert sign_in(liar, user.email).status_code == 429


def test_one_line_trying_many_accounts_stops_at_thirty(visitor):
    answers = [
        sign_in(visitor, f"person{number}@practice.example", WRONG).status_code
        for number in range(32)
    ]

    assert answers == [422] * 30 + [429, 429]


def test_a_forwarded_address_is_not_believed_without_a_proxy(visitor):
    user = UserFactory()
    answers = [
        sign_in(visitor, user.email, WRONG, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code
        for n in range(6)
    ]

    assert answers == [422] * 5 + [429]


def test_behind_a_proxy_only_its_word_counts(visitor, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    user = UserFactory()

    def from_behind(address, made_up="10.0.0.1"):
        header = f"{made_up}, {address}"
        return sign_in(visitor, user.email, WRONG, HTTP_X_FORWARDED_FOR=header).status_code

    answers = [from_behind("198.51.100.1", f"10.0.0.{n}") for n in range(6)]

    assert answers == [422] * 5 + [429]
    assert from_behind("198.51.100.2") == 422


def test_a_filled_cache_forgets_no_guess(visitor):
    """allauth's own count lies in the cache, which drops entries when it is full."""
    user = UserFactory()
    statuses(visitor, user.email, 5)
    cache.clear()

    assert statuses(visitor, user.email, 1) == [429]


def test_control_without_counting_the_sixth_is_looked_at(visitor, monkeypatch):
    monkeypatch.setattr(guesses, "ACCOUNT_HERE", Limit("account here", 10**6))
    user = UserFactory()

    assert statuses(visitor, user.email, 7) == [422] * 7


# ---- at once -----------------------------------------------------------------------------------


def wrong_passwords_at_once(email, times):
    """Post so many sign-in forms from so many threads; the answers' statuses, sorted."""
    answers = []
    together = threading.Barrier(times)

    def guess():
        together.wait()
        try:
            answers.append(Client().post(SIGN_IN, {"login": email, "password": WRONG}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_looked_at_five_times():
    user = UserFactory()

    assert wrong_passwords_at_once(user.email, 20) == [422] * 5 + [429] * 15


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_more_get_through(monkeypatch):
    """What happens when counters are read without being held: the test above can fail."""

    def unlocked(limits, *, now):
        for key in limits:
            GuessCounter.objects.get_or_create(key=key, defaults={"stale_at": now})
        rows = {row.key: row for row in GuessCounter.objects.filter(key__in=limits)}
        time.sleep(0.3)
        return rows

    monkeypatch.setattr(guesses, "locked_rows", unlocked)
    user = UserFactory()

    assert wrong_passwords_at_once(user.email, 20).count(422) > 5
