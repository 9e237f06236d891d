"""Entry to Level 7, pure: what is asked, how strongly, and what is still missing (P7.13).

Five strengths besides the employer's own criteria, and only one of them bars the way:
Level 2 Maths and English are required. The others are noted, whatever was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from enrolments.choices import EntryDecision, EntryRequirement, Strength

LEVEL_WITH_REQUIREMENTS = 7

REQUIREMENTS: Mapping[EntryRequirement, Strength] = MappingProxyType(
    {
        EntryRequirement.LEVEL_2_MATHS: Strength.REQUIRED,
        EntryRequirement.LEVEL_2_ENGLISH: Strength.REQUIRED,
        EntryRequirement.STUDY_SKILLS: Strength.EXPECTED,
        EntryRequirement.LEADERSHIP_LEVEL_5: Strength.NORMALLY,
        EntryRequirement.MANAGEMENT_EXPERIENCE: Strength.PREFERABLE,
        EntryRequirement.LEVEL_3_BACKGROUND: Strength.ADVISABLE,
        EntryRequirement.EMPLOYER_SELECTION: Strength.EMPLOYER,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one requirement: the evidence seen, or why it is waived."""

    requirement: EntryRequirement
    decision: EntryDecision
    evidence: str = ""
    reason: str = ""


def requirements_for(level: int) -> Mapping[EntryRequirement, Strength]:
    """What a diploma of this level asks of those who start, strongest first."""
    return REQUIREMENTS if level == LEVEL_WITH_REQUIREMENTS else {}


def findings_for(level: int, given: Iterable[Finding]) -> list[Finding]:
    """One finding for each requirement; what nobody looked at is not shown."""
    found = {finding.requirement: finding for finding in given}
    return [
        found.get(requirement, Finding(requirement, EntryDecision.NOT_SHOWN))
        for requirement in requirements_for(level)
    ]


def fault_in(finding: Finding, strength: Strength) -> str:
    """Why a finding cannot stand, or nothing."""
    if finding.decision == EntryDecision.MET and not finding.evidence.strip():
        return f"{finding.requirement.label}: say what was seen."
    if finding.decision == EntryDecision.WAIVED and not finding.reason.strip():
        return f"{finding.requirement.label}: say why it is waived."
    if finding.decision == EntryDecision.NOT_SHOWN and strength == Strength.REQUIRED:
        return (
            f"{finding.requirement.label} is required: say what was seen, "
            "or waive it with a reason."
        )
    return ""


def faults(level: int, given: Iterable[Finding]) -> list[str]:
    """Everything that stands in the way of starting, in order; empty when nothing does."""
    strengths = requirements_for(level)
    found = (fault_in(f, strengths[f.requirement]) for f in findings_for(level, given))
    return [fault for fault in found if fault]
