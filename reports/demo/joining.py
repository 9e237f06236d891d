"""How somebody of the demonstration joins: interest, enrolment, registration, induction."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from accounts.models import User
from courses.models import Qualification
from enrolments.actions.enrolling import enrol_candidate
from enrolments.actions.initial import record_induction
from enrolments.actions.lifecycle import record_registration
from enrolments.actions.projects import Milestone, Plan, save_project, version_of
from enrolments.choices import EntryDecision, InductionItem
from enrolments.entry import Finding, requirements_for
from enrolments.models import Cohort, Enrolment
from ledger.versions import fingerprint
from reports.demo.enquiring import interest_of
from reports.demo.people import DemoPerson
from reports.demo.timeline import at

YEAR = timedelta(days=365)


def join(
    person: DemoPerson, cohort: Cohort, *, tutor: User, number: str, by: User, rng: Random
) -> Enrolment:
    """Enrol somebody on a cohort with their registration `number`."""
    start = cohort.starts_on
    asked = at(start - timedelta(days=24), 12)
    enrolment = enrol_candidate(
        enquiry=interest_of(person, cohort.qualification, rng=rng, now=asked),
        cohort=cohort,
        tutor=tutor,
        starts_on=start,
        planned_end_on=start + YEAR,
        entry_checks=_findings(cohort.qualification),
        by=by,
        now=at(start - timedelta(days=10), 10),
    )
    registered_on = start + timedelta(days=9)
    record_registration(
        enrolment=enrolment,
        number=number,
        registered_on=registered_on,
        by=by,
        now=at(registered_on, 15),
    )
    record_induction(
        enrolment=enrolment,
        done={item: start + timedelta(days=2) for item in InductionItem},
        version=fingerprint({}),
        by=tutor,
        now=at(start + timedelta(days=2), 16),
    )
    if person.address and cohort.qualification.level == 7:
        _plan_project(enrolment)
    return enrolment


def _findings(qualification: Qualification) -> list[Finding]:
    return [
        Finding(requirement, EntryDecision.MET, evidence="Seen at the entry interview")
        for requirement in requirements_for(qualification.level)
    ]


def _plan_project(enrolment: Enrolment) -> None:
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
