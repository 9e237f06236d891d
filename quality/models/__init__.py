"""Policies, plans, samples, and what became of them."""

from quality.models.appeal import STAGES, Appeal, AppealPart, AppealStage
from quality.models.draft import SampleDraft
from quality.models.minutes import (
    AgreedJudgement,
    ExerciseMinutes,
    MinutesAction,
    MinutesAttendee,
)
from quality.models.plan import PlannedSample, SamplePlan
from quality.models.policy import AssessorRisk, SamplingPolicy
from quality.models.sample import IQASample, QualityAction, SampleJudgement
from quality.models.second import SecondDecision, SecondMarking
from quality.models.standardising import (
    ExerciseFile,
    ExerciseJudgement,
    ExerciseMarking,
    StandardisationChoice,
    StandardisationExercise,
)
from quality.models.visit import FrozenPack, VisitAction, VisitOpening, VisitRemark

__all__ = [
    "STAGES",
    "AgreedJudgement",
    "Appeal",
    "AppealPart",
    "AppealStage",
    "AssessorRisk",
    "ExerciseFile",
    "ExerciseJudgement",
    "ExerciseMarking",
    "ExerciseMinutes",
    "FrozenPack",
    "IQASample",
    "MinutesAction",
    "MinutesAttendee",
    "PlannedSample",
    "QualityAction",
    "SampleDraft",
    "SampleJudgement",
    "SamplePlan",
    "SamplingPolicy",
    "SecondDecision",
    "SecondMarking",
    "StandardisationChoice",
    "StandardisationExercise",
    "VisitAction",
    "VisitOpening",
    "VisitRemark",
]
