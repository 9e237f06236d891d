"""Seals are added and never changed."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [("assessments", "0006_judgements_are_sealed")]

    operations = [append_only("assessments_submissionseal")]
