"""Revisions of tutorials are history; notes and consents too, until the enquiry is forgotten."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0014_consents_are_added")]

    operations = [
        append_only("enrolments_tutorialrevision"),
        append_only("enrolments_enquirynote", until_forgotten=True),
        append_only("enrolments_enquiryconsent", until_forgotten=True),
    ]
