"""The demonstration centre: staff, four cohorts, enquiries, statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.people import create_person
from accounts.actions.roles import grant_role
from accounts.models import User
from accounts.roles import Role
from assessments.choices import TO_MARK
from assessments.models import SubmittedFile
from courses.models import Qualification
from enrolments.actions.cohorts import create_cohort
from enrolments.actions.lifecycle import start_break, withdraw_enrolment
from enrolments.actions.tutorials import record_group_session
from enrolments.choices import ActivityKind
from enrolments.models import Cohort, Enrolment
from enrolments.tutoring import Meeting
from ledger import jobs
from ledger.choices import JobState
from ledger.models import Job
from reports.demo import people, stories
from reports.demo.assurance import Assurance
from reports.demo.certificates import Certificates
from reports.demo.disputes import Disputes
from reports.demo.enquiring import receive_enquiries
from reports.demo.joining import YEAR, join
from reports.demo.people import DemoPerson
from reports.demo.staff import leave_one_to_countersign, record_development, record_staff
from reports.demo.stories import Story
from reports.demo.studies import Studies
from reports.demo.support import plan_support
from reports.demo.timeline import Timeline, at, chance
from reports.demo.visiting import VISITED, let_visit

PASSWORD = "let-me-look-round"  # noqa: S105 -- printed for everybody, refused outside demo mode
DIPLOMAS = ("level-5", "level-7")
# The diploma, how many days ago it began, who is on it, and how far they are. The last two begin
# today, for whoever is enrolled looking round.
COHORTS: tuple[tuple[str, int, Sequence[DemoPerson], Sequence[Story]], ...] = (
    ("level-5", 330, people.LEVEL_5_AUTUMN, stories.LEVEL_5_AUTUMN),
    ("level-7", 300, people.LEVEL_7_WINTER, stories.LEVEL_7_WINTER),
    ("level-5", 125, people.LEVEL_5_SUMMER, stories.LEVEL_5_SUMMER),
    ("level-7", 95, people.LEVEL_7_SUMMER, stories.LEVEL_7_SUMMER),
    ("level-5", 0, (), ()),
    ("level-7", 0, (), ()),
)


class DemoCentre:
    """Builds everything; the same day and seed give the same centre.

    A centre of one of the `diplomas` alone is that part of the whole: to everybody in it the same
    happens at the same moments.
    """

    def __init__(self, *, now: datetime, diplomas: Collection[str] = DIPLOMAS) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.diplomas = diplomas
        self.timeline = Timeline(now=now)
        self.password = make_password(PASSWORD)

    def build(self) -> None:
        """All of it or nothing, by the real actions, in one transaction."""
        with ExitStack() as self.files, transaction.atomic():
            self._staff_and_cohorts()
            self._quality()
            self.timeline.play()
            self._to_countersign()
            receive_enquiries(by=self.administrator, today=self.today, now=self.now)
            jobs.run_due(kind="statement_pdf", at_most=50)
            if VISITED in self.diplomas:
                let_visit(self.visitor, by=self.administrator, now=self.now)
            self._settle_jobs()

    def _staff_and_cohorts(self) -> None:
        opened = at(self.today - timedelta(days=400), 9)
        self.administrator = self._staff(people.ADMINISTRATOR, Role.ADMINISTRATOR, opened)
        self.tutor = self._staff(people.TUTOR, Role.TUTOR, opened)
        self.second_tutor = self._staff(people.SECOND_TUTOR, Role.TUTOR, opened)
        self.assurer = self._staff(people.ASSURER, Role.IQA, opened)
        self.visitor = self._staff(people.VISITOR, Role.EQA, opened)
        self.new_tutor = self._staff(people.NEW_TUTOR, Role.TUTOR, opened)
        record_staff(
            tutors=[self.tutor, self.second_tutor],
            assurer=self.assurer,
            learner=self.new_tutor,
            today=self.today,
            now=self.now,
        )
        slot = 0
        for slug, days_ago, members, told in COHORTS:
            if slug in self.diplomas:
                self._cohort(slug, days_ago, list(zip(members, told, strict=True)), slot)
            slot += len(members)

    def _quality(self) -> None:
        """Plan what was assured, disputed, supported and claimed."""
        began = self.today - timedelta(days=400)
        assurance = Assurance(self.assurer, self.tutor, self.second_tutor, self.timeline)
        assurance.appoint(since=began, now=at(began, 10))
        disputes = Disputes(self.administrator, self.second_tutor, self.assurer, self.timeline)
        certificates = Certificates(self.administrator, self.visitor, self.timeline)
        if "level-5" in self.diplomas:
            disputes.plan_cases()
            plan_support(self.timeline)
            certificates.plan_award()
        if "level-7" in self.diplomas:
            assurance.plan()
            disputes.plan_appeals()
            certificates.plan_claim()
        certificates.plan_statements()

    def _to_countersign(self) -> None:
        staff = [self.tutor, self.second_tutor, self.assurer, self.new_tutor]
        record_development(people=staff, today=self.today, now=self.now)
        leave_one_to_countersign(
            tutor=self.second_tutor, learner=self.new_tutor, by=self.administrator, now=self.now
        )

    def _staff(self, person: DemoPerson, role: Role, now: datetime) -> User:
        user = create_person(
            email=person.email,
            given_name=person.given_name,
            family_name=person.family_name,
            by=None,
            now=now,
        )
        grant_role(user=user, role=role, by=None, now=now)
        self._let_in(user)
        return user

    def _let_in(self, user: User) -> None:
        user.password = self.password
        user.save(update_fields=["password"])

    def _cohort(
        self, slug: str, days_ago: int, stories_of: Sequence[tuple[DemoPerson, Story]], slot: int
    ) -> None:
        """Everybody of a cohort; their places in the week of the tutors begin at `slot`."""
        qualification = Qualification.objects.get(slug=slug)
        starts_on = self.today - timedelta(days=days_ago)
        cohort = create_cohort(
            reference=f"l{qualification.level}-{starts_on:%Y-%m}",
            name=f"{starts_on:%B %Y}",
            qualification=qualification,
            starts_on=starts_on,
            ends_on=starts_on + YEAR,
            capacity=16,
            by=self.administrator,
            now=at(starts_on - timedelta(days=30), 9),
        )
        enrolments = []
        for place, (person, story) in enumerate(stories_of, start=slot):
            rng = chance(person.email)
            enrolment = join(
                person,
                cohort,
                tutor=self.second_tutor if place % 4 == 3 else self.tutor,
                number=f"PMA{1001 + place}",
                by=self.administrator,
                rng=rng,
            )
            if person.address:
                self._let_in(enrolment.candidate.user)
            enrolments.append(enrolment)
            Studies(enrolment, story, place, self.timeline, self.files, rng).plan()
            self._turning_points(enrolment, story)
        self._webinars(cohort, enrolments)

    def _turning_points(self, enrolment: Enrolment, story: Story) -> None:
        last_day = self.today - timedelta(days=story.quiet_days)
        if story.withdrew:
            self.timeline.add(
                at(last_day, 23),
                lambda now: withdraw_enrolment(
                    enrolment=enrolment,
                    withdrawn_on=last_day,
                    reason="Moved to another post",
                    by=self.administrator,
                    now=now,
                ),
            )
        if story.on_break:
            self.timeline.add(
                at(last_day, 23),
                lambda now: start_break(
                    enrolment=enrolment,
                    starts_on=last_day,
                    expected_back_on=self.today + timedelta(days=40),
                    reason="Parental leave",
                    by=self.administrator,
                    now=now,
                ),
            )

    def _webinars(self, cohort: Cohort, enrolments: Sequence[Enrolment]) -> None:
        """A webinar of each cohort on the last Friday of every other month, by its main tutor."""
        day = cohort.starts_on + timedelta(days=(4 - cohort.starts_on.weekday()) % 7 + 21)
        while day < self.today:
            self.timeline.add(
                at(day, 19, 50),
                partial(self._webinar, cohort, enrolments, day),
            )
            day += timedelta(days=56)

    def _webinar(
        self, cohort: Cohort, enrolments: Sequence[Enrolment], day: date, now: datetime
    ) -> None:
        present = Enrolment.objects.live().filter(
            pk__in=[one.pk for one in enrolments], tutor=self.tutor
        )
        rng = chance(f"{cohort.reference} {day}")
        attended = {one.pk for one in present.order_by("pk") if rng.random() < 0.8}
        if attended:
            record_group_session(
                cohort=cohort,
                attended=attended,
                meeting=Meeting(
                    starts_at=at(day, 17, 30 if cohort.qualification.level == 5 else 0),
                    minutes=30,
                    kind=ActivityKind.WEBINAR,
                    note="Learning community: a case from each practice.",
                ),
                by=self.tutor,
                now=now,
            )

    def _settle_jobs(self) -> None:
        """The year's mail is sent to nobody now, and only work to be marked is made into pages."""
        pending = Job.objects.filter(state=JobState.PENDING)
        to_mark = SubmittedFile.objects.filter(submission__stage__in=TO_MARK)
        pages = pending.filter(kind="evidence_preview")
        wanted = pages.filter(payload__file_id__in=list(to_mark.values_list("file", flat=True)))
        past = Q(is_mail=True) | Q(pk__in=pages.values("pk")) & ~Q(pk__in=wanted.values("pk"))
        pending.filter(past).update(
            state=JobState.CANCELLED, outcome="Part of the demonstration's past."
        )
        now = timezone.now()
        pending.filter(not_before__lt=now).update(owed_at=now, not_before=now)
