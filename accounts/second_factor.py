"""How allauth's second factors behave here: our names, and secrets kept encrypted."""

from __future__ import annotations

import base64
import logging
import secrets
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import User

log = logging.getLogger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What codes are reckoned from is of no use to whoever only has the database."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right. Type the newest one your app shows.",
    }

    def encrypt(self, text: str) -> str:
        """For keeping."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """For use. After a change of `SECRET_KEY` nothing fits any more, and no code is right."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.exception("A second factor was kept under another SECRET_KEY.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """What a new passkey is called until its owner says otherwise."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a browser or a security key calls us."""
        known: dict[str, str] = super().get_public_key_credential_rp_entity()
        return known | {"name": settings.CENTRE_NAME}


def cipher() -> MultiFernet:
    """Keys made from the site's secret key, and from those it had before."""
    return MultiFernet(
        [fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def fernet(secret: str | bytes) -> Fernet:
    """One key."""
    digest = salted_hmac(
        "accounts.second_factor", "key", secret=secret, algorithm="sha256"
    ).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
