"""Fixed vocabularies of internal quality assurance."""

from django.db.models import TextChoices


class Band(TextChoices):
    """How much risk an assessor's judgement carries; each has its rate in the policy (R17)."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    UNQUALIFIED = "unqualified", "Unqualified"


class Stage(TextChoices):
    """When work is sampled: while a candidate still has units to pass, or after the last (R18)."""

    INTERIM = "interim", "Interim"
    SUMMATIVE = "summative", "Summative"


class View(TextChoices):
    """What an assurer thinks of one decision."""

    AGREE = "agree", "Agree"
    ACTION = "action", "Action"
    DISAGREE = "disagree", "Disagree"


class Origin(TextChoices):
    """How a cell came into a plan."""

    PROPOSED = "proposed", "Proposed"
    ADDED = "added", "Added by hand"


class Why(TextChoices):
    """Why a plan proposes a cell."""

    PRIOR_LEARNING = "prior_learning", "Prior learning"
    FIRST_DECISIONS = "first_decisions", "Among the first decisions of a new assessor"
    LATER_ATTEMPT = "later_attempt", "Attempt 2 or later"
    TOO_QUICK = "too_quick", "Judged quicker than the policy allows for"
    ALL_ALIKE = "all_alike", "This assessor’s decisions are all alike"
    LONG_SINCE = "long_since", "Long since this assessor was last sampled"
    NO_INTERIM = "no_interim", "Half the units passed and nothing of this candidate sampled"
    ASSESSOR = "assessor", "Assessor not yet sampled in this cycle"
    UNIT = "unit", "Unit not yet sampled in this cycle"
    METHOD = "method", "Method not yet sampled in this cycle"
    STAGE = "stage", "Stage not yet sampled in this cycle"
    RANDOM = "random", "Drawn at random to make up the rate"


class Part(TextChoices):
    """What part somebody has in an appeal; whoever has one answers no stage but their own."""

    CANDIDATE = "candidate", "Candidate"
    TUTOR = "tutor", "Tutor"
    DECIDED = "decided", "Decided"
    ASSURED = "assured", "Assured"
    REVIEWER = "reviewer", "Answers a stage"
    JUDGE = "judge", "Decides anew"
