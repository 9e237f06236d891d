"""Witness testimony: somebody else's account of what the candidate did."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from assessments.models.record import EvidenceRecord


class WitnessTestimony(models.Model):
    """One version of a testimony: who saw what, when, where, and who they are (R22).

    The candidate declares that the witness is neither themselves nor a relative.
    """

    record = models.OneToOneField(
        EvidenceRecord, on_delete=models.PROTECT, related_name="testimony"
    )
    candidate_name = models.CharField(max_length=200, help_text="As it was that day.")
    witness_name = models.CharField(max_length=120)
    witness_role = models.CharField(max_length=120, help_text="Their job.")
    relationship = models.CharField(max_length=200, help_text="To the candidate, at work.")
    contact = models.CharField(max_length=200, help_text="An e-mail address or telephone number.")
    activity = models.CharField(max_length=300, help_text="What exactly was seen.")
    place = models.CharField(max_length=120)
    seen_on = models.DateField()
    circumstances = models.CharField(max_length=300, help_text="How the witness came to see it.")
    account = models.TextField(help_text="In the words of the witness.")
    signed_on = models.DateField(help_text="When the witness signed it.")
    is_declared_unrelated = models.BooleanField(
        help_text="Declared: the witness is neither the candidate nor a relative."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="testimony_is_declared_to_be_of_no_relative",
                condition=Q(is_declared_unrelated=True),
            ),
            models.CheckConstraint(
                name="testimony_witness_is_not_the_candidate",
                condition=~Exact(Lower("witness_name"), Lower("candidate_name")),
            ),
            models.CheckConstraint(
                name="testimony_names_its_witness_and_what_was_seen",
                condition=~Q(witness_name="")
                & ~Q(witness_role="")
                & ~Q(relationship="")
                & ~Q(contact="")
                & ~Q(activity="")
                & ~Q(account=""),
            ),
            models.CheckConstraint(
                name="testimony_is_signed_after_what_it_tells",
                condition=Q(signed_on__gte=F("seen_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Testimony of {self.witness_name}"
