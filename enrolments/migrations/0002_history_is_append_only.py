"""Who was whose tutor, and how the pace was changed, is history."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0001_interest_to_enrolment")]

    operations = [
        append_only("enrolments_tutorassignment"),
        append_only("enrolments_pacechange"),
    ]
