"""Triggers link every event to the one before; events, links and sent mail are never changed.

A mail that left stays on record as it left, until whom it names is forgotten.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledger import linking
from ledger.chain import START
from ledger.protection import append_only


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """The head of a chain without links."""
    apps.get_model("ledger", "AuditHead").objects.create(id=1, position=0, hash=START)


def end(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("ledger", "AuditHead").objects.all().delete()


def link_from_now_on(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    linking.link_from_now_on(schema_editor.connection)


def link_no_more(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    linking.link_no_more(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("ledger", "0002_shared_cache")]

    operations = [
        migrations.RunPython(begin, end),
        append_only("ledger_auditevent", "ledger_auditlink"),
        append_only("ledger_sentmail", until_forgotten=True),
        migrations.RunPython(link_from_now_on, link_no_more),
    ]
