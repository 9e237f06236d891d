from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start the clock of a session when somebody signs in."""
        from accounts import presence

        user_logged_in.connect(presence.begin, dispatch_uid="accounts.begin_session")
