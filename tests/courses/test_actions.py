"""Importing a specification: all or nothing, once, and never over an older version."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from courses.actions import import_specification
from courses.errors import AddressTaken, FaultySpecification
from courses.models import (
    AssessmentCriterion,
    AwardingOrganisation,
    Heading,
    LearningOutcome,
    Qualification,
    SpecificationVersion,
    Unit,
)
from courses.specification import read_specification
from courses.stored import specification_of
from ledger import protection
from ledger.models import AuditEvent
from tests.factories.courses import (
    import_level_5,
    import_level_7,
    shipped_text,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
CATALOGUE = (
    AwardingOrganisation,
    Qualification,
    SpecificationVersion,
    Heading,
    Unit,
    LearningOutcome,
    AssessmentCriterion,
)


def rows():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in CATALOGUE}


def import_text(text, actor=None):
    return import_specification(text=text, source="handbook.txt", actor=actor, now=NOW)


def stored(version):
    fresh = SpecificationVersion.objects.with_specification().get(pk=version.pk)
    return specification_of(fresh)


@pytest.mark.parametrize("code", ["8420-01", "8617"])
def test_what_is_stored_is_what_the_text_says(code):
    text = shipped_text(code)
    version = import_text(text).version
    specification = read_specification(text).specification
    assert stored(version) == specification
    assert stored(version).content_hash == version.content_hash


def test_the_same_content_changes_nothing():
    import_level_7()
    before, events = rows(), AuditEvent.objects.count()
    again = import_text("# a remark\n" + shipped_text("8617").replace("Marks: 50", "Marks: 50.0"))
    assert again.changes == ()
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_changed_content_becomes_the_next_version_and_the_old_one_stays_as_it_was():
    first = import_level_7()
    before = stored(first)
    text = shipped_text("8617").replace("Optimise resources", "Optimise resources well")
    second = import_text(text).version
    assert (second.number, second.is_current) == (2, True)
    first.refresh_from_db()
    assert not first.is_current
    assert stored(first) == before
    assert SpecificationVersion.objects.current().get() == second


def test_wording_may_go_back_and_numbers_still_go_up():
    import_level_7()
    import_text(shipped_text("8617").replace("Optimise", "Use"))
    third = import_text(shipped_text("8617")).version
    assert (third.number, third.is_current) == (3, True)


def test_a_faulty_text_leaves_everything_as_it_was():
    import_level_7()
    before, events = rows(), AuditEvent.objects.count()
    with pytest.raises(FaultySpecification) as refusal:
        import_text(shipped_text("8617").replace("Marks: 40", "Marks: 45"))
    assert [fault.message for fault in refusal.value.faults] == [
        "The marks of unit 8617-701 come to 105, not 100."
    ]
    assert str(refusal.value) == "The specification has 1 fault; nothing was imported."
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    import_level_5()
    before = rows()

    def trip(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("courses.actions.audit.record", trip)
    with pytest.raises(RuntimeError):
        import_text(shipped_text("8617"))
    assert rows() == before


def test_two_qualifications_cannot_have_one_page():
    import_level_5()
    before = rows()
    with pytest.raises(AddressTaken, match="“level-5” belongs to 8420-01"):
        import_text(shipped_text("8617").replace("level-7", "level-5"))
    assert rows() == before


def test_what_is_said_of_a_qualification_follows_the_newest_import():
    import_level_7()
    text = shipped_text("8617").replace("Title: ILM Level 7 Diploma", "Title: Diploma at Level 7")
    qualification = import_text(text.replace("Portal: ILM Illuminate\n", "")).version.qualification
    qualification.refresh_from_db()
    assert qualification.title == "Diploma at Level 7"
    assert qualification.awarding_organisation.portal_name == ""
    assert AwardingOrganisation.objects.count() == 1


def test_who_imported_what_is_on_record(administrator):
    version = import_text(shipped_text("8617"), actor=administrator).version
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.thing_id) == (administrator, "imported", str(version.pk))
    assert (event.before, event.after["file"]) == (None, "handbook.txt")


def added_to(version):
    unit = version.units.first()
    outcome = unit.outcomes.first()
    return {
        Heading: {"version": version, "number": 90, "title": "More"},
        Unit: {"version": version, "position": 90, "code": "X", "title": "More", "kind": "skills"},
        LearningOutcome: {"unit": unit, "number": 90, "text": "More", "kind": "knowledge"},
        AssessmentCriterion: {
            "unit": unit, "outcome": outcome, "number": "9.1", "position": 90, "text": "More",
        },
    }  # fmt: skip


def change(model):
    field = {Unit: "position", AssessmentCriterion: "position"}.get(model, "number")
    model.objects.filter(pk=model.objects.first().pk).update(**{field: F(field) + 90})


def save_again(model):
    model.objects.first().save()


def remove(model):
    part = model.objects.order_by("-pk")[:1]
    model.objects.filter(pk__in=part)._raw_delete("default")


def add(model):
    model.objects.create(**added_to(SpecificationVersion.objects.get(number=1))[model])


PARTS = [Heading, Unit, LearningOutcome, AssessmentCriterion]


@pytest.mark.parametrize("model", PARTS)
@pytest.mark.parametrize("edit", [change, save_again, remove, add])
@pytest.mark.parametrize("is_superseded", [False, True])
def test_the_database_refuses_to_edit_a_version(model, edit, is_superseded):
    import_level_5()
    if is_superseded:
        import_text(shipped_text("8420-01").replace("about 6 hours", "about 7 hours"))
    before = rows()
    with pytest.raises(IntegrityError, match=r"append-only|never edited"), transaction.atomic():
        edit(model)
    assert rows() == before


@pytest.mark.parametrize("edit", [change, save_again, add])
@pytest.mark.parametrize("model", PARTS)
def test_without_the_triggers_such_an_edit_would_go_through(model, edit):
    """The control: the refusals above come from the triggers and from nothing else."""
    import_level_5()
    with unprotected():
        before = rows()
        edit(model)
        if edit is not save_again:
            assert rows() != before


@pytest.mark.parametrize(
    "values", [{"number": 7}, {"credits": 99}, {"source": "Other"}, {"imported_at": NOW}]
)
def test_the_facts_of_a_version_cannot_be_edited_either(values):
    version = import_level_5()
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        SpecificationVersion.objects.filter(pk=version.pk).update(**values)
    with unprotected():
        assert SpecificationVersion.objects.filter(pk=version.pk).update(**values) == 1


@contextmanager
def unprotected():
    """The database without the triggers of the catalogue, until the test is rolled back."""
    sealing = import_module("courses.migrations.0002_versions_are_sealed")
    editor = connection.SchemaEditorClass(connection)
    sealing.unseal(None, editor)
    for table in sealing.VERSION_OF_NEW:
        protection.lift(connection, table)
    yield
    for table in sealing.VERSION_OF_NEW:
        protection.restore(connection, table)
    sealing.seal(None, editor)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_one_version():
    """The second waits for the first and finds its own content current."""

    def run(_):
        try:
            return len(import_text(shipped_text("8420-01")).changes) > 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(run, range(4)))
    assert sorted(made) == [False, False, False, True]
    assert SpecificationVersion.objects.count() == 1
