"""A check that a test holds is told from one that none does."""

import ast
import subprocess
import sys

import pytest

from tests.mutation.mutants import mutants_of

SOURCE = """
def can(user, thing):
    if thing.is_gone:
        return False
    return user.may and (user.owns or thing.is_shared)
"""


def test_every_check_is_taken_out_once():
    assert [mutant.what for mutant in mutants_of(SOURCE)] == [
        "never asks thing.is_gone",
        "always yes for user.may and (user.owns or thing.is_shared)",
        "without user.may",
        "without user.owns or thing.is_shared",
        "without user.owns",
        "without thing.is_shared",
    ]


def test_one_of_two_sides_is_left_and_every_mutant_can_be_run():
    mutants = list(mutants_of(SOURCE))
    for mutant in mutants:
        compile(mutant.tree, "mutant", "exec")
    left = [ast.unparse(mutant.tree).splitlines()[-1].strip() for mutant in mutants]

    assert left[2:] == [
        "return user.owns or thing.is_shared",
        "return user.may",
        "return user.may and thing.is_shared",
        "return user.may and user.owns",
    ]


def test_a_set_loses_each_of_its_members_and_a_type_is_no_check():
    source = (
        "ROLES = frozenset({1, 2})\n"
        "def can(user: User | None, thing: Thing) -> bool:\n"
        "    return user in {thing.a, thing.b} and ROLES\n"
    )
    found = {(mutant.function, mutant.what) for mutant in mutants_of(source)}

    assert ("ROLES", "without 2") in found
    assert ("can", "without thing.a") in found
    assert not {what for _, what in found} & {"without None", "without User"}


def test_a_query_loses_each_of_its_conditions():
    found = mutants_of("def can(rows, user):\n    return rows.filter(a=1, by=user).exists()\n")

    assert [mutant.what for mutant in found][1:] == [
        "without filter(a=1, by=user)",
        "without a=1",
        "without by=user",
    ]


@pytest.mark.once
@pytest.mark.slow
def test_one_that_no_test_holds_is_told_from_one_that_is_held():
    """Of the gate of the specifications, by the tests of its pages and by others."""
    ask = (
        "from tests.mutation.walk import walked; import sys;"
        "walk = walked(['courses.permissions'], sys.argv[1:]);"
        "print(walk.is_sound, [verdict.ended for verdict in walk.verdicts])"
    )

    def told(test):
        done = subprocess.run(
            [sys.executable, "-c", ask, test], capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()[-1]

    pages = "tests/courses/test_specification_pages.py"
    assert told(f"{pages}::test_tutors_and_administrators_read_specifications") == "True [1, 1]"
    assert told("tests/courses/test_command_verbs.py") == "True [0, 0]"
