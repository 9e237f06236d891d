"""Who was whose tutor, how the pace was changed and what was said of a tutorial is history.

Notes and consents are too, until the enquiry is forgotten.
"""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [("enrolments", "0002_what_counts_as_guided")]

    operations = [
        append_only(
            "enrolments_tutorassignment",
            "enrolments_pacechange",
            "enrolments_tutorialrevision",
        ),
        append_only("enrolments_enquirynote", "enrolments_enquiryconsent", until_forgotten=True),
    ]
