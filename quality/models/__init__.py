"""Policies, plans, samples, and what became of them."""

from quality.models.plan import PlannedSample, SamplePlan
from quality.models.policy import AssessorRisk, SamplingPolicy
from quality.models.sample import IQASample, QualityAction, SampleJudgement

__all__ = [
    "AssessorRisk",
    "IQASample",
    "PlannedSample",
    "QualityAction",
    "SampleJudgement",
    "SamplePlan",
    "SamplingPolicy",
]
