"""What people see of the demonstration centre, and what happened there, to hold two together."""

import io
import json
from collections import Counter
from pathlib import Path

from django.core.management import call_command

from assessments.models import CriterionDecision, EvidenceFile
from awards.models import StatementOfResults
from enrolments.models import Cohort, Enquiry, Enrolment
from ledger.models import AuditEvent
from quality.models import PlannedSample, SampleJudgement

SPECIFICATIONS = sorted(Path("courses/specifications").glob("*.txt"))


PART = "level-7"  # a third of the whole, with something of everything that is drawn


def specify():
    for file in SPECIFICATIONS:
        call_command("import_specification", str(file), stdout=io.StringIO())


def report(cohort, file):
    call_command("cohort_report", cohort.reference, format="json", out=file)
    shown = json.loads(file.read_text())
    return {key: shown[key] for key in ("name", "figures", "columns", "rows")}


def shown(folder):
    """What people see of a diploma: reports, who is on it, what was sent, judged and thought."""
    on_it = Enrolment.objects.filter(qualification__slug=PART)
    of_it = {"submission__enrolment__in": on_it}
    cohorts = Cohort.objects.filter(qualification__slug=PART).order_by("starts_on")
    return {
        "reports": [report(cohort, folder / "report.json") for cohort in cohorts],
        "people": sorted(on_it.values_list("candidate__user__email", "registration_number")),
        "enquiries": sorted(
            (one.email, str(one.phone)) for one in Enquiry.objects.filter(enrolment=None)
        ),
        "statements": sorted(
            StatementOfResults.objects.filter(enrolment__in=on_it).values_list("issued_at")
        ),
        "files": sorted(
            EvidenceFile.objects.filter(evidence__enrolment__in=on_it).values_list(
                "original_name", "sha256", "received_at"
            )
        ),
        "decisions": sorted(
            CriterionDecision.objects.filter(**of_it).values_list(
                "decided_at", "assessor__email", "criterion__number", "mark", "feedback"
            )
        ),
        "samples": sorted(
            SampleJudgement.objects.values_list(
                "sample__concluded_at", "decision__criterion__number", "view", "comment"
            )
        ),
        "planned": list(PlannedSample.objects.order_by("pk").values_list("unit__code", "reasons")),
    }


def happened():
    """How often somebody did something at a moment; what the system does bears the real time."""
    people = AuditEvent.objects.filter(actor__isnull=False)
    return Counter(people.values_list("at", "actor__email", "verb"))
