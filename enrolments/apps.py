from importlib import import_module

from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "enrolments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the people pages whom a tutor would leave behind, and invitations what for."""
        import_module("enrolments.leaving")
        import_module("enrolments.welcoming")
