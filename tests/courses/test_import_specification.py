"""`manage.py import_specification`, as an administrator meets it at the terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.models import Qualification, SpecificationVersion
from ledger.models import AuditEvent
from tests.factories.courses import import_level_5, import_level_7, shipped_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    def run(text, *options):
        path = tmp_path / "handbook.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out, err = StringIO(), StringIO()
        try:
            call_command("import_specification", str(path), *options, stdout=out, stderr=err)
        except CommandError as error:
            return error.returncode, out.getvalue(), err.getvalue() + str(error)
        return 0, out.getvalue().replace(str(tmp_path), ""), err.getvalue()

    return run


def test_it_imports_says_so_and_a_second_time_changes_nothing(run):
    text = shipped_text("8617")
    assert run(text)[1].endswith("8617 version 1 is now current.\n")
    assert run(text) == (0, "8617 version 1 already says this; nothing changed.\n", "")
    assert SpecificationVersion.objects.count() == 1
    assert AuditEvent.objects.get().after["file"] == "handbook.txt"


def test_check_says_what_would_change_and_changes_nothing(run):
    import_level_7()
    before = list(SpecificationVersion.objects.values())
    events = AuditEvent.objects.count()
    text = shipped_text("8617").replace(
        "Criterion 3.1: Optimise resources", "Criterion 3.1: Optimise the use of resources"
    )
    code, out, _ = run(text, "--check")
    assert (code, out.splitlines()) == (
        0,
        [
            "reworded  criterion 8617-702/3.1",
            "          was: Optimise resources",
            "          now: Optimise the use of resources",
            "This would become 8617 version 2.",
            "Nothing was changed.",
        ],
    )
    assert list(SpecificationVersion.objects.values()) == before
    assert AuditEvent.objects.count() == events


def test_check_of_a_first_import_writes_nothing_either(run):
    code, out, _ = run(shipped_text("8617"), "--check")
    assert (code, out.splitlines()[0]) == (0, "added     qualification 8617")
    assert out.endswith("This would become 8617 version 1.\nNothing was changed.\n")
    assert (Qualification.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_check_of_the_same_content_says_that_nothing_would_change(run):
    import_level_7()
    assert run(shipped_text("8617"), "--check") == (0, "Nothing was changed.\n", "")


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_faults_are_printed_with_file_and_line_and_end_in_failure(run, tmp_path, options):
    text = shipped_text("8617").replace("Level: 7", "Level: x").replace("Marks: 40", "Marks: 45")
    code, out, err = run(text, *options)
    lines = text.split("\n")
    level, unit = lines.index("Level: x") + 1, lines.index(
        "Unit 8617-701: Developing a high-level business case"
    ) + 1  # fmt: skip
    path = tmp_path / "handbook.txt"
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        f"{path}:{level}: “x” is not a whole number from 1 to 9999.",
        f"{path}:{unit}: The marks of unit 8617-701 come to 105, not 100.",
        "The specification has 2 faults; nothing was imported.",
    ]
    assert Qualification.objects.count() == 0


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_a_web_address_that_is_taken_is_refused(run, options):
    import_level_5()
    code, _, err = run(shipped_text("8617").replace("level-7", "level-5"), *options)
    assert code == 1
    assert "The web address “level-5” belongs to 8420-01." in err
    assert Qualification.objects.count() == 1


def test_a_file_that_is_not_there_is_one_clear_line():
    with pytest.raises(CommandError, match=r"^nowhere\.txt cannot be read: No such file"):
        call_command("import_specification", "nowhere.txt")


def test_a_file_that_is_no_text_is_refused_by_line(run):
    code, _, err = run(bytes(range(256)))
    assert code == 1
    assert "A character here was lost" in err
