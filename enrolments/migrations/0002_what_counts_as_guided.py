"""Whether each kind of learning counts as guided until an administrator says otherwise (P7.7).

Guided means with somebody's immediate guidance, as the regulator has it. The brochure also names
e-learning, guided reading and staff time assessing; these start as not guided.
"""

from django.db import migrations

GUIDED = (
    "one_to_one",
    "group",
    "webinar",
    "observation",
    "professional_discussion",
    "coaching",
    "mentoring",
    "practical",
    "feedback",
    "online_guidance",
    "induction",
)
NOT_GUIDED = ("assessing", "e_learning", "reading", "research", "project", "portfolio")


def fill(apps, schema_editor):
    default = apps.get_model("enrolments", "ActivityKindDefault")
    rows = [default(kind=kind, is_guided=True) for kind in GUIDED]
    rows += [default(kind=kind, is_guided=False) for kind in NOT_GUIDED]
    default.objects.bulk_create(rows, ignore_conflicts=True)


def empty(apps, schema_editor):
    apps.get_model("enrolments", "ActivityKindDefault").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0001_interest_to_enrolment")]

    operations = [migrations.RunPython(fill, empty)]
