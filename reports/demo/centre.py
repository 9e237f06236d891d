"""The demonstration centre: staff, four cohorts, enquiries, statements."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.actions.people import create_person
from accounts.actions.roles import grant_role
from accounts.models import User
from accounts.roles import Role
from awards.actions import issue_statement
from courses.models import Qualification
from enrolments.actions.cohorts import create_cohort
from enrolments.actions.enquiries import (
    Interest,
    close_enquiry,
    follow_up_enquiry,
    follow_up_of,
    register_interest,
)
from enrolments.actions.enrolling import enrol_candidate
from enrolments.actions.initial import record_induction
from enrolments.actions.lifecycle import record_registration, start_break, withdraw_enrolment
from enrolments.actions.projects import Milestone, Plan, save_project, version_of
from enrolments.actions.tutorials import record_group_session
from enrolments.choices import (
    ActivityKind,
    ClosedReason,
    ConsentPurpose,
    EnquiryStatus,
    EnrolmentStatus,
    EntryDecision,
    InductionItem,
)
from enrolments.entry import Finding, requirements_for
from enrolments.models import Cohort, Enquiry, Enrolment
from enrolments.tutoring import Meeting
from ledger import jobs
from ledger.choices import JobState
from ledger.models import Job
from ledger.versions import fingerprint
from reports.demo import people, stories
from reports.demo.assurance import assure
from reports.demo.people import DemoPerson
from reports.demo.staff import leave_one_to_countersign, record_development, record_staff
from reports.demo.stories import Story
from reports.demo.studies import Studies
from reports.demo.timeline import Timeline, at
from reports.demo.visiting import let_visit

PASSWORD = "let-me-look-round"  # noqa: S105 -- printed for everybody, refused outside demo mode
SEED = 8420
YEAR = timedelta(days=365)


class DemoCentre:
    """Builds everything; the same day and seed give the same centre."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.rng = Random(SEED)  # noqa: S311 -- a story, not a secret
        self.timeline = Timeline(now=now)
        self.slots = count()
        self.numbers = count(1)
        self.password = make_password(PASSWORD)

    def build(self) -> None:
        """All of it or nothing, by the real actions, in one transaction."""
        with ExitStack() as self.files, transaction.atomic():
            self._staff_and_cohorts()
            self.timeline.play()
            self._to_countersign()
            self._enquiries()
            self._statements()
            assure(self.assurer, since=self.today - timedelta(days=400), now=self.now)
            let_visit(self.visitor, by=self.administrator, now=self.now)
            self._settle_mail()

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
        self._cohort("level-5", 330, people.LEVEL_5_AUTUMN, stories.LEVEL_5_AUTUMN)
        self._cohort("level-7", 300, people.LEVEL_7_WINTER, stories.LEVEL_7_WINTER)
        self._cohort("level-5", 125, people.LEVEL_5_SUMMER, stories.LEVEL_5_SUMMER)
        self._cohort("level-7", 95, people.LEVEL_7_SUMMER, stories.LEVEL_7_SUMMER)
        self._cohort("level-5", 0, (), ())  # begin today, for whoever is enrolled looking round
        self._cohort("level-7", 0, (), ())

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
        self, slug: str, days_ago: int, members: Sequence[DemoPerson], told: Sequence[Story]
    ) -> None:
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
        for person, story in zip(members, told, strict=True):
            slot = next(self.slots)
            tutor = self.second_tutor if slot % 4 == 3 else self.tutor
            enrolment = self._enrol(person, cohort, tutor)
            enrolments.append(enrolment)
            Studies(enrolment, story, slot, self.timeline, self.files, self.rng).plan()
            self._turning_points(enrolment, story)
        self._webinars(cohort, enrolments)

    def _enrol(self, person: DemoPerson, cohort: Cohort, tutor: User) -> Enrolment:
        asked = at(cohort.starts_on - timedelta(days=24), 12)
        enquiry = self._interest(person, cohort.qualification, asked)
        enrolment = enrol_candidate(
            enquiry=enquiry,
            cohort=cohort,
            tutor=tutor,
            starts_on=cohort.starts_on,
            planned_end_on=cohort.starts_on + YEAR,
            entry_checks=self._findings(cohort.qualification),
            by=self.administrator,
            now=at(cohort.starts_on - timedelta(days=10), 10),
        )
        registered_on = cohort.starts_on + timedelta(days=9)
        record_registration(
            enrolment=enrolment,
            number=f"PMA{1000 + next(self.numbers)}",
            registered_on=registered_on,
            by=self.administrator,
            now=at(registered_on, 15),
        )
        record_induction(
            enrolment=enrolment,
            done={item: cohort.starts_on + timedelta(days=2) for item in InductionItem},
            version=fingerprint({}),
            by=tutor,
            now=at(cohort.starts_on + timedelta(days=2), 16),
        )
        if person.address:
            self._let_in(enrolment.candidate.user)
        if person.address and cohort.qualification.level == 7:
            self._project(enrolment)
        return enrolment

    def _findings(self, qualification: Qualification) -> list[Finding]:
        return [
            Finding(requirement, EntryDecision.MET, evidence="Seen at the entry interview")
            for requirement in requirements_for(qualification.level)
        ]

    def _interest(self, person: DemoPerson, about: Qualification | None, now: datetime) -> Enquiry:
        number = self.rng.randrange(900)
        return register_interest(
            interest=Interest(
                given_name=person.given_name,
                family_name=person.family_name,
                email=person.email,
                phone=f"+44 7700 900{number:03}",
                employer_kind=person.employer_kind,
                employer_name=person.employer_name,
                job_role="Practice manager",
                reports_to="Senior partner",
                qualification=about,
                preferred_start_on=None,
                message="",
                heard_from="colleague",
                wants_membership=number % 3 == 0,
            ),
            consents=frozenset({ConsentPurpose.PHONE}) if number % 2 else frozenset(),
            form_token=f"demonstration-{person.email}-{now:%Y%m%d}",
            origin=f"demonstration-{person.email}",
            now=now,
        )

    def _project(self, enrolment: Enrolment) -> None:
        start = enrolment.starts_on
        save_project(
            enrolment=enrolment,
            plan=Plan(
                title="Same-day access across eight practices",
                sponsor="Chair of the federation",
                objective="Cut calls that end without an answer from 46 % to 30 % within a year.",
                milestones=(
                    Milestone("Data of eight practices collected", start + timedelta(days=60)),
                    Milestone("Options appraised with the finance lead", start + timedelta(200)),
                    Milestone("Case presented to the board", start + timedelta(days=330)),
                ),
            ),
            version=version_of(None),
            by=enrolment.candidate.user,
            now=at(start + timedelta(days=20), 20),
        )

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
        attended = {one.pk for one in present if self.rng.random() < 0.8}
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

    def _enquiries(self) -> None:
        """Interest in every state, one of it twice."""
        diplomas = {q.level: q for q in Qualification.objects.offered()}
        steps = (
            (EnquiryStatus.NEW, 1), (EnquiryStatus.CONTACTED, 12), (EnquiryStatus.WAITING, 30),
            (EnquiryStatus.OFFERED, 21), (EnquiryStatus.NEW, 3), (EnquiryStatus.CONTACTED, 8),
            (EnquiryStatus.CLOSED, 60), (EnquiryStatus.NEW, 0), (EnquiryStatus.WAITING, 15),
        )  # fmt: skip
        for place, (person, (status, days)) in enumerate(zip(people.ENQUIRERS, steps, strict=True)):
            asked = min(at(self.today - timedelta(days=days), 8, 10 + place), self.now)
            about = (diplomas[5], diplomas[7], None)[place % 3]
            enquiry = self._interest(person, about, asked)
            if status == EnquiryStatus.CLOSED:
                close_enquiry(
                    enquiry=enquiry, reason=ClosedReason.NOT_READY, by=self.administrator, now=asked
                )
            elif status != EnquiryStatus.NEW:
                follow_up_enquiry(
                    enquiry=enquiry,
                    status=status,
                    owner=self.administrator,
                    next_action_on=self.today + timedelta(days=place - 4),
                    qualification=about,
                    version=fingerprint(follow_up_of(enquiry)),
                    by=self.administrator,
                    now=asked + timedelta(hours=2),
                )

    def _statements(self) -> None:
        """Issued to most who are complete; one replaced after a change of name; one still owed."""
        complete = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED)
        for place, enrolment in enumerate(complete.order_by("completed_at", "pk")[1:]):
            completed_at = enrolment.completed_at or self.now
            moment = completed_at + timedelta(hours=2, minutes=place)
            statement = issue_statement(
                enrolment=enrolment, by=self.administrator, now=moment, replacing=None
            )
            if place == 0:
                issue_statement(
                    enrolment=enrolment,
                    by=self.administrator,
                    now=moment + timedelta(days=1),
                    replacing=statement,
                    reason="The candidate's name changed.",
                )
        jobs.run_due(kind="statement_pdf", at_most=50)

    def _settle_mail(self) -> None:
        """The year's mail is part of the story and is sent to nobody now."""
        Job.objects.mails().filter(state=JobState.PENDING).update(
            state=JobState.CANCELLED, outcome="Part of the demonstration's past."
        )
