"""The stage, set once and taken down with the module."""

import pytest

from tests.access.watching import taken_back
from tests.machine.play import Play, set_stage


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """People and diplomas; what an example does to them is taken back."""
    with django_db_blocker.unblock(), taken_back():
        Play.stage = set_stage()
        yield Play.stage
        del Play.stage
