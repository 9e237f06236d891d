"""`manage.py seed_demo`: a believable centre to look round in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from courses.models import SpecificationVersion
from enrolments.models import Enrolment
from reports.demo import people
from reports.demo.centre import PASSWORD, DemoCentre


class Command(BaseCommand):
    """Refused outside demo mode, and where there are people already."""

    help = "Fill an empty database with the demonstration centre."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--today` makes the year end on another day."""
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="DATE")

    def handle(self, *args: Any, today: date | None, **options: Any) -> None:
        """Build it and say who can sign in."""
        if not settings.DEMO_MODE:
            raise CommandError("The demonstration is refused outside demo mode (PMA_DEMO=1).")
        if User.objects.exists():
            raise CommandError("There are people in this database already; nothing was changed.")
        if SpecificationVersion.objects.current().count() < 2:
            raise CommandError("Import both specifications first: manage.py import_specification.")
        now = timezone.now()
        if today is not None:
            now = datetime.combine(today, time(17), tzinfo=timezone.get_default_timezone())
        DemoCentre(now=now).build()
        self.stdout.write(f"{Enrolment.objects.count()} candidates. Sign in with {PASSWORD} as")
        for person in (
            people.ADMINISTRATOR,
            people.TUTOR,
            *(one for one in (*people.LEVEL_5_AUTUMN, *people.LEVEL_7_WINTER) if one.address),
        ):
            self.stdout.write(f"  {person.email}")
