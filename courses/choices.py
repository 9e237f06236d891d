"""Fixed vocabularies of a specification."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """What a unit asks for; handbooks of the family have all three."""

    KNOWLEDGE = "knowledge", "Knowledge"
    SKILLS = "skills", "Skills"
    COMBINED = "combined", "Knowledge and skills"


class OutcomeKind(TextChoices):
    """Whether an outcome is shown by knowing or by doing (P7.4)."""

    KNOWLEDGE = "knowledge", "Knowledge-based"
    COMPETENCE = "competence", "Competence-based"


class Regime(TextChoices):
    """How criteria are decided; a qualification version has exactly one (D2, D6)."""

    MARKS = "marks", "Marked, half of each criterion's marks to pass"
    MET = "met", "Met or not yet met"


class ManagementRole(TextChoices):
    """What somebody who asks which diploma suits them does today (P5.1, P7.1)."""

    NOT_YET = "not-yet", "I do not manage people or projects yet"
    MANAGER = "manager", "I manage a team or projects, and answer to a senior manager or an owner"
    ASPIRING = "aspiring", "I manage now, and a senior post is my next step"
    SENIOR = "senior", "I am a senior manager, of one practice or of several"


class Experience(TextChoices):
    """How settled they are in managing (P7.1, P7.13)."""

    NEW = "new", "I am new to it"
    SETTLED = "settled", "I am comfortable leading people and looking after resources and money"
    SUSTAINED = "sustained", "I have years of it, or a leadership qualification at Level 5 or above"


class MathsAndEnglish(TextChoices):
    """Whether they hold Maths and English at Level 2 (P7.13)."""

    BOTH = "both", "Yes, both"
    NOT_BOTH = "not-both", "Not both"
    NOT_SURE = "not-sure", "I am not sure"
