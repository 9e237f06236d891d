"""Who takes part, as the plain model knows them: what each may be asked to do, in letters.

T tutors, Q assures the quality of the diploma, A administers, E visits from outside, C studies.
Small centres have people with two roles, and the machine has as many as it can.
"""

ROLES = {
    "candidate": "C",
    "learner": "T",  # no assessor award yet
    "tutor": "TQ",
    "countersigner": "TQ",
    "manager": "TA",
    "iqa": "Q",
    "administrator": "A",
    "eqa": "E",
}
QUALIFIED = {"tutor", "countersigner", "manager"}


def is_(letter, person):
    """Whether somebody holds a role."""
    return letter in ROLES[person]
