"""The policy every centre starts with, and its tables closed to change."""

from datetime import datetime, timezone

from django.db import migrations

from ledger.protection import append_only

FIRST = {
    "rate_low": 10,
    "rate_medium": 25,
    "rate_high": 50,
    "rate_unqualified": 100,
    "first_decisions": 3,
    "too_quick_minutes": 10,
    "long_since_days": 90,
    "cycle_months": 12,
    "reason": "The rates this centre starts with.",
}


def make(apps, schema_editor):
    policies = apps.get_model("quality", "SamplingPolicy")
    made_at = datetime(2025, 9, 1, tzinfo=timezone.utc)
    policies.objects.create(version=1, made_at=made_at, **FIRST)


def unmake(apps, schema_editor):
    apps.get_model("quality", "SamplingPolicy").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("quality", "0001_policies_plans_and_samples")]

    operations = [
        migrations.RunPython(make, unmake),
        append_only("quality_samplingpolicy", "quality_assessorrisk"),
    ]
