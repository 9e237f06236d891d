"""Samples and what was said in them are added and never changed."""

from django.db import migrations

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [("quality", "0002_the_first_policy")]

    operations = [
        append_only("quality_iqasample", "quality_samplejudgement"),
    ]
