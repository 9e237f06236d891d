"""Units that are to be assessed by what somebody learnt before (R23)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import fixed_columns


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_versions_are_sealed"),
        ("enrolments", "0005_staff_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PriorLearning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="What earlier learning is in sight.", max_length=300
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prior_learning",
                        to="enrolments.enrolment",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.unit",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "prior learning",
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("enrolment", "unit"),
                        name="prior_learning_once_per_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="prior_learning_says_what_is_in_sight",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            models.Q(
                                ("ended_by__isnull", False),
                                models.Q(("ended_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="prior_learning_ended_says_why_and_by_whom",
                    ),
                ],
            },
        ),
        fixed_columns(
            "enrolments_priorlearning",
            "enrolment_id, unit_id, reason, proposed_by_id, proposed_at",
        ),
    ]
