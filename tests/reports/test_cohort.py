"""The cohort report: one value behind the screen, the files and the command."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from assessments.choices import UnitState
from assessments.models import UnitProgress
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from ledger.models import AuditEvent
from ledger.spreadsheets import DANGEROUS, inert
from reports.cohort import Filters, cohort_report
from reports.exports import as_csv, as_json, as_xlsx, figures, inert_table, table
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory, UserFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory, TutorialFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def version():
    return SpecificationVersionFactory(units=4, criteria=1)


@pytest.fixture
def cohort(version):
    return CohortFactory(version=version, reference="spring", name="Spring 2026")


def put(enrolment, *states, since=NOW - timedelta(days=4)):
    """Set where somebody stands in their units, in order."""
    for unit, state in zip(enrolment.version.units.all(), states, strict=False):
        is_passed = state == UnitState.PASSED
        UnitProgress.objects.create(
            enrolment=enrolment,
            unit=unit,
            state=state,
            since=since,
            criteria_total=1,
            criteria_met=int(is_passed),
            passed_at=since if is_passed else None,
        )


@pytest.fixture
def people(cohort, version, tutor, other_tutor):
    """On plan, behind, complete, withdrawn; the first waits on us; two are silent."""

    def enrol(family_name, tutor, **fields):
        return EnrolmentFactory(
            cohort=cohort,
            version=version,
            tutor=tutor,
            candidate__user__given_name="Pat",
            candidate__user__family_name=family_name,
            **fields,
        )

    on_plan = enrol("Adeyemi", tutor)
    put(on_plan, UnitState.PASSED, UnitState.SUBMITTED)
    TutorialFactory(
        tutor=tutor,
        enrolments=[on_plan],
        minutes=50,
        starts_at=datetime(2026, 6, 1, 9, tzinfo=UTC),
    )
    behind = enrol("Brennan", other_tutor, starts_on=datetime(2025, 3, 3).date())
    put(behind, UnitState.PASSED, UnitState.REFERRED)
    complete = enrol("Carr", tutor, status=EnrolmentStatus.COMPLETED, completed_at=NOW)
    put(complete, *[UnitState.PASSED] * 4)
    gone = enrol("Lowe", tutor, status=EnrolmentStatus.WITHDRAWN, withdrawn_on=NOW.date())
    put(gone, UnitState.SUBMITTED)
    return {"on_plan": on_plan, "behind": behind, "complete": complete, "gone": gone}


def report(cohort, **filters):
    return cohort_report(
        cohort=cohort,
        enrolments=Enrolment.objects.all(),
        filters=Filters(**filters),
        made_by="Ada Admin",
        now=NOW,
    )


def test_five_figures_count_those_who_are_here(cohort, people):
    made = report(cohort)

    assert dict(made.figures) == {
        "on-plan": 1,
        "behind": 1,
        "waiting": 1,
        "silent": 1,
        "complete": 1,
    }
    assert (made.candidates, made.withdrawn) == (3, 1)
    assert made.headline == "Spring 2026: 1 of 2 on plan or nearly, 1 waits on us."


@pytest.mark.parametrize(
    ("figure", "names"),
    [
        ("on-plan", ["Adeyemi, Pat"]),
        ("behind", ["Brennan, Pat"]),
        ("waiting", ["Adeyemi, Pat"]),
        ("silent", ["Brennan, Pat"]),
        ("complete", ["Carr, Pat"]),
    ],
)
def test_each_figure_opens_into_its_people(cohort, people, figure, names):
    made = report(cohort, figure=figure)

    assert [row.name for row in made.rows] == names
    assert made.figures[figure] == len(names)


def test_the_withdrawn_are_shown_grey_or_hidden_and_never_counted(cohort, people):
    assert [row.is_away for row in report(cohort).rows] == [False, False, False, True]
    hidden = report(cohort, has_withdrawn=False)

    assert len(hidden.rows) == 3
    assert hidden.figures == report(cohort).figures


def test_a_cell_says_how_long_something_waits(cohort, people):
    cells = report(cohort).rows[0].cells

    said = [cell.said for cell in cells]
    assert said == ["Passed", "With tutor, 4 d", "Not started", "Not started"]


def test_an_empty_cohort_has_no_figures_to_divide_by(cohort):
    made = report(cohort)

    assert (made.rows, made.headline) == ((), "Spring 2026: nobody is enrolled yet.")


@pytest.mark.parametrize("filters", [{}, {"figure": "behind"}, {"has_withdrawn": False}])
def test_every_rendering_has_the_same_rows_and_figures(cohort, people, filters):
    made = report(cohort, **filters)
    wanted = [[str(cell) for cell in row] for row in inert_table(made)]

    lines = list(csv.reader(io.StringIO(as_csv(made).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(as_xlsx(made))).active
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    loaded = json.loads(as_json(made))

    width = len(wanted[0])
    assert lines[7 : 7 + len(wanted)] == wanted
    assert [row[:width] for row in cells[7 : 7 + len(wanted)]] == wanted
    assert [loaded["columns"], *loaded["rows"]] == table(made)
    assert [(row[0], int(row[1])) for row in lines[1:6]] == figures(made)
    assert lines[-1] == [made.footer]
    assert loaded["footer"] == made.footer


def test_the_footer_says_who_when_which_and_how_many(cohort, people):
    made = report(cohort, figure="behind", tutor=str(people["behind"].tutor_id))

    assert made.footer == (
        "Made by Ada Admin on 10 Jun 2026, 12:00. "
        "Filters: behind by over 2 weeks, tutor Otto Other. 1 row."
    )


@pytest.mark.parametrize("start", DANGEROUS)
def test_no_cell_runs_as_a_formula(cohort, version, tutor, start):
    EnrolmentFactory(
        cohort=cohort,
        version=version,
        tutor=tutor,
        candidate__user__family_name=f"{start}cmd|' /C calc'!A0".replace("\x00", ""),
    )
    made = report(cohort)

    for row in inert_table(made):
        assert not any(isinstance(cell, str) and cell.startswith(DANGEROUS) for cell in row)
    book = load_workbook(io.BytesIO(as_xlsx(made)))
    assert all(cell.data_type != "f" for row in book.active.rows for cell in row)


def test_two_tutors_of_one_name_are_two(people, cohort, version, tutor, administrator_client):
    """Each is chosen by key: the page and the footer name them, the address does not."""
    namesake = TutorFactory(given_name=tutor.given_name, family_name=tutor.family_name)
    theirs = EnrolmentFactory(cohort=cohort, version=version, tutor=namesake)
    page = page_of(administrator_client, f"?tutor={namesake.pk}")

    made = page.context["report"]
    assert [row.reference for row in made.rows] == [str(theirs.reference)]
    assert list(made.tutors.values()).count("Tess Turner") == 2
    assert "tutor Tess Turner" in made.footer
    assert f'<option value="{namesake.pk}" selected>' in page.text


def test_a_tutors_own_studies_are_no_part_of_their_figures(cohort, version, tutor):
    """They tutor some of the cohort and study in it themselves, with another tutor."""
    both = UserFactory(roles=[Role.TUTOR, Role.CANDIDATE])
    EnrolmentFactory(cohort=cohort, version=version, candidate__user=both, tutor=tutor)
    theirs = EnrolmentFactory(cohort=cohort, version=version, tutor=both)

    rows = page_of(client_of(both)).context["report"].rows
    assert [row.reference for row in rows] == [str(theirs.reference)]


def test_a_program_reads_names_as_they_are(cohort, version):
    EnrolmentFactory(cohort=cohort, version=version, candidate__user__family_name="-Ann")
    made = report(cohort)

    assert json.loads(as_json(made))["rows"][0][0].startswith("-Ann, ")
    assert "'-Ann, " in as_csv(made).decode()


def test_control_without_the_quote_a_spreadsheet_sees_a_formula():
    assert inert("=1+1") == "'=1+1"
    assert inert("\x00=1+1").startswith("'")
    assert inert("Okafor") == "Okafor"
    assert inert(-3) == -3


def without_tokens(response):
    """A page without what differs each time: tokens of forms."""
    return re.sub(r'"[A-Za-z0-9]{64}"', "", response.content.decode())


def page_of(client, query=""):
    return client.get(reverse("reports:cohort_report", args=["spring"]) + query)


def test_the_page_shows_the_report_and_its_filters_come_from_the_address(
    people, administrator_client
):
    everybody = page_of(administrator_client)
    behind = page_of(administrator_client, "?show=behind&withdrawn=hide")

    assert everybody.status_code == 200
    assert len(everybody.context["report"].rows) == 4
    assert [row.name for row in behind.context["report"].rows] == ["Brennan, Pat"]
    assert page_of(administrator_client, "?show=%00&tutor=%00x").status_code == 200


def test_the_page_leads_to_what_its_reader_may_do(
    people, administrator_client, other_tutor_client, cohort
):
    edit = reverse("enrolments:cohort_edit", args=[cohort.reference])
    session = reverse("enrolments:group_session_record", args=[cohort.reference])

    seen = {
        name: [url in page_of(client).content.decode() for url in (edit, session)]
        for name, client in (("office", administrator_client), ("tutor", other_tutor_client))
    }
    assert seen == {"office": [True, False], "tutor": [False, True]}


def test_a_tutor_sees_their_own_candidates_and_a_stranger_nothing(
    people, tutor_client, other_tutor_client, candidate_client, cohort, version
):
    assert [row.name for row in page_of(other_tutor_client).context["report"].rows] == [
        "Brennan, Pat"
    ]
    assert "Brennan" not in page_of(tutor_client).content.decode()
    assert page_of(candidate_client).status_code == 403

    other = CohortFactory(version=version, reference="autumn")
    EnrolmentFactory(cohort=other, version=version)
    url = reverse("reports:cohort_report", args=["autumn"])
    missing = reverse("reports:cohort_report", args=["winter"])
    not_theirs, not_there = tutor_client.get(url), tutor_client.get(missing)
    assert (not_theirs.status_code, not_there.status_code) == (404, 404)
    assert without_tokens(not_theirs) == without_tokens(not_there)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_what_the_page_shows(people, administrator_client, kind):
    url = reverse("reports:cohort_report_export", args=["spring", kind])
    response = administrator_client.get(url + "?show=behind")

    assert response["Content-Disposition"] == f'attachment; filename="spring 2026-06-10.{kind}"'
    if kind == "csv":
        assert "Brennan, Pat" in response.content.decode()
        assert "Adeyemi" not in response.content.decode()
    assert administrator_client.get(url.replace(kind, "exe")).status_code == 404
    taken = AuditEvent.objects.get(verb="exported the report of")
    assert (taken.actor_name, taken.thing_label) == ("Ada Admin", str(people["behind"].cohort))
    assert taken.after == {"kind": kind, "filters": "behind by over 2 weeks", "rows": 1}


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(
    size, cohort, version, administrator_client, django_assert_num_queries
):
    for _ in range(size):
        put(EnrolmentFactory(cohort=cohort, version=version), UnitState.PASSED)
    page_of(administrator_client)

    with django_assert_num_queries(7):
        response = page_of(administrator_client)

    assert len(response.context["report"].rows) == size


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_command_writes_the_same_value(cohort, people, kind, tmp_path):
    file = tmp_path / f"report.{kind}"

    call_command("cohort_report", "spring", "--format", kind, "--out", str(file))

    assert AuditEvent.objects.get().after == {"kind": kind, "filters": "none", "rows": 4}
    written = file.read_bytes()
    assert len(written) > 200
    if kind == "json":
        assert json.loads(written)["rows"] == table(report(cohort))[1:]


def test_the_command_names_a_cohort_it_does_not_know():
    with pytest.raises(CommandError, match="no cohort with the reference nowhere"):
        call_command("cohort_report", "nowhere")
