"""Declarations, what was sent, decisions and results are added and never changed."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_evidence_to_progress")]

    operations = [
        append_only("assessments_declaration"),
        append_only("assessments_submittedfile"),
        append_only("assessments_criteriondecision"),
        append_only("assessments_unitresult"),
        append_only("assessments_attemptoverride"),
    ]
