"""An assurer on duty for a diploma, and a client signed in as them."""

from datetime import date

import pytest

from enrolments.actions.assuring import appoint_assurer
from tests.assessments.marking import NOW
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory

ON_DUTY_SINCE = date(2026, 3, 1)


def on_duty(*qualifications, assurer=None):
    """Somebody who answers for these qualifications."""
    assurer = assurer or IQAFactory(given_name="Iris", family_name="Ito")
    for qualification in qualifications:
        appoint_assurer(
            assurer=assurer,
            qualification=qualification,
            starts_on=ON_DUTY_SINCE,
            by=None,
            now=NOW,
        )
    return assurer


@pytest.fixture
def assurer(db):
    return IQAFactory(given_name="Iris", family_name="Ito")


@pytest.fixture
def assurer_client(assurer):
    return client_of(assurer)
