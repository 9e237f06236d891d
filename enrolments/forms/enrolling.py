"""The confirm page: one plan for all who are chosen, and an entry check for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Count, Prefetch, Q, QuerySet
from django.forms.boundfield import BoundField
from django.http import QueryDict

from accounts.models import User
from accounts.roles import Role
from courses.models import SpecificationVersion
from enrolments import entry
from enrolments.choices import EntryDecision, EntryRequirement, Strength
from enrolments.entry import Finding
from enrolments.forms.fields import DayField, LineField, field_of
from enrolments.models import Cohort, Enquiry
from enrolments.plan import default_end
from enrolments.querysets import LIVE

if TYPE_CHECKING:
    CohortChoice = forms.ModelChoiceField[Cohort]
    TutorChoice = forms.ModelChoiceField[User]
else:
    CohortChoice = TutorChoice = forms.ModelChoiceField

YEARS_BACK, YEARS_AHEAD, LONGEST_YEARS = 3, 2, 5
RECENT_START = timedelta(weeks=6)


def tutors_with_caseload() -> QuerySet[User]:
    """Tutors by name, each with `caseload`: how many live enrolments they have today.

    Who is invited and not yet here (`is_here`) comes last.
    """
    live = Q(tutored_enrolments__status__in=LIVE)
    caseload = Count("tutored_enrolments", filter=live, distinct=True)
    tutors = User.objects.holding(Role.TUTOR).with_presence().annotate(caseload=caseload)
    by_presence: QuerySet[User] = tutors.order_by("-is_here", "family_name", "given_name", "pk")
    return by_presence


class CohortField(CohortChoice):
    """A cohort with its start and its places."""

    def label_from_instance(self, cohort: Any) -> str:
        places = f"{cohort.taken} of {cohort.capacity} places taken"
        return f"{cohort}: starts {cohort.starts_on:%-d %b %Y}, {places}"


class TutorField(TutorChoice):
    """A tutor with their caseload."""

    def label_from_instance(self, tutor: Any) -> str:
        noun = "candidate" if tutor.caseload == 1 else "candidates"
        absent = "" if tutor.is_here else "; invited, not yet here"
        return f"{tutor}: {tutor.caseload} {noun}{absent}"


class EnrolForm(forms.Form):
    """Cohort, tutor and dates for everybody chosen (D3)."""

    cohort = CohortField(
        queryset=Cohort.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a cohort."},
    )
    tutor = TutorField(
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a tutor."},
    )
    starts_on = DayField(
        label="Start", help_text="Leave empty for the cohort’s first day.", required=False
    )
    planned_end_on = DayField(
        label="Planned end",
        help_text="Leave empty for the longest typical time after the start.",
        required=False,
    )

    def __init__(
        self, data: QueryDict | None, *, enquiries: Iterable[Enquiry], today: date
    ) -> None:
        super().__init__(data)
        self.enquiries = list(enquiries)
        asked = {enquiry.qualification_id for enquiry in self.enquiries}
        self.is_one_diploma = len(asked) == 1 and None not in asked
        current = Prefetch(
            "qualification__versions",
            SpecificationVersion.objects.current(),
            to_attr="current_versions",
        )
        cohorts = (
            Cohort.objects.with_places()
            .filter(ends_on__gte=today)
            .select_related("qualification")
            .prefetch_related(current)
            .order_by("starts_on", "name")
        )
        if None not in asked:
            cohorts = cohorts.filter(qualification__in=asked)
        field_of(self, "cohort", CohortField).queryset = cohorts
        field_of(self, "tutor", TutorField).queryset = tutors_with_caseload()
        earliest, latest = date(today.year - YEARS_BACK, 1, 1), today.year + YEARS_AHEAD
        field_of(self, "starts_on", DayField).between(earliest, date(latest, 12, 31))
        planned_end = field_of(self, "planned_end_on", DayField)
        planned_end.between(earliest, date(latest + LONGEST_YEARS, 12, 31))
        if not self.is_bound and self.is_one_diploma:
            self.suggest(today)

    def suggest(self, today: date) -> None:
        """Begin with the next cohort that has a place, and the tutor with the fewest candidates.

        Only where all asked for one diploma, and among the tutors who are here: nobody is
        enrolled by a choice that nobody made.
        """
        free = [cohort for cohort in self.cohorts() if cohort.taken < cohort.capacity]
        soon = [cohort for cohort in free if cohort.starts_on >= today - RECENT_START]
        self.initial["cohort"] = next(iter(soon or free), None)
        tutors: Iterable[Any] = field_of(self, "tutor", TutorField).queryset or ()
        here = [tutor for tutor in tutors if tutor.is_here]
        self.initial["tutor"] = min(here, key=lambda tutor: tutor.caseload, default=None)

    def going(self) -> list[Enquiry]:
        """Whom to enrol: whoever is not sure which diploma needs a tick of their own."""
        ticked = set(cast("QueryDict", self.data).getlist("sure"))
        return [e for e in self.enquiries if e.qualification_id or str(e.reference) in ticked]

    def cohorts(self) -> list[Any]:
        """The cohorts one may choose, each with `taken`."""
        return list(field_of(self, "cohort", CohortField).queryset or ())

    @property
    def levels(self) -> set[int]:
        """The levels of the cohorts one may choose."""
        return {cohort.qualification.level for cohort in self.cohorts()}

    def clean(self) -> dict[str, Any]:
        """Fill in the dates left empty (D3)."""
        plan = self.cleaned_data
        if not self.going():
            self.add_error(None, "Tick who is to be enrolled although they are not sure yet.")
        cohort = plan.get("cohort")
        if cohort is None or self.has_error("starts_on") or self.has_error("planned_end_on"):
            return plan
        plan["starts_on"] = plan["starts_on"] or cohort.starts_on
        version = next(iter(cohort.qualification.current_versions), None)
        if version and not plan["planned_end_on"]:
            plan["planned_end_on"] = default_end(
                plan["starts_on"], months=version.typical_months_most
            )
        if not version:
            self.add_error("cohort", f"{cohort.qualification} has no specification loaded.")
        elif plan["planned_end_on"] <= plan["starts_on"]:
            self.add_error("planned_end_on", "The planned end must come after the start.")
        return plan


class EntryCheckForm(forms.Form):
    """What was found for one person at entry to Level 7 (P7.13)."""

    def __init__(self, data: QueryDict | None, *, enquiry: Enquiry) -> None:
        super().__init__(data, prefix=f"entry-{enquiry.pk}")
        self.enquiry = enquiry
        self.strengths = entry.REQUIREMENTS
        for requirement in self.strengths:
            self.fields[requirement.value] = forms.ChoiceField(
                label=requirement.label,
                choices=[
                    (EntryDecision.NOT_SHOWN, EntryDecision.NOT_SHOWN.label),
                    (EntryDecision.MET, EntryDecision.MET.label),
                    (EntryDecision.WAIVED, EntryDecision.WAIVED.label),
                ],
                required=False,
                initial=EntryDecision.NOT_SHOWN,
            )
            self.fields[f"{requirement.value}_words"] = LineField(
                label=f"{requirement.label}: what was seen, or why it is waived",
                max_length=300,
                required=False,
            )

    def rows(self) -> Iterator[tuple[str, Strength, BoundField, BoundField]]:
        """Each requirement with its strength and its two fields, as the page shows it."""
        for requirement, strength in self.strengths.items():
            decision = self[requirement.value]
            yield requirement.label, strength, decision, self[f"{requirement.value}_words"]

    def findings(self) -> list[Finding]:
        """The findings of a form that was read."""
        return [self.finding(requirement) for requirement in self.strengths]

    def finding(self, requirement: EntryRequirement) -> Finding:
        """One finding: the words are evidence or reason, as the decision has it."""
        chosen = self.cleaned_data.get(requirement.value) or EntryDecision.NOT_SHOWN
        decision = EntryDecision(chosen)
        words = self.cleaned_data.get(f"{requirement.value}_words", "")
        is_waived = decision == EntryDecision.WAIVED
        return Finding(
            requirement=requirement,
            decision=decision,
            evidence="" if is_waived else words,
            reason=words if is_waived else "",
        )

    def clean(self) -> dict[str, Any]:
        """Say beside each requirement what is missing."""
        for requirement, strength in self.strengths.items():
            words = f"{requirement.value}_words"
            finding = self.finding(requirement)
            fault = entry.fault_in(finding, strength)
            if fault and finding.decision == EntryDecision.NOT_SHOWN and finding.evidence:
                fault = f"{requirement.label}: choose whether it is met or waived."
            if fault and not self.has_error(words):
                self.add_error(words, fault)
        return self.cleaned_data
