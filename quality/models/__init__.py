"""Policies, plans, samples, and what became of them."""

from quality.models.appeal import STAGES, Appeal, AppealPart, AppealStage
from quality.models.draft import SampleDraft
from quality.models.plan import PlannedSample, SamplePlan
from quality.models.policy import AssessorRisk, SamplingPolicy
from quality.models.sample import IQASample, QualityAction, SampleJudgement
from quality.models.second import SecondDecision, SecondMarking
from quality.models.visit import FrozenPack, VisitAction, VisitOpening, VisitRemark

__all__ = [
    "STAGES",
    "Appeal",
    "AppealPart",
    "AppealStage",
    "AssessorRisk",
    "FrozenPack",
    "IQASample",
    "PlannedSample",
    "QualityAction",
    "SampleDraft",
    "SampleJudgement",
    "SamplePlan",
    "SamplingPolicy",
    "SecondDecision",
    "SecondMarking",
    "VisitAction",
    "VisitOpening",
    "VisitRemark",
]
