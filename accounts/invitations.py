"""The one-use link of an invitation, and what is kept of it.

Kept are a random seed and the SHA-256 of the token. The token is made from the seed with the
site's secret key, so neither the database nor a job's payload is enough to make a link, and a mail
that is sent again after a crash carries the same one.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac


def new_seed() -> str:
    """Random text for one invitation."""
    return secrets.token_urlsafe(32)


def token_from(seed: str) -> str:
    """The token of the invitation with this seed: 256 bits, fit for an address."""
    digest = salted_hmac("accounts.invitations", seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
