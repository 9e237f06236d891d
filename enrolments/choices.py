"""Fixed vocabularies from first interest to the end of an enrolment."""

from django.db.models import TextChoices


class EnquiryStatus(TextChoices):
    """How far an enquiry has come."""

    NEW = "new", "New"
    CONTACTED = "contacted", "Contacted"
    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Offered a place"
    ENROLLED = "enrolled", "Enrolled"
    CLOSED = "closed", "Closed"


class ClosedReason(TextChoices):
    """Why an enquiry went no further."""

    NO_REPLY = "no_reply", "No reply"
    CHOSE_ELSEWHERE = "elsewhere", "Chose another provider"
    NOT_READY = "not_ready", "Not now"
    NOT_SUITABLE = "not_suitable", "The diploma does not suit"
    FUNDING = "funding", "No funding"
    DUPLICATE = "duplicate", "The same as another enquiry"
    UNWANTED = "unwanted", "Not a real enquiry"


class EmployerKind(TextChoices):
    """What kind of organisation a candidate works for (P7.1)."""

    PRACTICE = "practice", "GP practice"
    PCN = "pcn", "Primary care network"
    FEDERATION = "federation", "Federation or super practice"
    OTHER = "other", "Another organisation"


class HeardFrom(TextChoices):
    """How somebody heard of the diploma."""

    COLLEAGUE = "colleague", "A colleague"
    PMA = "pma", "PMA news or event"
    SEARCH = "search", "A web search"
    EMPLOYER = "employer", "My employer"
    ILM = "ilm", "ILM"
    OTHER = "other", "Somewhere else"


class ConsentPurpose(TextChoices):
    """What a person may agree to, each by itself and off until chosen."""

    NEWS = "news", "News of courses and events by e-mail"
    PHONE = "phone", "A telephone call about this enquiry"
    EMPLOYER = "employer", "Talking to my employer about this enquiry"


class Funding(TextChoices):
    """Who pays, as the awarding organisation asks of every order (R21)."""

    NON_FUNDED = "non_funded", "Non-funded"
    FUNDED = "funded", "Funded"


class RatingCode(TextChoices):
    """How far the awarding organisation trusts the centre with a qualification (R20)."""

    DIRECT = "00", "00: direct claims"
    DIRECT_WITH_ACTIONS = "01", "01: direct claims, with an action plan"
    SIGN_OFF = "02", "02: claims need the external quality assurer's signature"
    NO_REGISTRATIONS = "3a", "3a: registrations suspended"
    NO_CLAIMS = "3b", "3b: certification suspended"
    QUALIFICATION_WITHDRAWN = "04", "04: approval for the qualification withdrawn"
    CENTRE_WITHDRAWN = "05", "05: approval of the centre withdrawn"


class VisitKind(TextChoices):
    """How an external quality assurer looks at the centre."""

    ON_SITE = "on_site", "At the centre"
    REMOTE = "remote", "Remote"
    DESK = "desk", "From the desk, without meeting"


class VisitState(TextChoices):
    """Where a visit stands at a moment. It follows from its times and is kept nowhere."""

    COMING = "coming", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class EnrolmentStatus(TextChoices):
    """Where an enrolment stands."""

    ACTIVE = "active", "Active"
    ON_BREAK = "on_break", "On a break"
    COMPLETED = "completed", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EntryRequirement(TextChoices):
    """What Level 7 asks of those who start (P7.13)."""

    EMPLOYER_SELECTION = "employer", "The employer's own selection criteria"
    LEVEL_2_MATHS = "maths", "Level 2 Maths"
    LEVEL_2_ENGLISH = "english", "Level 2 English"
    LEVEL_3_BACKGROUND = "level_3", "Literacy and numeracy background of about Level 3"
    STUDY_SKILLS = "study_skills", "Substantial study skills"
    MANAGEMENT_EXPERIENCE = "experience", "Sustained experience in a management role"
    LEADERSHIP_LEVEL_5 = (
        "leadership",
        "Leadership experience, or qualifications at Level 5 or above",
    )


class Strength(TextChoices):
    """How strongly a requirement is put (P7.13): the five words are not one rule."""

    REQUIRED = "required", "Required"
    EXPECTED = "expected", "Expected"
    NORMALLY = "normally", "Normally"
    PREFERABLE = "preferable", "Preferable"
    ADVISABLE = "advisable", "Advisable"
    EMPLOYER = "employer", "Set by the employer"


class EntryDecision(TextChoices):
    """What was found for a requirement."""

    MET = "met", "Met"
    WAIVED = "waived", "Waived"
    NOT_SHOWN = "not_shown", "Not shown"


class ActivityKind(TextChoices):
    """Kinds of learning time (P5.6, P7.7, P7.10)."""

    ONE_TO_ONE = "one_to_one", "One-to-one tutorial"
    GROUP = "group", "Group discussion or teaching"
    WEBINAR = "webinar", "Webinar"
    OBSERVATION = "observation", "Observation"
    PROFESSIONAL_DISCUSSION = "professional_discussion", "Professional discussion"
    COACHING = "coaching", "Coaching"
    MENTORING = "mentoring", "Mentoring"
    PRACTICAL = "practical", "Practical assessment"
    FEEDBACK = "feedback", "One-to-one feedback"
    ONLINE_GUIDANCE = "online_guidance", "Online guidance from a tutor"
    ASSESSING = "assessing", "Staff time assessing"
    E_LEARNING = "e_learning", "E-learning"
    READING = "reading", "Guided reading"
    RESEARCH = "research", "Independent research"
    PROJECT = "project", "Project work"
    PORTFOLIO = "portfolio", "Writing and gathering evidence"
    INDUCTION = "induction", "Induction"


class Mode(TextChoices):
    """How a tutorial was held."""

    VIDEO = "video", "By video"
    FACE_TO_FACE = "face_to_face", "Face to face"
    PHONE = "phone", "By telephone"


class AttendanceResponse(TextChoices):
    """What the candidate said about the record; silence blocks nothing."""

    NONE = "none", "Not answered"
    CONFIRMED = "confirmed", "Confirmed"
    QUERIED = "queried", "Queried"


class ActionOwner(TextChoices):
    """Who agreed to do something after a tutorial."""

    CANDIDATE = "candidate", "Candidate"
    TUTOR = "tutor", "Tutor"


class InductionItem(TextChoices):
    """The seven parts of the initial assessment (P5.4)."""

    FORMAT = "format", "How the programme runs"
    SUPPORT = "support", "The qualification and the support available"
    MEMBERSHIP = "membership", "ILM studying membership"
    STUDY_SKILLS = "study_skills", "Learning and study skills"
    ETHICS = "ethics", "Medical ethics in a GP practice"
    SAFEGUARDING = "safeguarding", "Safeguarding in a GP practice"
    SKILLS_SCAN = "skills_scan", "Skills scan for prior learning"


class SelfRating(TextChoices):
    """How well somebody already does what an outcome asks."""

    NEW = "new", "New to me"
    SOME = "some", "Some experience"
    CONFIDENT = "confident", "Confident"
    EVIDENCE = "evidence", "Confident, and I could show evidence"


class ReminderRule(TextChoices):
    """What people are reminded of. One mail a person, rule and period, whatever happens."""

    TUTORIAL_DUE = "tutorial_due", "Your next tutorial is due"
    TUTORIAL_TO_GIVE = "tutorial_give", "A candidate is due a tutorial"
    ACTION_DUE = "action_due", "An agreed action is due"
    MARKING_DUE = "marking_due", "Work is waiting near its turnaround"
    NO_CONTACT = "no_contact", "No contact for some weeks"
    TARGET_NEAR = "target_near", "A unit's target date is near"


class StaffAward(TextChoices):
    """Awards that let somebody assess, or assure assessment (R16)."""

    CAVA = "cava", "CAVA, assessing vocational achievement"
    A1 = "a1", "A1, assessing"
    D32_D33 = "d32_d33", "D32 and D33, assessing"
    V1 = "v1", "V1, internal quality assurance"
    D34 = "d34", "D34, internal quality assurance"
    TAQA = "taqa", "TAQA, internal quality assurance"


# The rest are awards of quality assurance.
ASSESSOR_AWARDS = (StaffAward.CAVA, StaffAward.A1, StaffAward.D32_D33)


class AssessorStanding(TextChoices):
    """What somebody's records make them on a day."""

    QUALIFIED = "qualified", "Qualified assessor"
    WORKING_TOWARDS = "working", "Working towards qualifying"
    LAPSED = "lapsed", "Past the time allowed for qualifying"
    UNRECORDED = "none", "No assessor award recorded"
