"""Prior learning: how a submission is assessed, what its assessor confirmed, what progress says."""

from django.db import migrations, models

from ledger.protection import append_only, opened


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0012_cases_are_lifted"),
    ]

    operations = [
        opened("assessments_unitresult"),
        migrations.AddField(
            model_name="submission",
            name="is_prior_learning",
            field=models.BooleanField(
                default=False, help_text="Assessed by what was learnt before, without marks (R23)."
            ),
        ),
        migrations.AddField(
            model_name="unitprogress",
            name="is_prior_learning",
            field=models.BooleanField(
                default=False, help_text="Sent, or passed, by what was learnt before (R23)."
            ),
        ),
        migrations.AddField(
            model_name="unitresult",
            name="is_current",
            field=models.BooleanField(
                default=False,
                help_text="Prior learning: its assessor confirmed that the evidence is valid and current.",
            ),
        ),
        append_only("assessments_unitresult"),
    ]
