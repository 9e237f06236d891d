"""`python -m tests.mutation [MODULE …]`: is every check of the permissions held by a test?"""

import sys
from collections import Counter

from tests.mutation.walk import walked

# The tests near each module, the quickest first: those up to the first that fails are run.
NEAR = {
    "accounts.permissions": ["tests/accounts/test_actions.py"],
    "awards.permissions": ["tests/awards/test_actions.py", "tests/awards/claims"],
    "courses.permissions": ["tests/courses/test_specification_pages.py"],
    "enrolments.permissions": ["tests/enrolments/actions", "tests/enrolments/views"],
    "quality.permissions": ["tests/quality"],
    "quality.views.within": ["tests/quality/visits"],
    "quality.middleware": ["tests/quality/visits"],
    "assessments.permissions": ["tests/assessments/actions", "tests/assessments/support",
                                "tests/assessments/views", "tests/quality"],
}  # fmt: skip


def main(chosen):
    """Walk the modules and tell what survived; 1 when anything did."""
    rows, survivors = [], []
    for module in chosen or NEAR:
        walk = walked([module], [*NEAR[module], "-m", "not browser and not lint and not redis"])
        if not walk.is_sound:
            raise SystemExit(f"The tests near {module} are red without any mutant.")
        ends = Counter(verdict.ended for verdict in walk.verdicts)
        rows.append(f"| `{module}` | {len(walk.verdicts)} | {ends[1]} | {ends[0]} |")
        survivors += [str(verdict) for verdict in walk.verdicts if verdict.ended != 1]
    head = ["", "| module | mutants | killed | survived |", "|---|---|---|---|"]
    sys.stdout.write("\n".join([*head, *rows, *survivors, ""]))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
