"""What must hold of the evidence before anything is decided on it."""

from __future__ import annotations

import logging

from django.conf import settings

from assessments.choices import FileAccess
from assessments.errors import MarkingRefused
from assessments.integrity import fault_of
from assessments.models import Submission, SubmittedFile

log = logging.getLogger(__name__)


def refuse_unchecked_files(held: Submission) -> None:
    """Nothing is decided while the scanner has not answered for all that was sent (R26)."""
    sent = SubmittedFile.objects.sent_up_to(held)
    waiting = sent.filter(file__access=FileAccess.CHECKING).select_related("file").first()
    if waiting is not None:
        raise MarkingRefused(
            f"“{waiting.file.original_name}” is still being checked for viruses. "
            "Finish when it can be opened; nothing you typed is lost."
        )


def refuse_changed_files(held: Submission) -> None:
    """What is judged is what was received: a file that changed in the store stops it (G13).

    Reads every file that was sent with this attempt or carries over from an earlier one.
    """
    sent = SubmittedFile.objects.sent_up_to(held).select_related("file")
    for file, digest in {row.file: row.sha256 for row in sent}.items():
        fault = fault_of(file, with_hash=True)
        if not fault and digest != file.sha256:
            fault = "not the file that was submitted"
        if fault:
            log.error("Evidence file %s: %s", file.reference, fault)
            raise MarkingRefused(
                f"“{file.original_name}” in our store is not the file that was received, so "
                "nothing can be decided on it until it is put right from the backup. "
                f"Tell us: {settings.CONTACT_EMAIL}."
            )
