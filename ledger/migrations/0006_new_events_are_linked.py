"""From here on triggers link every event, and neither events nor links are changed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledger import linking, protection
from ledger.protection import append_only


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.restore(schema_editor.connection, "ledger_auditevent")


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.lift(schema_editor.connection, "ledger_auditevent")


def link_from_now_on(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    linking.link_from_now_on(schema_editor.connection)


def link_no_more(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    linking.link_no_more(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_link_the_events_there_are")]

    operations = [
        migrations.RunPython(restore, lift),
        append_only("ledger_auditlink"),
        migrations.RunPython(link_from_now_on, link_no_more),
    ]
