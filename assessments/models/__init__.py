"""Evidence, submissions, decisions, and the progress they amount to."""

from assessments.models.case import CaseNote, MalpracticeCase
from assessments.models.conflict import DraftConflict
from assessments.models.countersigning import Countersignature
from assessments.models.decision import CriterionDecision, MarkingDraft, UnitResult
from assessments.models.discussion import (
    DiscussionCriterion,
    DiscussionPoint,
    DiscussionRecord,
    ProfessionalDiscussion,
)
from assessments.models.evidence import (
    Evidence,
    EvidenceClaim,
    EvidenceFile,
    Narrative,
    Quarantine,
)
from assessments.models.observation import (
    Observation,
    ObservedCriterion,
    ReflectiveAccount,
)
from assessments.models.phrase import Phrase, PhraseVersion
from assessments.models.portfolio import PortfolioExport
from assessments.models.preview import EvidencePreview
from assessments.models.progress import UnitProgress
from assessments.models.record import EvidenceRecord, RecordConfirmation
from assessments.models.seal import SubmissionSeal
from assessments.models.submission import (
    AttemptOverride,
    Declaration,
    Submission,
    SubmittedFile,
)
from assessments.models.support import (
    AdjustedUnit,
    Extension,
    ReasonableAdjustment,
    SpecialConsideration,
)
from assessments.models.testimony import WitnessTestimony
from assessments.models.upload import PiecewiseUpload

__all__ = [
    "AdjustedUnit",
    "AttemptOverride",
    "CaseNote",
    "Countersignature",
    "CriterionDecision",
    "Declaration",
    "DiscussionCriterion",
    "DiscussionPoint",
    "DiscussionRecord",
    "DraftConflict",
    "Evidence",
    "EvidenceClaim",
    "EvidenceFile",
    "EvidencePreview",
    "EvidenceRecord",
    "Extension",
    "MalpracticeCase",
    "MarkingDraft",
    "Narrative",
    "Observation",
    "ObservedCriterion",
    "Phrase",
    "PhraseVersion",
    "PiecewiseUpload",
    "PortfolioExport",
    "ProfessionalDiscussion",
    "Quarantine",
    "ReasonableAdjustment",
    "RecordConfirmation",
    "ReflectiveAccount",
    "SpecialConsideration",
    "Submission",
    "SubmissionSeal",
    "SubmittedFile",
    "UnitProgress",
    "UnitResult",
    "WitnessTestimony",
]
