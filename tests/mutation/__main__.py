"""`python -m tests.mutation [MODULE …]`: is every check of the permissions held by a test?"""

import sys
from collections import Counter

from tests.mutation.walk import KILLED, SOUND, walked

# The tests that may notice, the nearest first; those that come by a check are run up to a failure.
NEAR = {
    "accounts.permissions": ["tests/accounts/test_actions.py", "tests/accounts/test_people.py"],
    "awards.permissions": ["tests/awards/test_permissions.py", "tests/awards/test_actions.py",
                           "tests/awards/claims"],
    "courses.permissions": ["tests/courses/test_specification_pages.py"],
    "enrolments.permissions": ["tests/enrolments/actions", "tests/enrolments/views"],
    "quality.permissions": ["tests/quality"],
    "quality.views.within": ["tests/quality/visits"],
    "quality.middleware": ["tests/quality/visits"],
    "assessments.permissions": ["tests/assessments/actions", "tests/assessments/support",
                                "tests/assessments/test_deciders.py", "tests/assessments/views",
                                "tests/quality"],
}  # fmt: skip
# Every address for everybody: asked of what the nearer ones have let through.
TABLE = "tests/test_access.py::test_everybody_gets_what_the_table_says"
QUICK = "not browser and not lint and not redis and not slow"


def main(chosen):
    """Walk the modules and tell what survived; 1 when anything did."""
    modules = chosen or list(NEAR)
    near = list(dict.fromkeys(path for module in modules for path in NEAR[module]))
    walk = walked(
        modules, [*near, TABLE, "-m", "not browser and not lint and not redis and not slow"]
    )
    if not walk.is_sound:
        raise SystemExit("The tests are red without any mutant.")
    lines = ["", "| module | mutants | killed | survived |", "|---|---|---|---|"]
    for module in modules:
        ends = Counter(one.ended for one in walk.verdicts if one.module == module)
        lines.append(f"| `{module}` | {ends.total()} | {ends[KILLED]} | {ends[SOUND]} |")
    survivors = [str(verdict) for verdict in walk.verdicts if verdict.ended != KILLED]
    sys.stdout.write("\n".join([*lines, *survivors, ""]))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
