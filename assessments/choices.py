"""Fixed vocabularies of evidence, marking and progress."""

from django.db.models import TextChoices


class EvidenceKind(TextChoices):
    """What a piece of evidence is."""

    DOCUMENT = "document", "Document"
    SCENARIO = "scenario", "Scenario response"
    WORK_PRODUCT = "work_product", "Work product"
    PROFESSIONAL_DISCUSSION = "professional_discussion", "Professional discussion"
    OBSERVATION = "observation", "Observation"
    WITNESS_TESTIMONY = "witness_testimony", "Witness testimony"
    REFLECTIVE_ACCOUNT = "reflective_account", "Reflective account"
    ASSIGNMENT = "assignment", "Assignment"


# Written down here, with fields of their own; the others come as a file.
MADE_BY_TUTORS = (EvidenceKind.PROFESSIONAL_DISCUSSION, EvidenceKind.OBSERVATION)
MADE_BY_CANDIDATES = (EvidenceKind.WITNESS_TESTIMONY, EvidenceKind.REFLECTIVE_ACCOUNT)
RECORDED = (*MADE_BY_TUTORS, *MADE_BY_CANDIDATES)
FILED = tuple(kind for kind in EvidenceKind if kind not in RECORDED)


class Medium(TextChoices):
    """How a professional discussion was kept."""

    NOTES = "notes", "Notes"
    AUDIO = "audio", "Sound recording and notes"
    VIDEO = "video", "Video recording and notes"


class FileAccess(TextChoices):
    """Whether a stored file may be opened."""

    OPEN = "open", "Open"
    CHECKING = "checking", "Being checked"
    QUARANTINED = "quarantined", "Taken away"


class PreviewOutcome(TextChoices):
    """What came of making pages of an office file."""

    MADE = "made", "Made"
    FAILED = "failed", "Could not be made"
    NO_CONVERTER = "no_converter", "LibreOffice is not installed"


class Outcome(TextChoices):
    """What was decided for one criterion. There is no third value (P7.12)."""

    MET = "met", "Met"
    NOT_YET_MET = "not_yet_met", "Not yet met"


class Grade(TextChoices):
    """What was decided for a unit."""

    PASS = "pass", "Pass"
    REFERRED = "referred", "Referral"


class Countersigned(TextChoices):
    """What a qualified assessor said of a provisional result."""

    AGREED = "agreed", "Agreed"
    RETURNED = "returned", "Handed back"


class UnitState(TextChoices):
    """Where a candidate stands in a unit, as everybody sees it."""

    NOT_STARTED = "not_started", "Not started"
    DRAFTING = "drafting", "Drafting"
    SUBMITTED = "submitted", "With tutor"
    REFERRED = "referred", "Referral"
    PASSED = "passed", "Passed"


# How a pass by prior learning is said inside the centre; a statement says "Pass" (R23).
PASSED_BY_PRIOR_LEARNING = "prior_learning"
PRIOR_LEARNING_SAID = "Pass (prior learning)"


def shown_state(state: str, *, is_prior_learning: bool) -> str:
    """A state, or the look that tells a pass by prior learning from the others (R23)."""
    is_told_apart = is_prior_learning and state == UnitState.PASSED
    return PASSED_BY_PRIOR_LEARNING if is_told_apart else state


class SubmissionStage(TextChoices):
    """Where a submission stands between candidate and tutor."""

    SUBMITTED = "submitted", "With tutor"
    MARKING = "marking", "Being marked"
    MARKED = "marked", "Marked, not released"
    RELEASED = "released", "Released"
    WITHDRAWN = "withdrawn", "Withdrawn"


# With the tutor, in whichever way: sent and not yet told.
OPEN = (SubmissionStage.SUBMITTED, SubmissionStage.MARKING, SubmissionStage.MARKED)
# Still to be marked.
TO_MARK = (SubmissionStage.SUBMITTED, SubmissionStage.MARKING)


class FollowsFrom(TextChoices):
    """What the centre does about adversity. Nothing of it is a mark (R24)."""

    TIME = "time", "More time: a deadline of the centre’s is moved"
    ATTEMPT = "attempt", "Another attempt is allowed"
    NOTHING = "nothing", "Nothing: it stays on record"


class CaseKind(TextChoices):
    """What is suspected."""

    PLAGIARISM = "plagiarism", "Plagiarism"
    COLLUSION = "collusion", "Collusion"
    FABRICATION = "fabrication", "Made-up evidence or testimony"
    CONTRACT = "contract", "Somebody else was paid or asked to do it"
    IMPERSONATION = "impersonation", "Somebody posed as the candidate"
    AI = "ai", "Use of AI that was not declared"
    OTHER = "other", "Something else"


class CaseOutcome(TextChoices):
    """What was found of a suspicion."""

    UNFOUNDED = "unfounded", "Not upheld"
    WARNING = "warning", "Upheld: a warning"
    AGAIN = "again", "Upheld: the work is to be done again"
    REPORTED = "reported", "Upheld: reported to the awarding organisation"
