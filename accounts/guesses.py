"""Counting guesses at passwords and codes, and refusing the next one when there were too many.

Each limit is a sliding window over a counter: five wrong passwords within five minutes for one
account from one network, and the sixth is refused. A guess is counted before it is looked at, in a
transaction that locks its counters, so any number of web processes asked at the same moment let
exactly so many through; a right one is given back. Counters are rows, not cache entries: the cache
drops entries when it is full, and whoever guesses could fill it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.errors import TooManyGuesses
from accounts.models import GuessCounter


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` wrong guesses `within` a while."""

    name: str
    times: int
    within: timedelta = timedelta(minutes=5)


# One account from one network: nobody is locked out by what others do elsewhere.
ACCOUNT_HERE = Limit("account here", 5)
# One account from everywhere, counted for browsers it has never signed in from.
ACCOUNT_ANYWHERE = Limit("account anywhere", 10)
# One network, whichever accounts it tries; a whole practice may share it.
NETWORK = Limit("network", 30)
# Codes of a second factor: whoever guesses one knows the password already.
CODE = Limit("code", 5)


@dataclass(frozen=True, slots=True)
class Guess:
    """A counted guess: what to take back if it was right."""

    moment: float
    keys: Sequence[str]


def recent(moments: Sequence[float], *, now: float, within: timedelta) -> list[float]:
    """Those of `moments` that still count at `now`."""
    return [moment for moment in moments if moment > now - within.total_seconds()]


def network_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 an IPv6 line is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return str(parsed)


def key_of(limit: Limit, whom: str) -> str:
    """The counter's key: a hash, so that counters name nobody."""
    return hashlib.sha256(f"{limit.name}|{whom}".encode()).hexdigest()


@transaction.atomic
def count(counters: Mapping[Limit, str], *, now: datetime) -> Guess:
    """Count one guess against every limit, or refuse it when any is reached.

    A refused guess is not counted, so waiting always helps.
    """
    moment = now.timestamp()
    limits = {key_of(limit, whom): limit for limit, whom in counters.items()}
    rows = locked_rows(limits, now=now)
    standing = {
        key: recent(rows[key].moments, now=moment, within=limit.within)
        for key, limit in limits.items()
    }
    waits = [
        standing[key][-limit.times] + limit.within.total_seconds() - moment
        for key, limit in limits.items()
        if len(standing[key]) >= limit.times
    ]
    if waits:
        raise TooManyGuesses(seconds=max(1, math.ceil(max(waits))))
    for key in limits:
        rows[key].moments = [*standing[key], moment]
        rows[key].save(update_fields=["moments"])
    return Guess(moment=moment, keys=sorted(limits))


@transaction.atomic
def take_back(guess: Guess) -> None:
    """The guess was right: it does not count."""
    for row in GuessCounter.objects.select_for_update().filter(key__in=guess.keys).order_by("key"):
        if guess.moment in row.moments:
            row.moments.remove(guess.moment)
            row.save(update_fields=["moments"])


def locked_rows(limits: Mapping[str, Limit], *, now: datetime) -> dict[str, GuessCounter]:
    """The counters, made where they are missing, held in one order by everybody."""
    GuessCounter.objects.bulk_create(
        [
            GuessCounter(key=key, stale_at=now + limit.within)
            for key, limit in sorted(limits.items())
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["stale_at"],
    )
    rows = GuessCounter.objects.select_for_update().filter(key__in=limits).order_by("key")
    return {row.key: row for row in rows}


def forget_stale(*, now: datetime) -> int:
    """Delete the counters that count nothing any more."""
    deleted, _ = GuessCounter.objects.filter(stale_at__lt=now).delete()
    return deleted
