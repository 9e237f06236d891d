"""A version is never edited: changed content makes a new version (D1).

Headings, units, outcomes and criteria are added while their version is being imported, before it
becomes current, and never after; they are never changed or removed. Of a version itself only
`is_current` may change.
"""

from django.db import migrations

from ledger.protection import append_only

VERSION = "courses_specificationversion"
COLUMNS = (
    "id, qualification_id, number, content_hash, source, is_provisional, imported_at, regime, "
    "credits, guided_learning_hours, total_qualification_time, total_time_is_minimum, "
    "one_to_one_minutes, listed_months_least, listed_months_most, typical_months_least, "
    "typical_months_most, weekly_hours_least, weekly_hours_most, weekly_hours_are_minimum"
)
VERSION_OF_NEW = {
    "courses_heading": "NEW.version_id",
    "courses_unit": "NEW.version_id",
    "courses_learningoutcome": "(SELECT version_id FROM courses_unit WHERE id = NEW.unit_id)",
    "courses_assessmentcriterion": "(SELECT version_id FROM courses_unit WHERE id = NEW.unit_id)",
}
IS_SEALED = """
    SELECT 1 FROM courses_specificationversion mine
    WHERE mine.id = {version} AND (
        mine.is_current
        OR EXISTS (
            SELECT 1 FROM courses_specificationversion later
            WHERE later.qualification_id = mine.qualification_id AND later.number > mine.number
        )
    )
"""
REFUSAL = "a specification version is never edited"


def seal(apps, schema_editor):
    """Create the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';"
        schema_editor.execute(
            "CREATE FUNCTION courses_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {refuse} END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {VERSION}_sealed BEFORE UPDATE OF {COLUMNS} ON {VERSION} "
            "FOR EACH ROW EXECUTE FUNCTION courses_refuse_edit()"
        )
        for table, version in VERSION_OF_NEW.items():
            schema_editor.execute(
                f"CREATE FUNCTION {table}_refuse_addition() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF EXISTS ({IS_SEALED.format(version=version)}) THEN {refuse} END IF; "
                "RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse_addition()"
            )
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(
            f"CREATE TRIGGER {VERSION}_sealed BEFORE UPDATE OF {COLUMNS} ON {VERSION} {refuse}"
        )
        for table, version in VERSION_OF_NEW.items():
            schema_editor.execute(
                f"CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table} "
                f"WHEN EXISTS ({IS_SEALED.format(version=version)}) {refuse}"
            )


def unseal(apps, schema_editor):
    """Drop the triggers."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in (VERSION, *VERSION_OF_NEW):
        where = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_sealed{where}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION courses_refuse_edit()")
        for table in VERSION_OF_NEW:
            schema_editor.execute(f"DROP FUNCTION {table}_refuse_addition()")


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_catalogue")]

    operations = [
        *(append_only(table) for table in VERSION_OF_NEW),
        migrations.RunPython(seal, unseal),
    ]
