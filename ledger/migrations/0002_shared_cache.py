"""The cache lives in the database: shared by all web processes, there without Redis."""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE IF EXISTS ledger_cache")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_events_jobs_and_mail")]

    operations = [migrations.RunPython(make, drop)]
