"""The phrase bank: added, changed, removed and put back, with every version kept."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from assessments.errors import PhraseRefused
from assessments.models import Phrase, PhraseVersion
from assessments.permissions import can_change_phrase, can_keep_phrases
from ledger import audit
from ledger.versions import need_version

if TYPE_CHECKING:
    from ledger.versions import Standing

MOST_PHRASES = 300
TWICE = "You have this phrase already."


@transaction.atomic
def add_phrase(*, text: str, is_shared: bool, by: User, now: datetime) -> Phrase:
    """Keep a phrase. Saying the same again, as a double click does, keeps one."""
    if not can_keep_phrases(by):
        raise PermissionDenied
    owner = User.objects.locked(by)
    standing = Phrase.objects.filter(owner=owner, removed_at__isnull=True)
    known = standing.filter(text_sha256=digest_of(text)).first()
    if known is not None:
        if known.is_shared != is_shared:
            raise PhraseRefused(TWICE)
        return known
    if standing.count() >= MOST_PHRASES:
        raise PhraseRefused(f"You keep {MOST_PHRASES} phrases. Remove one first.")
    phrase = Phrase(owner=owner, text=text, text_sha256=digest_of(text), is_shared=is_shared)
    phrase.version = 0
    write_version(phrase, by=by, now=now)
    audit.record(by, "added a phrase", phrase, after={"is_shared": is_shared}, at=now)
    return phrase


@transaction.atomic
def change_phrase(
    *, phrase: Phrase, text: str, is_shared: bool, version: str, by: User, now: datetime
) -> Phrase:
    """Change what a phrase says, or who may copy it. What was copied before stays as it is.

    `version` is the fingerprint of what the person's page was made from (`record_of`): what was
    saved since is not written over (`StaleVersion`).
    """
    held = hold_phrase(phrase, by)
    if held.removed_at is not None:
        raise PhraseRefused("This phrase is removed. Put it back first.")
    if (held.text, held.is_shared) == (text, is_shared):
        return held
    need_version(version, stands=record_of(held))
    before = {"is_shared": held.is_shared, "version": held.version}
    held.text, held.text_sha256, held.is_shared = text, digest_of(text), is_shared
    write_version(held, by=by, now=now)
    after = {"is_shared": held.is_shared, "version": held.version}
    audit.record(by, "changed a phrase", held, before=before, after=after, at=now)
    return held


@transaction.atomic
def remove_phrase(*, phrase: Phrase, by: User, now: datetime) -> Phrase:
    """Take a phrase out of the bank. It can be put back; removing twice is removing once."""
    held = hold_phrase(phrase, by)
    if held.removed_at is None:
        held.removed_at = now
        write_version(held, by=by, now=now)
        audit.record(by, "removed a phrase", held, at=now)
    return held


@transaction.atomic
def restore_phrase(*, phrase: Phrase, by: User, now: datetime) -> Phrase:
    """Put a removed phrase back, unless its owner has the same one again."""
    held = hold_phrase(phrase, by)
    if held.removed_at is not None:
        held.removed_at = None
        write_version(held, by=by, now=now)
        audit.record(by, "put a phrase back", held, at=now)
    return held


def hold_phrase(phrase: Phrase, by: User) -> Phrase:
    """The phrase as it is now, held until the transaction ends; for those who may change it."""
    held = Phrase.objects.select_for_update(of=("self",)).get(pk=phrase.pk)
    if not can_change_phrase(by, held):
        raise PermissionDenied
    return held


def write_version(phrase: Phrase, *, by: User, now: datetime) -> None:
    """Save a phrase as its next version; its owner has each text once."""
    phrase.version += 1
    try:
        with transaction.atomic():
            phrase.save()
    except IntegrityError as clash:
        raise PhraseRefused(TWICE) from clash
    PhraseVersion.objects.create(
        phrase=phrase,
        number=phrase.version,
        text=phrase.text,
        is_shared=phrase.is_shared,
        is_removed=phrase.removed_at is not None,
        saved_by=by,
        saved_at=now,
    )


def record_of(phrase: Phrase) -> Standing:
    """What may change about a phrase, as people read it."""
    return {"Phrase": phrase.text, "For": "every tutor" if phrase.is_shared else "its owner"}


def digest_of(text: str) -> str:
    """What tells one text from another, however long."""
    return sha256(text.encode()).hexdigest()
