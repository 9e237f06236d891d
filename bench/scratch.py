"""A database of its own, with one diploma and as many people as are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from assessments.choices import SubmissionStage, UnitState
from assessments.models import Submission, UnitProgress
from courses.models import SpecificationVersion
from enrolments.choices import ActivityKind, EmployerKind, Mode
from enrolments.models import Attendance, Candidate, Cohort, Enrolment, Tutorial

BATCH = 2000
STARTED = timedelta(days=200)
# Where units stand, over and over: passed, with the tutor, referred, drafting, untouched.
STATES = (
    *[UnitState.PASSED] * 9, UnitState.SUBMITTED, UnitState.REFERRED, UnitState.DRAFTING, None,
)  # fmt: skip


@dataclass
class Centre:
    """The scratch centre: who looks, and who teaches."""

    now: datetime
    administrator: User
    tutor: User
    version: SpecificationVersion

    def cohort(self, size: int, *, has_history: bool) -> Cohort:
        """A cohort of `size`; with history, each has progress, submissions and six webinars."""
        starts_on = self.now.date() - STARTED
        cohort = Cohort.objects.create(
            reference=f"bench-{Cohort.objects.count() + 1}-{size}",
            name=f"{size} candidates",
            qualification=self.version.qualification,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=365),
        )
        users = User.objects.bulk_create(
            [
                User(email=f"{n}@{cohort.reference}.example", given_name="Ruth",
                     family_name=f"Okafor-{n:05}", password="!")
                for n in range(size)
            ],
            batch_size=BATCH,
        )  # fmt: skip
        candidates = Candidate.objects.bulk_create(
            [
                Candidate(user=user, employer_name="Riverside", employer_kind=EmployerKind.PRACTICE)
                for user in users
            ],
            batch_size=BATCH,
        )
        enrolments = Enrolment.objects.bulk_create(
            [
                Enrolment(
                    candidate=candidate,
                    qualification=self.version.qualification,
                    version=self.version,
                    cohort=cohort,
                    tutor=self.tutor,
                    starts_on=starts_on,
                    planned_end_on=starts_on + timedelta(days=365),
                    enrolled_at=self.now - STARTED,
                )
                for candidate in candidates
            ],
            batch_size=BATCH,
        )
        if has_history:
            self._progress(enrolments)
            self._webinars(cohort, enrolments)
        return cohort

    def _progress(self, enrolments: list[Enrolment]) -> None:
        units = list(self.version.units.order_by("position"))
        since = self.now - timedelta(days=6)
        rows, sent = [], []
        for person, enrolment in enumerate(enrolments):
            for place, unit in enumerate(units):
                state = STATES[(person + place) % len(STATES)]
                if state is None:
                    continue
                is_passed = state == UnitState.PASSED
                row = UnitProgress(enrolment=enrolment, unit=unit, state=state, since=since)
                row.criteria_total, row.criteria_met = 1, int(is_passed)
                row.passed_at = since if is_passed else None
                rows.append(row)
                if state == UnitState.SUBMITTED:
                    sent.append(
                        Submission(
                            enrolment=enrolment,
                            unit=unit,
                            attempt=1,
                            stage=SubmissionStage.SUBMITTED,
                            submitted_at=since,
                            due_back_on=self.now.date(),
                        )
                    )
        UnitProgress.objects.bulk_create(rows, batch_size=BATCH)
        Submission.objects.bulk_create(sent, batch_size=BATCH)

    def _webinars(self, cohort: Cohort, enrolments: list[Enrolment]) -> None:
        for week in range(1, 7):
            day = cohort.starts_on + timedelta(weeks=4 * week)
            starts_at = datetime.combine(day, time(12), tzinfo=UTC)
            held = Tutorial.objects.create(
                tutor=self.tutor,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=60),
                minutes=60,
                kind=ActivityKind.WEBINAR,
                mode=Mode.VIDEO,
                recorded_at=starts_at,
            )
            Attendance.objects.bulk_create(
                [Attendance(tutorial=held, enrolment=enrolment) for enrolment in enrolments],
                batch_size=BATCH,
            )


@contextmanager
def scratch_centre() -> Iterator[Centre]:
    """Make the database, and drop it afterwards; what `DATABASE_URL` names is left alone."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = settings.VAR_DIR / "db.sqlite3"
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        for file in sorted((settings.BASE_DIR / "courses" / "specifications").glob("8420*.txt")):
            call_command("import_specification", str(file), stdout=StringIO())
        now = timezone.now()
        yield Centre(
            now=now,
            administrator=_staff("admin@pma.example", Role.ADMINISTRATOR, now),
            tutor=_staff("tutor@pma.example", Role.TUTOR, now),
            version=SpecificationVersion.objects.current().get(),
        )
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _staff(email: str, role: Role, now: datetime) -> User:
    user: User = User.objects.create(email=email, given_name=role.label, password="!")
    RoleGrant.objects.create(user=user, role=role, granted_at=now)
    return user
