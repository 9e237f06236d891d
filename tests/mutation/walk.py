"""Running the tests near a module against each of its mutants, each in a process of its own.

The process is forked once Django and the tests are loaded, so a mutant costs a second or two: the
copy of a migrated database, and the tests up to the first that fails. A first run without a mutant
notes which tests come by which function; a mutant of it is asked of those alone.
"""

import importlib
import json
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.mutation.mutants import mutants_of, noting, users_of
from tests.mutation.swapping import swap

SOUND, KILLED, NOT_IN_PLACE, BROKEN = 0, 1, 2, 3
# What a first run writes to: the functions that the test of this moment came by.
REACHED = set()
TERMINAL = os.dup(2)  # pytest takes the other one


@dataclass
class Verdict:
    """What became of one mutant."""

    module: str
    mutant: object
    ended: int

    @property
    def has_survived(self):
        return self.ended == SOUND

    def __str__(self):
        words = {SOUND: "SURVIVED", KILLED: "killed", NOT_IN_PLACE: "NOT IN PLACE"}
        word = words.get(self.ended, "BROKEN")
        where = f"{self.module}:{self.mutant.line} {self.mutant.function}"
        return f"{word}: {where}: {self.mutant.what}"


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Walk:
    """A plugin of pytest that takes the place of its loop."""

    modules: list
    verdicts: list = field(default_factory=list)
    is_sound: bool = False
    failed: bool = False

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or report.failed
        if report.failed:
            say(f"  {report.nodeid}")

    def pytest_runtestloop(self, session):
        """First without a mutant, where what is red counts no further; then with each."""
        _ = get_resolver().url_patterns  # so that every view there is can be swapped
        sources = {name: source_of(name) for name in self.modules}
        ended, came_by = self.noted(session.items, sources)
        self.is_sound = ended == SOUND
        for module, source in sources.items() if self.is_sound else ():
            for mutant in mutants_of(source):
                near = {f"{module}:{name}" for name in users_of(source, mutant)}
                items = [one for one in session.items if near & came_by.get(one.nodeid, set())]
                change = partial(swap, module, mutant.tree, mutant.function)
                verdict = Verdict(module, mutant, self.forked(items, change))
                say(verdict)
                self.verdicts.append(verdict)
        return True

    def noted(self, items, sources):
        """How the tests end without a mutant, and the functions that each of them came by."""
        reading, writing = os.pipe()

        def change():
            for module, source in sources.items():
                for name, tree in noting(module, source):
                    swap(module, tree, name)
            return True

        def tell(item):
            os.write(writing, json.dumps([item.nodeid, *sorted(REACHED)]).encode() + b"\n")
            REACHED.clear()

        with os.fdopen(reading) as told:
            child = self.forking(items, change, tell)
            os.close(writing)
            came_by = {one[0]: set(one[1:]) for one in map(json.loads, told)}
        return self.ended(child), came_by

    def forked(self, items, change):
        """How the tests end in a process of their own, after a change."""
        return self.ended(self.forking(items, change))

    def ended(self, child):
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def forking(self, items, change, tell=None):
        """The process in which the tests run: up to a failure, or all with whom passed told."""
        child = os.fork()
        if child == 0:
            ended = BROKEN  # the mutant cannot be made: no test has noticed it
            try:
                ended = self.run(items, tell) if change() else NOT_IN_PLACE
            except Exception as error:
                say(repr(error))
                raise
            finally:
                os._exit(ended)
        return child

    def run(self, items, tell=None):
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        for item, following in zip(items, [*items[1:], None], strict=False):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed and not tell:
                return KILLED
            if tell and not self.failed:
                tell(item)
            self.failed = False
        return SOUND


def say(line):
    os.write(TERMINAL, f"{line}\n".encode())


def source_of(module):
    return Path(importlib.import_module(module).__file__).read_text()


def walked(modules, words):
    """The verdicts on the mutants of some modules, by the tests that pytest's words choose."""
    walk = Walk(modules)
    pytest.main(["-p", "no:cacheprovider", "-q", "-n", "0", *words], plugins=[walk])
    return walk
