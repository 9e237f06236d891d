"""Declarations, what was sent, decisions, results and seals are added and never changed."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_evidence_to_progress")]

    operations = [
        append_only(
            "assessments_submissionseal",
            "assessments_declaration",
            "assessments_submittedfile",
            "assessments_criteriondecision",
            "assessments_unitresult",
            "assessments_attemptoverride",
        ),
    ]
