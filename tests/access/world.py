"""Two candidates who must know nothing of each other, and everybody round them.

Every text of a side carries its canary: a word that may appear only where that side may be read.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.actions import invite_user
from accounts.invitations import token_from
from accounts.models import User
from assessments import storage
from assessments.actions.cases import note_case, open_case
from assessments.actions.exporting import ask_portfolio
from assessments.actions.marking import finish_marking
from assessments.actions.narratives import save_narrative
from assessments.actions.phrases import add_phrase
from assessments.actions.receiving import start_upload
from assessments.actions.submitting import withdraw_submission
from assessments.actions.supporting import AdjustmentTerms, agree_adjustment
from assessments.choices import CaseKind
from awards.actions import issue_statement
from awards.models import Claim
from awards.storage import keep
from courses.choices import Regime
from enrolments.actions.assuring import appoint_assurer
from enrolments.actions.learning import Study, log_activity
from enrolments.actions.projects import Plan, save_project
from enrolments.actions.staff_records import approve_for_unit
from enrolments.actions.tutorials import record_tutorial
from enrolments.answer_links import answer_token
from enrolments.choices import ActionOwner, ActivityKind, ReminderRule, VisitKind
from enrolments.models import EnquiryNote, TutorAssignment
from enrolments.stopping import stop_token
from enrolments.tutoring import Agreed, Meeting
from ledger import jobs
from ledger.choices import JobState
from ledger.models import Job
from quality.actions.appeals import lodge_appeal, pick_reviewer
from quality.actions.inspecting import set_action
from quality.actions.planning import propose_plan
from quality.actions.sampling import Opinion, Vacsr, conclude_sample
from quality.actions.second_marking import finish_second_marking, give_second_marking
from quality.actions.visiting import Part, Visitor, keep_pack, open_visit
from quality.choices import View
from quality.judging import Judgement
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, draft, mark_and_release
from tests.assessments.portfolio import add, submit
from tests.assessments.records import announce, bear_witness, hold, observe, reflect
from tests.awards.conftest import pass_units
from tests.factories.accounts import (
    LONG_AGO,
    AdministratorFactory,
    CandidateUserFactory,
    EQAFactory,
    IQAFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnquiryFactory, EnrolmentFactory
from tests.quality.exercises import an_exercise, judge, write_up
from tests.quality.second import draw_one_in

CANARY_A, CANARY_B = "Quillcanarya", "Zephcanaryb"
# The unit of each side's provisional result: only its own tutor is approved for it.
PROVISIONAL_AT = {CANARY_A: 7, CANARY_B: 8}
STARTED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Side:
    """A candidate, their tutor, and all that was planted of them."""

    canary: str
    candidate: User
    tutor: User
    ex_tutor: User
    things: dict = field(default_factory=dict)


@dataclass
class World:
    """Both sides, and those who belong to neither."""

    a: Side
    b: Side
    administrator: User
    iqa: User
    other_iqa: User
    eqa: User
    other_eqa: User
    inactive: User
    roleless: User
    slug: str
    specification: tuple
    missing_unit_code: str

    @property
    def cast(self):
        """Who signs in as what; `inactive` was side A's tutor and an administrator once."""
        return {
            "candidate": self.a.candidate,
            "other_candidate": self.b.candidate,
            "tutor": self.a.tutor,
            "other_tutor": self.b.tutor,
            "ex_tutor": self.a.ex_tutor,
            "iqa": self.iqa,
            "other_iqa": self.other_iqa,
            "eqa": self.eqa,
            "other_eqa": self.other_eqa,
            "administrator": self.administrator,
            "inactive": self.inactive,
            "roleless": self.roleless,
        }


def build():
    """The whole world; files land where the settings say."""
    administrator = AdministratorFactory(given_name="Ada", family_name="Admin")
    studied = SpecificationVersionFactory(
        units=8, criteria=2, maximum=Decimal(50), regime=Regime.MARKS, qualification__level=7
    )
    passed = SpecificationVersionFactory(units=1, criteria=1, maximum=None)
    sides = [build_side(canary, administrator, studied, passed) for canary in (CANARY_A, CANARY_B)]
    inactive = UserFactory(given_name="Ina", is_active=False, roles=["administrator", "tutor"])
    jobs.run_due()
    iqa = assurer_of(studied, passed)
    for side, duty in zip(sides, iqa.assurance_duties.all(), strict=True):
        side.things["duty"] = duty
    plant_plan(iqa, sides)
    plant_second_markings(sides, studied)
    plant_exercises(sides, iqa, studied)
    visitors = [EQAFactory(given_name="Edda"), EQAFactory(given_name="Egon")]
    for side, visitor in zip(sides, visitors, strict=True):
        plant_visits(side, visitor, administrator)
    for side in sides:
        side.things["job"] = dead_job(side)
    return World(
        *sides,
        administrator=administrator,
        iqa=iqa,
        other_iqa=IQAFactory(given_name="Olga"),
        eqa=visitors[0],
        other_eqa=visitors[1],
        inactive=inactive,
        roleless=UserFactory(given_name="Rolf"),
        slug=studied.qualification.slug,
        specification=(studied.qualification.code, studied.number),
        missing_unit_code="nothing-here",
    )


def assurer_of(*versions):
    """An internal quality assurer on duty for the qualifications of both sides."""
    assurer = IQAFactory(given_name="Iris")
    for version in versions:
        appoint_assurer(
            assurer=assurer,
            qualification=version.qualification,
            starts_on=STARTED.date(),
            by=None,
            now=STARTED,
        )
    return assurer


def build_side(canary, administrator, studied, passed):
    """One candidate with work at every stage."""
    side = Side(
        canary,
        candidate=CandidateUserFactory(given_name=f"{canary}given", family_name=f"{canary}family"),
        tutor=TutorFactory(family_name=f"{canary}tutor"),
        ex_tutor=TutorFactory(given_name="Eve", family_name="Earlier", qualified=False),
    )
    cohorts = [
        CohortFactory(version=version, name=f"{canary} cohort") for version in (studied, passed)
    ]
    going = EnrolmentFactory(
        version=studied, cohort=cohorts[0], tutor=side.tutor, candidate__user=side.candidate
    )
    going.candidate.employer_name = f"{canary} Surgery"
    going.candidate.save()
    done = EnrolmentFactory(
        version=passed, cohort=cohorts[1], tutor=side.tutor, candidate=going.candidate
    )
    for enrolment in (going, done):
        for tutor, days in ((side.ex_tutor, 0), (side.tutor, 3)):
            TutorAssignment.objects.create(
                enrolment=enrolment,
                tutor=tutor,
                starts_at=STARTED + timedelta(days=days),
                assigned_by=administrator,
            )
    side.things |= {
        "cohort": cohorts[0],
        "enrolment": going,
        "unit": going.version.units.get(position=1),
    }
    plant_record(side, studied, passed)
    plant_intake(side, administrator)
    plant_learning(side)
    plant_support(side)
    plant_work(side)
    plant_records(side)
    plant_case(side)
    plant_appeal(side, administrator)
    plant_statement(side, done, administrator)
    plant_phrases(side)
    return side


def plant_record(side, studied, passed):
    """The tutor holds an award, and is approved for every unit but one of the other side's."""
    elsewhere = PROVISIONAL_AT[CANARY_B if side.canary == CANARY_A else CANARY_A]
    codes = [unit.code for unit in studied.units.all() if unit.position != elsewhere]
    wanted = [(studied.qualification, code) for code in codes] + [(passed.qualification, "")]
    approvals = [
        approve_for_unit(
            person=side.tutor,
            qualification=qualification,
            unit_code=code,
            starts_on=STARTED.date(),
            by=None,
            now=STARTED,
        )
        for qualification, code in wanted
    ]
    side.things |= {"award": side.tutor.staff_qualifications.get(), "approval": approvals[0]}


def plant_provisional(side, unit):
    """Judged by the tutor before, who is not qualified: it waits for today's."""
    going = side.things["enrolment"]
    going.tutor = side.ex_tutor
    going.save()
    work = SubmissionFactory(
        enrolment=going,
        unit=unit,
        narrative=f"{side.canary} provisional narrative",
        evidence__title=f"{side.canary} provisional.pdf",
    )
    draft(work, "30", "40", by=side.ex_tutor, feedback=f"{side.canary} provisional feedback")
    finish_marking(submission=work, resubmit_by=None, by=side.ex_tutor, now=NOW)
    going.tutor = side.tutor
    going.save()
    side.things["provisional"] = work


def plant_intake(side, administrator):
    """An enquiry with a note, an invited colleague, a passkey, roles."""
    things, canary = side.things, side.canary
    things["enquiry"] = EnquiryFactory(
        given_name=f"{canary}asking",
        email=f"{canary.lower()}@surgery.example",
        message=f"{canary} message",
    )
    EnquiryNote.objects.create(
        enquiry=things["enquiry"], author=administrator, text=f"{canary} note", at=NOW
    )
    invited = UserFactory(given_name=f"{canary}invited", roles=["tutor"])
    invited.set_unusable_password()
    invited.save()
    invitation = invite_user(user=invited, by=administrator, now=timezone.now())
    things |= {
        "invitation": token_from(invitation.seed),
        "person": side.candidate,
        "grant": side.candidate.role_grants.get(),
        "passkey": Authenticator.objects.create(
            user=invited,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": f"{canary} key", "credential": {}},
        ),
        "stop": stop_token(side.candidate, [ReminderRule.TUTORIAL_DUE]),
    }


def plant_learning(side):
    """A tutorial with an agreed action, time logged, a project."""
    going, canary = side.things["enrolment"], side.canary
    tutorial = record_tutorial(
        enrolment=going,
        meeting=Meeting(starts_at=NOW - timedelta(days=2), minutes=45, note=f"{canary} talked"),
        agreed=[
            Agreed(f"{canary} reads", date(2026, 6, 1)),
            Agreed(f"{canary} sends", date(2026, 6, 1), ActionOwner.TUTOR),
        ],
        by=side.tutor,
        now=NOW,
    )
    activity = log_activity(
        enrolment=going,
        study=Study(
            done_on=date(2026, 5, 1),
            minutes=90,
            kind=ActivityKind.READING,
            note=f"{canary} studied",
        ),
        by=side.candidate,
        now=NOW,
    )
    save_project(
        enrolment=going,
        plan=Plan(title=f"{canary} project", sponsor=f"{canary} sponsor"),
        version="",
        by=side.candidate,
        now=NOW,
    )
    side.things |= {
        "tutorial": tutorial,
        "action": tutorial.actions.get(owner=ActionOwner.CANDIDATE),
        "tutors_action": tutorial.actions.get(owner=ActionOwner.TUTOR),
        "activity": activity,
        "answer": answer_token(tutorial.attendances.get()),
    }


def plant_support(side):
    """An adjustment for a unit that is not sent yet."""
    going, canary = side.things["enrolment"], side.canary
    side.things["adjustment"] = agree_adjustment(
        enrolment=going,
        agreed=AdjustmentTerms(
            what=f"{canary} speaks in place of writing",
            why=f"{canary} writes slowly",
            evidence=f"{canary} letter",
            units=[going.version.units.get(position=1)],
        ),
        form_token=uuid4(),
        by=side.tutor,
        now=NOW,
    )


def plant_work(side):
    """A file on disk, a narrative, and a submission at each stage."""
    going, canary = side.things["enrolment"], side.canary
    units = list(going.version.units.all())
    evidence = add(going, units[0], name=f"{canary} file.pdf")
    save_narrative(
        enrolment=going,
        unit=units[0],
        text=f"{canary} narrative",
        version=0,
        by=side.candidate,
        now=NOW,
    )
    sent = [
        SubmissionFactory(
            enrolment=going,
            unit=unit,
            narrative=f"{canary} sent narrative",
            evidence__title=f"{canary} {unit.position}.pdf",
        )
        for unit in units[1:5]
    ]
    submitted, begun, marked, referred = sent
    draft(begun, "20", feedback=f"{canary} draft feedback")
    draft(marked, "20", "40", feedback=f"{canary} untold feedback")
    finish_marking(submission=marked, resubmit_by=RESUBMIT_BY, by=side.tutor, now=NOW)
    draft(referred, "20", "40", feedback=f"{canary} told feedback")
    mark_and_release(referred, "20", "40")
    add(going, units[5], name=f"{canary} withdrawn.pdf")
    withdrawn = submit(going, units[5])
    withdraw_submission(submission=withdrawn, by=side.candidate, now=LATER)
    portfolio = ask_portfolio(enrolment=going, by=side.candidate, now=LATER)
    upload = start_upload(
        enrolment=going,
        unit=units[0],
        name=f"{canary} film.mp4",
        length=99,
        changed_ms=1,
        by=side.candidate,
        now=LATER,
    )
    plant_provisional(side, units[PROVISIONAL_AT[canary] - 1])
    side.things |= {
        "portfolio": portfolio,
        "upload": upload,
        "evidence": evidence,
        "file": evidence.files.get(),
        "submitted": submitted,
        "begun": begun,
        "marked": marked,
        "referred": referred,
        "withdrawn": withdrawn,
    }


def plant_records(side):
    """A discussion to come, one that was held, and a record of each other kind."""
    going, canary = side.things["enrolment"], side.canary
    criteria = list(going.version.units.get(position=1).criteria.select_related("unit"))
    said = {"purpose": f"{canary} delegating", "place": f"{canary} room", "criteria": criteria}
    ahead, held = (announce(going, **said) for _ in range(2))
    record = hold(held, summary=f"{canary} spoke freely")
    account = reflect(going, situation=f"{canary} two wanted the same week")
    bear_witness(going, witness_name=f"{canary} Yusuf", account=f"{canary} settled it")
    observation = observe(going, activity=f"{canary} led the meeting")
    side.things |= {
        "discussion": ahead,
        "record": record.paper,
        "account": account.paper.evidence,
        "observation": observation.paper.evidence,
    }


def plant_case(side):
    """An open case about work that is being marked, with a note."""
    case = open_case(
        submission=side.things["begun"],
        kind=CaseKind.PLAGIARISM,
        suspicion=f"{side.canary} words of a book",
        form_token=uuid4(),
        by=side.tutor,
        now=LATER,
    )
    note_case(
        case=case, text=f"{side.canary} page 12", form_token=uuid4(), by=side.tutor, now=LATER
    )
    side.things["case"] = case


def plant_appeal(side, administrator):
    """An appeal about the referral, which an administrator is to answer."""
    appeal = lodge_appeal(
        submission=side.things["referred"],
        grounds=f"{side.canary} says the cost is shown",
        by=side.candidate,
        now=LATER,
    )
    pick_reviewer(appeal=appeal, reviewer=administrator, by=administrator, now=LATER)
    side.things["appeal"] = appeal


def plant_statement(side, done, administrator):
    """A complete enrolment with its statement; the paper is drawn by `run_due`."""
    pass_units(done)
    statement = issue_statement(enrolment=done, by=administrator, now=LATER, replacing=None)
    claim = Claim.objects.create(
        qualification=done.qualification,
        funding=done.funding,
        rating="02",
        signed_off_by=f"{side.canary} Quayle",
        claimed_by=administrator,
        claimed_at=LATER,
    )
    claim.lines.create(enrolment=done, registration_number="ABC1234")
    side.things |= {"complete": done, "statement": statement, "claim": claim}


def plant_phrases(side):
    """A phrase of the tutor's own, and one that everybody may read."""
    private, shared = (
        add_phrase(text=text, is_shared=is_shared, by=side.tutor, now=NOW)
        for text, is_shared in ((f"{side.canary} phrase", False), ("Name the source.", True))
    )
    side.things |= {"phrase": private, "shared_phrase": shared}


def plant_plan(iqa, sides):
    """One sampling plan for the diploma that both sides study, with a cell of each."""
    going = sides[0].things["enrolment"]
    plan = propose_plan(qualification=going.qualification, seed=1, by=iqa, now=LATER)
    for side in sides:
        cell = plan.cells.filter(enrolment=side.things["enrolment"]).first()
        sample = plant_sample(iqa, side)
        asked = sample.judgements.exclude(action=None).get().action
        side.things |= {"plan": plan, "cell": cell, "sample": sample, "asked": asked}


def plant_sample(iqa, side):
    """The referred work, agreed with but for something asked of the tutor."""
    referred = side.things["referred"]
    return conclude_sample(
        submission=referred,
        opinions={
            1: Opinion(View.AGREE),
            2: Opinion(View.ACTION, f"{side.canary} say how the mark came about"),
        },
        vacsr=Vacsr(
            is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
        ),
        due_on=date(2026, 6, 1),
        seen=digest_of(snapshot_of(referred)),
        by=iqa,
        now=LATER,
    )


def plant_second_markings(sides, studied):
    """What each tutor marks a second time is of people of neither side; what a visit reads is its
    candidate's.
    """
    draw_one_in(1, at=NOW - timedelta(days=1))
    others, teacher = TutorFactory(given_name="Oda"), TutorFactory(given_name="Orla")

    def marked(submission, marker, *, is_finished):
        marking = give_second_marking(
            submission=submission, marker=marker, by=marker, now=timezone.now()
        )
        if is_finished:
            said = {at: Judgement(mark=Decimal(30)) for at in (1, 2)}
            finish_second_marking(marking=marking, judgements=said, by=marker, now=timezone.now())
        return marking

    for side in sides:
        work = [
            SubmissionFactory(enrolment=EnrolmentFactory(version=studied, tutor=teacher))
            for _ in range(3)
        ]
        TutorAssignment.objects.create(
            enrolment=work[0].enrolment,
            tutor=next(other.tutor for other in sides if other is not side),
            starts_at=STARTED,
        )
        for one in work:
            mark_and_release(one, "30", "40")
        side.things |= {
            "drawn": work[0],
            "second": marked(work[1], side.tutor, is_finished=False),
            "compared": marked(work[2], side.tutor, is_finished=True),
            "seen_twice": marked(side.things["referred"], others, is_finished=True),
        }


def plant_exercises(sides, iqa, studied):
    """For each tutor a diploma of their own with one exercise to judge and one that is over; and
    one of the diploma both sides study, which their visits read.
    """

    def script(version, tutor):
        enrolment = EnrolmentFactory(version=version, tutor=tutor)
        work = SubmissionFactory(enrolment=enrolment, narrative="What I did.")
        mark_and_release(work, "met")
        return work

    for side in sides:
        version = SpecificationVersionFactory(units=1, criteria=1)
        appoint_assurer(
            assurer=iqa,
            qualification=version.qualification,
            starts_on=STARTED.date(),
            by=None,
            now=STARTED,
        )
        approve_for_unit(
            person=side.tutor,
            qualification=version.qualification,
            unit_code="",
            starts_on=STARTED.date(),
            by=None,
            now=STARTED,
        )
        work = script(version, side.tutor)
        done = an_exercise(work, iqa)
        judge(done, side.tutor, "m")
        write_up(done, iqa, "m")
        side.things |= {"script": work, "exercise": an_exercise(work, iqa), "judged": done}
    shared = sides[0].things["second"].submission
    seen = an_exercise(shared, iqa, title="A shared one")
    write_up(seen, iqa, [Decimal(30), Decimal(40)], attendees=[iqa])
    for side in sides:
        side.things["seen_exercise"] = seen


def plant_visits(side, visitor, administrator):
    """A visit to one candidate that is open, one that is over, and one that is to come."""
    going = side.things["enrolment"]
    for name, first, last in (("closed_visit", -9, -8), ("visit", -1, 1), ("coming_visit", 8, 9)):
        side.things[name] = open_visit(
            qualification=going.qualification,
            part=Part(enrolments=[going]),
            visitor=Visitor(email=visitor.email),
            kind=VisitKind.ON_SITE,
            opens_at=timezone.now() + timedelta(days=first),
            closes_at=timezone.now() + timedelta(days=last),
            by=administrator,
            now=timezone.now(),
        )
    names = (kept := keep(b"%PDF-1.4")).name, kept.sha256
    keep_pack(visit=side.things["closed_visit"], pdf=names, archive=names, now=timezone.now())
    side.things["visit_action"] = set_action(
        visit=side.things["visit"],
        text=f"{side.canary} is to be told",
        owner=side.tutor,
        due_on=timezone.localdate() + timedelta(days=30),
        by=visitor,
        now=timezone.now(),
    )
    sent = side.things["referred"].files.first().file
    place = storage.path_of(sent.stored_name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"%PDF-1.4")
    side.things["sent_file"] = sent


def dead_job(side):
    """A mail that could not be sent."""
    return Job.objects.create(
        kind="result_mail",
        key=f"result_mail:{side.canary}",
        is_mail=True,
        recipient=side.candidate,
        owed_at=LONG_AGO,
        not_before=LONG_AGO,
        state=JobState.DEAD,
        attempts=5,
        last_error=f"{side.canary} refused",
    )
