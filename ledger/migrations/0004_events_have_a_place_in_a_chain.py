"""Columns and tables of the chain. SQLite makes the table anew, so its triggers come back later."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledger import protection


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.lift(schema_editor.connection, "ledger_auditevent")


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.restore(schema_editor.connection, "ledger_auditevent")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_shared_cache")]

    operations = [
        migrations.RunPython(lift, restore),
        migrations.AddField(
            model_name="auditevent",
            name="subject",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Whose trail it belongs to: enrolments.enrolment:12.",
                max_length=60,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditevent",
            name="salt",
            field=models.CharField(
                default="", help_text="Keeps short texts from being guessed.", max_length=32
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditevent",
            name="digest",
            field=models.CharField(
                default="", help_text="SHA-256 of all of the above.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["subject", "at"], name="audit_by_subject"),
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="audit_has_one_head"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("position", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link",
                        to="ledger.auditevent",
                    ),
                ),
            ],
        ),
    ]
