"""What can happen to a sign-in that its owner is told of."""

from django.db.models import TextChoices


class SecurityEvent(TextChoices):
    """Named as allauth names its notices."""

    PASSWORD_CHANGED = "password_changed", "Your password was changed"
    PASSWORD_RESET = "password_reset", "Your password was set anew by a link"
    PASSWORD_SET = "password_set", "A password was set"
    TOTP_ACTIVATED = "totp_activated", "An authenticator app was added"
    TOTP_DEACTIVATED = "totp_deactivated", "The authenticator app was removed"
    RECOVERY_CODES_GENERATED = "recovery_codes_generated", "New recovery codes were made"
    WEBAUTHN_ADDED = "webauthn_added", "A passkey was added"
    WEBAUTHN_REMOVED = "webauthn_removed", "A passkey was removed"
    FACTOR_REMOVED = "factor_removed", "An administrator removed your second factor"
