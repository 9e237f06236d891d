"""Where a request comes from, as far as counting needs to know."""

from __future__ import annotations

import ipaddress
from datetime import date

from django.utils.crypto import salted_hmac


def origin_of(address: str, *, today: date) -> str:
    """A network on a day as unreadable text: the same all day, and tied to no other day.

    One network of the newer kind of address has countless hosts, so its first 64 bits count.
    """
    try:
        host = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(host, ipaddress.IPv6Address):
        host = ipaddress.IPv6Network((host, 64), strict=False).network_address
    return salted_hmac("enrolments.origins", f"{host} {today}", algorithm="sha256").hexdigest()
