"""What happens to an enquiry: received, followed up, closed, opened again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateformat import format as format_date

from accounts.models import User
from accounts.roles import Role
from enrolments.choices import ClosedReason, ConsentPurpose, EnquiryStatus
from enrolments.errors import EnquiryRefused, TooManyEnquiries
from enrolments.models import Enquiry, EnquiryConsent, EnquiryNote
from enrolments.permissions import can_administer
from enrolments.phones import kept_phone
from ledger import audit, jobs
from ledger.versions import Standing, need_version

if TYPE_CHECKING:
    from courses.models import Qualification

ENQUIRIES_PER_ADDRESS_A_DAY = 5
ENQUIRIES_PER_ORIGIN_AN_HOUR = 20
WAY_BACK = timedelta(minutes=30)

FOLLOWED_UP = (
    EnquiryStatus.NEW,
    EnquiryStatus.CONTACTED,
    EnquiryStatus.WAITING,
    EnquiryStatus.OFFERED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What somebody says on the public form (P5.1, P5.13, P5.14)."""

    given_name: str
    family_name: str
    email: str
    phone: str
    employer_kind: str
    employer_name: str
    job_role: str
    reports_to: str
    qualification: Qualification | None
    preferred_start_on: date | None
    message: str
    heard_from: str
    wants_membership: bool


@transaction.atomic
def register_interest(
    *,
    interest: Interest,
    consents: frozenset[ConsentPurpose],
    form_token: str,
    last_token: str = "",
    origin: str,
    now: datetime,
) -> Enquiry:
    """Keep what somebody sent; the same form sent again is the same enquiry.

    Sent again with other answers (the Back button, a slip put right), it amends the enquiry while
    that is open. A browser may fetch the form anew on the way back: `last_token`, of the form it
    sent last, finds the enquiry then. A new one is acknowledged, at most once a day to one
    address, and announced to the administrators. Whether the address is known changes nothing.
    """
    earlier = sent_before(interest, form_token=form_token, last_token=last_token, now=now)
    if earlier:
        amend(earlier, interest=interest, consents=consents, now=now)
        return earlier
    need_moderation(email=interest.email, origin=origin, now=now)
    try:
        with transaction.atomic():
            enquiry = Enquiry.objects.create(
                form_token=form_token, origin=origin, received_at=now, **answers_of(interest)
            )
    except IntegrityError:
        return Enquiry.objects.get(form_token=form_token)  # the other half of a double click
    keep_consents(enquiry, consents, among=ConsentPurpose, now=now)
    audit.record(None, "registered interest", enquiry, at=now)
    owe_mails(enquiry, now=now)
    return enquiry


@transaction.atomic
def follow_up_enquiry(
    *,
    enquiry: Enquiry,
    status: EnquiryStatus,
    owner: User | None,
    next_action_on: date | None,
    qualification: Qualification | None,
    version: str,
    by: User,
    now: datetime,
) -> Enquiry:
    """Say how far an open enquiry is, whose it is, what comes next, and for which diploma.

    `version` is the fingerprint of these as the person's page had them (`follow_up_of`): what was
    saved since is not written over (`StaleVersion`).
    """
    held = open_enquiry(enquiry, by=by)
    if status not in FOLLOWED_UP:
        raise EnquiryRefused("An enquiry is closed or enrolled by its own button.")
    if owner and not owner.is_administrator:
        raise EnquiryRefused(f"{owner} is not an administrator.")
    changed = {
        "status": status,
        "owner": owner,
        "next_action_on": next_action_on,
        "qualification": qualification,
    }
    before = {name: said(getattr(held, name)) for name in changed}
    after = {name: said(value) for name, value in changed.items()}
    different = [name for name in changed if before[name] != after[name]]
    if not different:
        return held
    need_version(version, stands=follow_up_of(held))
    for name in different:
        setattr(held, name, changed[name])
    held.save(update_fields=different)
    audit.record(
        by,
        "followed up",
        held,
        before={name: before[name] for name in different},
        after={name: after[name] for name in different},
        at=now,
    )
    return held


def follow_up_of(enquiry: Enquiry) -> Standing:
    """What stands of following an enquiry up, as people read it."""
    day = enquiry.next_action_on
    return {
        "Status": str(enquiry.get_status_display()),
        "Owner": said(enquiry.owner),
        "Next action on": format_date(day, "j M Y") if day else "",
        "Diploma": said(enquiry.qualification),
    }


@transaction.atomic
def close_enquiry(*, enquiry: Enquiry, reason: ClosedReason, by: User, now: datetime) -> Enquiry:
    """End an open enquiry that goes no further."""
    held = open_enquiry(enquiry, by=by)
    before = held.status
    held.status = EnquiryStatus.CLOSED
    held.closed_reason = reason
    held.next_action_on = None
    held.save(update_fields=["status", "closed_reason", "next_action_on"])
    audit.record(
        by,
        "closed",
        held,
        before={"status": before},
        after={"status": held.status},
        reason=ClosedReason(reason).label,
        at=now,
    )
    return held


@transaction.atomic
def reopen_enquiry(*, enquiry: Enquiry, by: User, now: datetime) -> Enquiry:
    """Take up a closed enquiry again."""
    held = administered(enquiry, by=by)
    if held.status != EnquiryStatus.CLOSED:
        raise EnquiryRefused(f"The enquiry of {held.full_name} is not closed.")
    held.status = EnquiryStatus.CONTACTED
    held.closed_reason = ""
    held.save(update_fields=["status", "closed_reason"])
    audit.record(
        by,
        "reopened",
        held,
        before={"status": EnquiryStatus.CLOSED},
        after={"status": held.status},
        at=now,
    )
    return held


@transaction.atomic
def add_note(*, enquiry: Enquiry, text: str, by: User, now: datetime) -> EnquiryNote:
    """Write something down about an enquiry, whatever its state."""
    held = administered(enquiry, by=by)
    if not text.strip():
        raise EnquiryRefused("Write a note first.")
    note = EnquiryNote.objects.create(enquiry=held, author=by, text=text.strip(), at=now)
    audit.record(by, "noted", held, after={"note": note.pk}, at=now)
    return note


def sent_before(
    interest: Interest, *, form_token: str, last_token: str, now: datetime
) -> Enquiry | None:
    """The enquiry this form made already, or the one its sender went back from just now."""
    same_form = Q(form_token=form_token)
    same_wish = Q(
        form_token=last_token,
        email=interest.email,
        qualification=interest.qualification,
        received_at__gt=now - WAY_BACK,
    )
    sent = Enquiry.objects.select_for_update(of=("self",))
    return sent.filter(same_form | same_wish if last_token else same_form).first()


def need_moderation(*, email: str, origin: str, now: datetime) -> None:
    """Refuse more than people send. Parallel requests may pass it by a few; a flood does not."""
    recent = Enquiry.objects.filter(email=email, received_at__gt=now - timedelta(days=1))
    if recent.count() >= ENQUIRIES_PER_ADDRESS_A_DAY:
        raise TooManyEnquiries("We have had several enquiries with this e-mail address today.")
    nearby = Enquiry.objects.filter(origin=origin, received_at__gt=now - timedelta(hours=1))
    if origin and nearby.count() >= ENQUIRIES_PER_ORIGIN_AN_HOUR:
        raise TooManyEnquiries("We have had many enquiries from your network within the hour.")


def amend(
    enquiry: Enquiry, *, interest: Interest, consents: frozenset[ConsentPurpose], now: datetime
) -> None:
    """Take over answers that differ, unless the enquiry has ended."""
    standing = {one.purpose: one.is_given for one in enquiry.consents.standing()}
    new = answers_of(interest)
    old = {name: getattr(enquiry, name) for name in new} | {"phone": kept_phone(enquiry.phone)}
    is_same = all(said(old[name]) == said(new[name]) for name in new)
    changed = [one for one in ConsentPurpose if standing.get(one) != (one in consents)]
    if not enquiry.is_open or (is_same and not changed):
        return
    for name, value in new.items():
        setattr(enquiry, name, value)
    enquiry.save(update_fields=list(new))
    keep_consents(enquiry, consents, among=changed, now=now)
    audit.record(None, "amended by the sender", enquiry, at=now)


def answers_of(interest: Interest) -> dict[str, object]:
    """The answers by the name of their field."""
    return {field.name: getattr(interest, field.name) for field in fields(interest)}


def keep_consents(
    enquiry: Enquiry,
    consents: frozenset[ConsentPurpose],
    *,
    among: Iterable[ConsentPurpose],
    now: datetime,
) -> None:
    """Keep a yes or a no for each purpose `among`, with the notice that was read."""
    EnquiryConsent.objects.bulk_create(
        EnquiryConsent(
            enquiry=enquiry,
            purpose=purpose,
            is_given=purpose in consents,
            notice_version=settings.PRIVACY_NOTICE_VERSION,
            at=now,
        )
        for purpose in among
    )


def owe_mails(enquiry: Enquiry, *, now: datetime) -> None:
    """Owe the acknowledgement (one a day to one address) and the word to administrators."""
    address = hashlib.sha256(enquiry.email.encode()).hexdigest()
    jobs.owe(
        "interest_copy_mail",
        key=f"{timezone.localdate(now)}:{address}",
        address=enquiry.email,
        now=now,
        enquiry_id=enquiry.pk,
    )
    jobs.owe_each(
        "interest_notice_mail",
        [
            jobs.Owed(
                key=f"{enquiry.pk}:{administrator.pk}",
                recipient_id=administrator.pk,
                payload={"enquiry_id": enquiry.pk, "user_id": administrator.pk},
            )
            for administrator in User.objects.holding(Role.ADMINISTRATOR)
        ],
        now=now,
    )


def administered(enquiry: Enquiry, *, by: User) -> Enquiry:
    """Lock for an administrator; anybody else is refused."""
    if not can_administer(by):
        raise PermissionDenied
    return Enquiry.objects.select_for_update().get(pk=enquiry.pk)


def open_enquiry(enquiry: Enquiry, *, by: User) -> Enquiry:
    """Lock an enquiry that has not ended."""
    held = administered(enquiry, by=by)
    if held.status == EnquiryStatus.ENROLLED:
        raise EnquiryRefused(f"{held.full_name} is enrolled; the enquiry has ended.")
    if held.status == EnquiryStatus.CLOSED:
        raise EnquiryRefused(f"The enquiry of {held.full_name} is closed. Reopen it first.")
    return held


def said(value: object) -> str:
    """A value as the audit trail keeps it."""
    return "" if value is None else str(value)
