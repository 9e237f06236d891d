"""From first interest to the end of an enrolment."""

from enrolments.models.candidate import Candidate
from enrolments.models.cohort import Cohort
from enrolments.models.enquiry import Enquiry, EnquiryConsent, EnquiryNote
from enrolments.models.enrolment import (
    BreakInLearning,
    Enrolment,
    EntryCheck,
    PaceChange,
    RegistrationNumber,
    TutorAssignment,
    UnitTarget,
)
from enrolments.models.learning import (
    ActivityKindDefault,
    InductionRecord,
    LearningActivity,
    PriorLearning,
    Project,
    ProjectMilestone,
    SkillsScanEntry,
)
from enrolments.models.rating import QualityRating
from enrolments.models.reminder import Reminder, ReminderPreference
from enrolments.models.staffing import (
    AssuranceDuty,
    CPDEntry,
    StaffQualification,
    UnitApproval,
)
from enrolments.models.tutorial import (
    Attendance,
    Tutorial,
    TutorialAction,
    TutorialRevision,
)
from enrolments.models.visit import EQAVisit, VisitCandidate

__all__ = [
    "ActivityKindDefault",
    "AssuranceDuty",
    "Attendance",
    "BreakInLearning",
    "CPDEntry",
    "Candidate",
    "Cohort",
    "EQAVisit",
    "Enquiry",
    "EnquiryConsent",
    "EnquiryNote",
    "Enrolment",
    "EntryCheck",
    "InductionRecord",
    "LearningActivity",
    "PaceChange",
    "PriorLearning",
    "Project",
    "ProjectMilestone",
    "QualityRating",
    "RegistrationNumber",
    "Reminder",
    "ReminderPreference",
    "SkillsScanEntry",
    "StaffQualification",
    "TutorAssignment",
    "Tutorial",
    "TutorialAction",
    "TutorialRevision",
    "UnitApproval",
    "UnitTarget",
    "VisitCandidate",
]
