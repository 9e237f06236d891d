"""Audit events are added and never changed."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_events_and_jobs")]

    operations = [
        append_only("ledger_auditevent"),
    ]
