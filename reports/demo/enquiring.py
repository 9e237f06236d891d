"""Interest in every state of the demonstration, one of it twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from courses.models import Qualification
from enrolments.actions.enquiries import (
    Interest,
    close_enquiry,
    follow_up_enquiry,
    follow_up_of,
    register_interest,
)
from enrolments.choices import ClosedReason, ConsentPurpose, EnquiryStatus
from enrolments.models import Enquiry
from ledger.versions import fingerprint
from reports.demo import people
from reports.demo.people import DemoPerson
from reports.demo.timeline import at, chance

STEPS = (
    (EnquiryStatus.NEW, 1), (EnquiryStatus.CONTACTED, 12), (EnquiryStatus.WAITING, 30),
    (EnquiryStatus.OFFERED, 21), (EnquiryStatus.NEW, 3), (EnquiryStatus.CONTACTED, 8),
    (EnquiryStatus.CLOSED, 60), (EnquiryStatus.NEW, 0), (EnquiryStatus.WAITING, 15),
)  # fmt: skip


def interest_of(
    person: DemoPerson, about: Qualification | None, *, rng: Random, now: datetime
) -> Enquiry:
    """Somebody registers interest in a diploma, or in either."""
    number = rng.randrange(900)
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


def receive_enquiries(*, by: User, today: date, now: datetime) -> None:
    """Those who are not enrolled, and what became of their interest."""
    diplomas = {q.level: q for q in Qualification.objects.offered()}
    for place, (person, (status, days)) in enumerate(zip(people.ENQUIRERS, STEPS, strict=True)):
        asked = min(at(today - timedelta(days=days), 8, 10 + place), now)
        about = (diplomas[5], diplomas[7], None)[place % 3]
        enquiry = interest_of(person, about, rng=chance(f"{person.email} {place}"), now=asked)
        if status == EnquiryStatus.CLOSED:
            close_enquiry(enquiry=enquiry, reason=ClosedReason.NOT_READY, by=by, now=asked)
        elif status != EnquiryStatus.NEW:
            follow_up_enquiry(
                enquiry=enquiry,
                status=status,
                owner=by,
                next_action_on=today + timedelta(days=place - 4),
                qualification=about,
                version=fingerprint(follow_up_of(enquiry)),
                by=by,
                now=asked + timedelta(hours=2),
            )
