"""Running the tests near a module against each of its mutants, each in a process of its own.

The process is forked once Django and the tests are loaded, so a mutant costs a second or two: the
copy of a migrated database, and the tests up to the first that fails.
"""

import importlib
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.mutation.mutants import mutants_of
from tests.mutation.swapping import swap

SOUND, KILLED, NOT_IN_PLACE = 0, 1, 2


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
        word = {SOUND: "SURVIVED", KILLED: "killed", NOT_IN_PLACE: "NOT IN PLACE"}[self.ended]
        where = f"{self.module}:{self.mutant.line} {self.mutant.function}"
        return f"{word}: {where}: {self.mutant.what}"


@dataclass
class Walk:
    """A plugin of pytest that takes the place of its loop."""

    modules: list
    verdicts: list = field(default_factory=list)
    is_sound: bool = False
    failed: bool = False

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session):
        """First without a mutant, which must be green; then with each."""
        _ = get_resolver().url_patterns  # so that every view there is can be swapped
        self.is_sound = self.forked(session.items, lambda: 1) == SOUND
        for module in self.modules if self.is_sound else ():
            source = Path(importlib.import_module(module).__file__).read_text()
            for mutant in mutants_of(source):
                change = partial(swap, module, mutant.tree, mutant.function)
                self.verdicts.append(Verdict(module, mutant, self.forked(session.items, change)))
        return True

    def forked(self, items, change):
        """How the tests end in a process of their own, after a change."""
        child = os.fork()
        if child == 0:
            ended = KILLED  # whatever goes wrong from here on
            try:
                ended = self.run(items) if change() else NOT_IN_PLACE
            finally:
                os._exit(ended)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def run(self, items):
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return KILLED
        return SOUND


def walked(modules, words):
    """The verdicts on the mutants of some modules, by the tests that pytest's words choose."""
    walk = Walk(modules)
    pytest.main(["-p", "no:cacheprovider", "-q", "-n", "0", *words], plugins=[walk])
    return walk
