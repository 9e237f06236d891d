"""A replaced statement says why it was replaced, and is not withdrawn as well."""

from django.db import migrations, models
from django.db.models import Q

UNASKED = "Replaced before reasons were asked for."


def fill_in(apps, schema_editor):
    """Those replaced so far."""
    statements = apps.get_model("awards", "StatementOfResults")
    statements.objects.filter(superseded_at__isnull=False).update(superseded_reason=UNASKED)


class Migration(migrations.Migration):
    dependencies = [("awards", "0003_certificates_are_claimed")]

    operations = [
        migrations.AddField(
            "statementofresults",
            "superseded_reason",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AddConstraint(
            "statementofresults",
            models.CheckConstraint(
                name="statement_superseded_has_a_reason",
                condition=Q(superseded_at__isnull=True) | ~Q(superseded_reason=""),
            ),
        ),
        migrations.AddConstraint(
            "statementofresults",
            models.CheckConstraint(
                name="statement_superseded_or_withdrawn_not_both",
                condition=Q(superseded_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ),
    ]
