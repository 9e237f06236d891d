"""A mail that left stays on record as it left, until whom it names is forgotten."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_new_events_are_linked")]

    operations = [append_only("ledger_sentmail", until_forgotten=True)]
