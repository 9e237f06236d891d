"""Registration numbers kept so far are claimed for the people they stand on."""

from django.db import migrations


def claim(apps, schema_editor):
    """Stop at a number that two people have: somebody has to say whose it is."""
    numbers = apps.get_model("enrolments", "RegistrationNumber")
    known = apps.get_model("enrolments", "Enrolment").objects.exclude(registration_number="")
    owners = {}
    for number, candidate in known.values_list("registration_number", "candidate_id").distinct():
        if owners.setdefault(number, candidate) != candidate:
            raise ValueError(
                f"Registration number {number} stands on two people. "
                "Put it right in the version before this one, then migrate again."
            )
    numbers.objects.bulk_create(
        numbers(number=number, candidate_id=candidate) for number, candidate in owners.items()
    )


def forget(apps, schema_editor):
    apps.get_model("enrolments", "RegistrationNumber").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0012_numbers_belong_to_one_person")]

    operations = [migrations.RunPython(claim, forget)]
