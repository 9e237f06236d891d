"""What a statement said when it was issued never changes, and no statement goes.

Whether it holds, and its paper, are written later.
"""

from django.db import migrations

from ledger.protection import fixed_columns

COLUMNS = (
    "id, reference, number, code, enrolment_id, snapshot, snapshot_sha256, issued_at, "
    "issued_by_id, supersedes_id"
)


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_statements_and_claims")]

    operations = [fixed_columns("awards_statementofresults", COLUMNS)]
