"""Which diploma suits somebody, from three answers. Pure: values in, values out.

Only what the brochures say decides (P5.1, P7.1, P7.13): Level 5 is for an established management
role; Level 7 is for senior managers and those about to be, and requires Level 2 Maths and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from courses.choices import Experience, ManagementRole, MathsAndEnglish


class Verdict(StrEnum):
    """What the answers come to."""

    LEVEL_5 = "level-5"
    LEVEL_7 = "level-7"
    NOT_MANAGING_YET = "not-managing-yet"
    LEVEL_2_FIRST = "level-2-first"


HEADLINES = {
    Verdict.LEVEL_5: "Level 5 looks right for you.",
    Verdict.LEVEL_7: "Level 7 looks right for you.",
    Verdict.NOT_MANAGING_YET: "Neither yet: take on some management first.",
    Verdict.LEVEL_2_FIRST: "Neither yet: Maths and English at Level 2 come first.",
}


@dataclass(frozen=True)
class Recommendation:
    """An honest answer: what, why, and what to see to or keep in mind."""

    verdict: Verdict
    reasons: tuple[str, ...]
    next_steps: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        return HEADLINES[self.verdict]

    @property
    def level(self) -> int | None:
        """The level recommended, or None for neither yet."""
        return {Verdict.LEVEL_5: 5, Verdict.LEVEL_7: 7}.get(self.verdict)


def recommend(
    role: ManagementRole, experience: Experience, maths_and_english: MathsAndEnglish
) -> Recommendation:
    """What we would say on the telephone to somebody with these answers."""
    if role == ManagementRole.NOT_YET:
        return Recommendation(
            Verdict.NOT_MANAGING_YET,
            (
                "Level 5 is set for people already in an established management role: its "
                "assessments use the team or the projects you are responsible for.",
                "Level 7 asks for more management experience still.",
            ),
            (
                "Ask your practice for a team, a project or a service to look after.",
                "Talk to us when that is agreed, or before, if a plan would help the asking.",
            ),
        )
    if role == ManagementRole.MANAGER or experience == Experience.NEW:
        return _level_5(role, experience)
    if maths_and_english == MathsAndEnglish.NOT_BOTH:
        return Recommendation(
            Verdict.LEVEL_2_FIRST,
            (
                "Your role and experience are what Level 7 is for.",
                "Level 2 Maths and English are required for it, whatever else you bring.",
            ),
            (
                "Take what is missing first; a further education college near you can advise.",
                "If you would rather start now, ask us about Level 5: its entry is about your "
                "role and lists no such requirement.",
            ),
        )
    return _level_7(role, experience, maths_and_english)


def _level_5(role: ManagementRole, experience: Experience) -> Recommendation:
    reasons = [
        "It is for managers who run a team or projects, carry responsibility for operational or "
        "departmental goals, and answer to someone more senior."
    ]
    if role == ManagementRole.MANAGER:
        reasons.append("That is the role you describe.")
    else:
        reasons.append(
            "You are new to managing. Level 7 builds on sustained experience, and Level 5 is a "
            "sound way to it."
        )
    next_steps = ["Talk to the person you report to: the work for it is done in your workplace."]
    if role == ManagementRole.MANAGER and experience == Experience.NEW:
        next_steps.append(
            "You say you are new to it, and the role should be established. Tell us how long you "
            "have been in it, and we will agree a sensible time to start."
        )
    elif experience == Experience.NEW:
        next_steps.append(
            "Experience is a preference at Level 7, not a rule. If you think you are ready, "
            "ring us and say why."
        )
    elif experience == Experience.SUSTAINED:
        next_steps.append(
            "With your experience, look at Level 7 as well if a senior post is in sight. It "
            "requires Level 2 Maths and English."
        )
    return Recommendation(Verdict.LEVEL_5, tuple(reasons), tuple(next_steps))


def _level_7(
    role: ManagementRole, experience: Experience, maths_and_english: MathsAndEnglish
) -> Recommendation:
    reasons = [
        "It is for senior managers in general practice, in post or about to be, in one practice "
        "or across several.",
        "You are established in management, which it builds on.",
    ]
    next_steps = ["Ask your employer about its own selection criteria; each employer sets them."]
    if maths_and_english == MathsAndEnglish.BOTH:
        reasons.append("You hold Level 2 Maths and English, which it requires.")
        next_steps.append("Have your Level 2 certificates at hand when you apply.")
    else:
        next_steps.insert(
            0,
            "Find out first whether you hold Level 2 Maths and English: both are required. A GCSE "
            "at grade 4 (or C) and Functional Skills at Level 2 each count as Level 2.",
        )
    if experience == Experience.SETTLED:
        next_steps.append(
            "Sustained management experience is preferred, and leadership experience or a "
            "qualification at Level 5 is normally expected. Tell us what you have led."
        )
    if role == ManagementRole.ASPIRING:
        next_steps.append(
            "You will build a business case for a real change, so agree with your manager which "
            "change that could be."
        )
    return Recommendation(Verdict.LEVEL_7, tuple(reasons), tuple(next_steps))
