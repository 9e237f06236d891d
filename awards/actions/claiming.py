"""Claiming certificates, and keeping what the awarding organisation answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.sealing import seal_claimed
from awards.claimable import lines_of, since_claimed, unclaimed
from awards.errors import ClaimRefused
from awards.exports import claim_csv
from awards.models import Claim, ClaimLine
from awards.permissions import can_claim
from awards.readiness import blocks
from enrolments.choices import RatingCode
from enrolments.models import Enrolment
from enrolments.ratings import needs_sign_off
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def claim_certificates(
    *,
    enrolments: Sequence[Enrolment],
    signed_off_by: str,
    waivers: Mapping[int, str],
    by: User,
    now: datetime,
) -> Claim:
    """Claim for all of `enrolments`, or for none: each is asked again under its lock (R20).

    They share one qualification and one kind of funding (R21). `signed_off_by` names the external
    quality assurer where the rating wants a signature; `waivers` gives, by primary key, why
    somebody is claimed for with one-to-one time short.
    """
    if not can_claim(by):
        raise PermissionDenied
    if not enrolments:
        raise ClaimRefused("Choose somebody to claim for.")
    wanted = {enrolment.pk for enrolment in enrolments}
    locked = Enrolment.objects.select_for_update(of=("self",)).order_by("pk")
    list(locked.filter(pk__in=wanted).values_list("pk", flat=True))
    held = list(unclaimed(Enrolment.objects.filter(pk__in=wanted)).in_register_order())
    if len(held) < len(wanted):
        raise ClaimRefused(
            "Somebody chosen has been claimed for meanwhile. Look at the list again."
        )
    _refuse_mixed(held)
    if any(enrolment.candidate.user_id == by.pk for enrolment in held):
        raise ClaimRefused("Nobody claims their own certificate.")
    lines = lines_of(held, today=timezone.localdate(now))
    for line in lines:
        left = blocks(line.reasons, waiver=waivers.get(line.enrolment.pk, ""))
        if left:
            raise ClaimRefused(f"{line.enrolment.candidate}: {left[0].text}")
    rating = lines[0].rating
    _refuse_unsigned(rating, signed_off_by)
    claim = Claim.objects.create(
        qualification=held[0].qualification,
        funding=held[0].funding,
        rating=rating,
        signed_off_by=signed_off_by.strip() if needs_sign_off(rating) else "",
        claimed_by=by,
        claimed_at=now,
    )
    for line in lines:
        ClaimLine.objects.create(
            claim=claim,
            enrolment=line.enrolment,
            registration_number=line.enrolment.registration_number,
            waiver=waivers.get(line.enrolment.pk, "").strip() if line.is_waivable else "",
        )
        seal_claimed(enrolment=line.enrolment, by=by, now=now)
        audit.record(
            by,
            "claimed the certificate of",
            line.enrolment,
            after={"claim": str(claim.reference), "rating": rating},
            at=now,
        )
    return claim


def _refuse_mixed(held: Sequence[Enrolment]) -> None:
    if len({enrolment.qualification_id for enrolment in held}) > 1:
        raise ClaimRefused("A claim holds one diploma: claim for each by itself.")
    if len({enrolment.funding for enrolment in held}) > 1:
        raise ClaimRefused("A claim is funded or non-funded, not both: claim for each by itself.")


def _refuse_unsigned(rating: RatingCode, signed_off_by: str) -> None:
    if needs_sign_off(rating) and not signed_off_by.strip():
        raise ClaimRefused(
            f"Rating {rating.value} wants the external quality assurer's signature: "
            "say who agreed to this claim."
        )


@transaction.atomic
def record_award(
    *, line: ClaimLine, certificate_number: str, awarded_on: date, by: User, now: datetime
) -> ClaimLine:
    """Keep the certificate's number and day. The same again changes nothing.

    The first time what was claimed is asked again: every unit passed, nothing disputed (R20).
    """
    if not can_claim(by):
        raise PermissionDenied
    held = _hold(line)
    number = "".join(certificate_number.split()).upper()
    if not number:
        raise ClaimRefused("Give the certificate number.")
    if held.taken_back_at is not None:
        raise ClaimRefused("This claim was taken back, so there is no certificate to record.")
    if awarded_on > timezone.localdate(now):
        raise ClaimRefused("The day of the award is in the future.")
    if awarded_on < timezone.localdate(held.claim.claimed_at):
        raise ClaimRefused("The award cannot come before the claim.")
    if (held.certificate_number, held.awarded_on) == (number, awarded_on):
        return held
    _refuse_disputed([held], now=now)
    if ClaimLine.objects.filter(certificate_number=number).exclude(pk=held.pk).exists():
        raise ClaimRefused(f"{number} is the number of another certificate.")
    before = {"number": held.certificate_number} if held.certificate_number else None
    held.certificate_number = number
    held.awarded_on = awarded_on
    held.save(update_fields=["certificate_number", "awarded_on"])
    audit.record(
        by,
        "recorded the certificate of",
        held.enrolment,
        before=before,
        after={"number": number, "awarded_on": awarded_on.isoformat()},
        at=now,
    )
    return held


@transaction.atomic
def take_back(*, line: ClaimLine, reason: str, by: User, now: datetime) -> ClaimLine:
    """Take one candidate out of a claim that is not awarded yet; they can be claimed for again."""
    if not can_claim(by):
        raise PermissionDenied
    held = _hold(line)
    if held.taken_back_at is not None:
        return held
    if held.awarded_on is not None:
        raise ClaimRefused("The certificate is awarded: the awarding organisation withdraws it.")
    if not reason.strip():
        raise ClaimRefused("Say why the claim is taken back.")
    held.taken_back_at = now
    held.taken_back_reason = reason.strip()[:300]
    held.save(update_fields=["taken_back_at", "taken_back_reason"])
    audit.record(
        by, "took back the claim of", held.enrolment, at=now, reason=held.taken_back_reason
    )
    return held


@transaction.atomic
def export_claim(*, claim: Claim, by: User, now: datetime) -> bytes:
    """The claim as a file; that it left is kept, with how many people (R25).

    Each who waits for a certificate is asked again under their lock: nothing leaves while one of
    them has a unit to pass, or something disputed (R20).
    """
    if not can_claim(by):
        raise PermissionDenied
    people = claim.lines.standing().values("enrolment")
    list(Enrolment.objects.select_for_update(of=("self",)).order_by("pk").filter(pk__in=people))
    lines = list(claim.lines.standing().with_people().in_register_order())
    _refuse_disputed(lines, now=now)
    file = claim_csv(claim, lines, by=by, now=now)
    audit.record(by, "exported", claim, after={"rows": len(lines)}, at=now)
    return file


def _refuse_disputed(lines: Sequence[ClaimLine], *, now: datetime) -> None:
    """Refuse by name what came between a claim and its certificates."""
    found = since_claimed(lines, today=timezone.localdate(now))
    named = [
        f"{line.enrolment.candidate}: {' '.join(reason.text for reason in found[line.pk])}"
        for line in lines
        if line.pk in found
    ]
    if named:
        raise ClaimRefused(" ".join([*named, "Settle it first, or take them out of the claim."]))


def _hold(line: ClaimLine) -> ClaimLine:
    """The line as it stands now, with its enrolment locked as every change of a claim does."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=line.enrolment_id)
    return ClaimLine.objects.select_related("claim", "enrolment__candidate__user").get(pk=line.pk)
