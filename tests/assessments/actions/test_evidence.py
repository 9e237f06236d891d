"""The portfolio: no row without its file, no file without its row, nothing lost."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    transaction,
)

from assessments import storage
from assessments.actions import evidence as actions
from assessments.actions.evidence import (
    add_evidence,
    describe_evidence,
    described_now,
    record_evidence,
    remove_evidence,
    restore_evidence,
    use_evidence,
)
from assessments.choices import EvidenceKind, UnitState
from assessments.claims import Described
from assessments.errors import EvidenceRefused, FileRefused, NoRoom
from assessments.file_types import BY_EXTENSION
from assessments.models import Evidence, EvidenceClaim, EvidenceFile, UnitProgress
from assessments.uploads import Upload
from enrolments.choices import EnrolmentStatus
from ledger.errors import StaleVersion
from ledger.models import AuditEvent
from tests.assessments import corpus
from tests.assessments.marking import mark_and_release
from tests.assessments.portfolio import LATER, NOW, add, claimed, files_in, first_unit, submit
from tests.factories.accounts import TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.EVIDENCE_ROOT.mkdir()
    return settings.EVIDENCE_ROOT


@pytest.fixture
def enrolment(tutor, candidate_user):
    version = SpecificationVersionFactory(units=2, criteria=3)
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


@pytest.fixture
def unit(enrolment):
    return first_unit(enrolment)


def second_unit(enrolment):
    return enrolment.version.units.get(position=2)


def describe(evidence, unit, *, version=None, by=None, title=None, kind=None, claims=None):
    progress = UnitProgress.objects.get(enrolment=evidence.enrolment, unit=unit)
    states = zip(unit.criteria.all(), progress.criterion_states, strict=True)
    criteria = [criterion for criterion, state in states if state != UnitState.PASSED]
    current = described_now(evidence, [criterion.pk for criterion in criteria])
    keys = {criterion.number: criterion.pk for criterion in criteria}
    return describe_evidence(
        evidence=evidence,
        unit=unit,
        described=Described(
            title=title or current.title,
            kind=kind or current.kind,
            claims=current.claims
            if claims is None
            else {keys[number]: place for number, place in claims.items()},
        ),
        version=version or current.version,
        by=by or evidence.enrolment.candidate.user,
        now=LATER,
    )


def test_an_upload_becomes_evidence_claimed_for_everything_still_open(enrolment, unit, root):
    content = corpus.pdf("Access")
    evidence = add(enrolment, name="Rota & budget £3 “final”.pdf", content=content)

    file = evidence.files.get()
    assert (evidence.title, file.original_name) == (
        "Rota & budget £3 “final”",
        "Rota & budget £3 “final”.pdf",
    )
    assert (file.media_type, file.size) == ("application/pdf", len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.path_of(file.stored_name).read_bytes() == content
    assert "Rota" not in str(storage.path_of(file.stored_name))
    assert claimed(evidence) == {"1.1": "", "1.2": "", "1.3": ""}
    progress = UnitProgress.objects.get(enrolment=enrolment, unit=unit)
    assert progress.state == UnitState.DRAFTING
    event = AuditEvent.objects.get(verb="added")
    assert (event.actor, event.after["sha256"]) == (enrolment.candidate.user, file.sha256)


@pytest.mark.parametrize("ending", BY_EXTENSION)
def test_every_accepted_kind_is_kept(enrolment, ending):
    evidence = add(enrolment, name=f"work.{ending}", content=corpus.honest()[ending])

    assert evidence.files.get().media_type == BY_EXTENSION[ending].media_type


@pytest.mark.parametrize("what", corpus.hostile())
def test_a_hostile_upload_leaves_no_row_and_no_file(enrolment, root, what):
    name, content = corpus.hostile()[what]
    with pytest.raises(FileRefused):
        add(enrolment, name=name, content=content)

    assert files_in(root) == []
    assert Evidence.objects.count() == EvidenceFile.objects.count() == 0
    assert UnitProgress.objects.count() == AuditEvent.objects.count() == 0


@pytest.mark.parametrize(("extra", "kept"), [(0, 1), (1, 0)])
def test_one_byte_too_many_leaves_no_row_and_no_file(enrolment, root, settings, extra, kept):
    content = corpus.honest()["txt"]
    settings.EVIDENCE_MAX_BYTES = len(content) - extra
    if kept:
        add(enrolment, name="notes.txt", content=content)
    else:
        with pytest.raises(FileRefused, match="larger than"):
            add(enrolment, name="notes.txt", content=content)

    assert (len(files_in(root)), Evidence.objects.count()) == (kept, kept)


def test_an_upload_the_disk_did_not_take_whole_is_refused(enrolment, unit, root):
    upload = Upload("work.pdf", "application/pdf")
    upload.add(corpus.pdf())
    upload.size = len(corpus.pdf()) + 10
    with pytest.raises(NoRoom):
        add_evidence(
            enrolment=enrolment, unit=unit, upload=upload, by=enrolment.candidate.user, now=NOW
        )

    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_a_disk_that_fails_leaves_no_row(enrolment, root, monkeypatch):
    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", fail)
    with pytest.raises(NoRoom):
        add(enrolment)

    assert (files_in(root), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize("step", ["claim_open_criteria", "refresh_progress"])
def test_rows_that_fail_leave_no_file(enrolment, root, monkeypatch, step):
    def fail(*args, **kwargs):
        raise IntegrityError("planted")

    monkeypatch.setattr(actions, step, fail)
    with pytest.raises(IntegrityError):
        add(enrolment)

    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_a_larger_transaction_that_fails_takes_its_files_with_it(enrolment, unit, root):
    """How `storage.keeping` and `record_evidence` work together, and that the file is there."""
    stream = corpus.honest()["pdf"]
    seen = []

    def work():
        with storage.keeping(io.BytesIO(stream)) as stored, transaction.atomic():
            record_evidence(
                enrolment=enrolment,
                unit=unit,
                name="work.pdf",
                file_type=BY_EXTENSION["pdf"],
                stored=stored,
                by=enrolment.candidate.user,
                now=NOW,
            )
            seen.extend(files_in(root))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()

    assert len(seen) == 1
    assert (files_in(root), Evidence.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_commit_takes_no_file_away(enrolment, root, monkeypatch):
    real = actions.refresh_progress

    def fail():
        raise ZeroDivisionError

    def with_hook(**kwargs):
        transaction.on_commit(fail)
        return real(**kwargs)

    monkeypatch.setattr(actions, "refresh_progress", with_hook)
    with pytest.raises(ZeroDivisionError):
        add(enrolment)

    file = EvidenceFile.objects.get()
    assert files_in(root) == [storage.path_of(file.stored_name)]


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_a_commit_in_doubt_takes_no_file_away(enrolment, root, monkeypatch, trouble):
    def lose_the_connection(*args, **kwargs):
        raise trouble("server closed the connection unexpectedly")

    monkeypatch.setattr(actions, "refresh_progress", lose_the_connection)
    with pytest.raises(trouble):
        add(enrolment)

    assert len(files_in(root)) == 1


def test_a_database_that_does_not_answer_takes_no_file_away(enrolment, root, monkeypatch):
    def be_silent(*args, **kwargs):
        raise DatabaseError("no answer")

    def break_off(**kwargs):
        monkeypatch.setattr(storage.EvidenceFile.objects, "filter", be_silent)
        return 1 / 0

    monkeypatch.setattr(actions, "refresh_progress", break_off)
    with pytest.raises(ZeroDivisionError):
        add(enrolment)

    assert len(files_in(root)) == 1


@pytest.mark.django_db(transaction=True)
def test_an_upload_within_another_transaction_is_refused_before_it_can_be_undone(enrolment, root):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        add(enrolment)

    assert (files_in(root), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize("status", [EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
def test_an_ended_enrolment_takes_no_evidence(enrolment, root, status):
    enrolment.status = status
    if status == EnrolmentStatus.WITHDRAWN:
        enrolment.withdrawn_on = NOW.date()
    else:
        enrolment.completed_at = NOW
    enrolment.save()
    with pytest.raises(EvidenceRefused, match="can only be read"):
        add(enrolment)

    assert files_in(root) == []


def test_only_the_candidate_adds_to_a_portfolio(enrolment, root, administrator):
    other = EnrolmentFactory(version=enrolment.version).candidate.user
    for person in (enrolment.tutor, administrator, other, TutorFactory()):
        with pytest.raises(PermissionDenied):
            add(enrolment, by=person)

    assert (files_in(root), Evidence.objects.count()) == ([], 0)


def test_a_unit_of_another_version_is_refused(enrolment, root):
    elsewhere = SpecificationVersionFactory().units.first()
    with pytest.raises(EvidenceRefused, match="is not a unit of this enrolment"):
        add(enrolment, elsewhere)

    assert files_in(root) == []


def test_a_unit_with_the_tutor_takes_nothing_more(enrolment, unit, root):
    evidence = add(enrolment)
    submit(enrolment)
    with pytest.raises(EvidenceRefused, match="is with Tess Turner"):
        add(enrolment, name="more.pdf")
    with pytest.raises(EvidenceRefused, match="withdraw the submission first"):
        describe(evidence, unit, claims={"1.1": ""})

    assert len(files_in(root)) == 1


def test_after_a_referral_only_what_was_referred_is_claimed(enrolment, unit):
    first = add(enrolment)
    mark_and_release(submit(enrolment), "met", "not", "met")
    second = add(enrolment, name="more.pdf", now=LATER)

    assert claimed(second) == {"1.2": ""}
    passed = unit.criteria.get(number="1.1")
    with pytest.raises(EvidenceRefused, match="no longer open"):
        describe_evidence(
            evidence=second,
            unit=unit,
            described=Described(title="More", kind=EvidenceKind.DOCUMENT, claims={passed.pk: ""}),
            version="",
            by=enrolment.candidate.user,
            now=LATER,
        )
    describe(first, unit, claims={})
    assert claimed(first) == {"1.1": "", "1.3": ""}


def test_a_passed_unit_takes_nothing_more(enrolment):
    add(enrolment)
    mark_and_release(submit(enrolment), "met", "met", "met")
    with pytest.raises(EvidenceRefused, match="is passed"):
        add(enrolment, name="more.pdf")


def test_evidence_is_described(enrolment, unit):
    evidence = add(enrolment)
    describe(
        evidence,
        unit,
        title="Access review",
        kind=EvidenceKind.WORK_PRODUCT,
        claims={"1.1": "p. 4–6", "1.3": "12:30"},
    )

    evidence.refresh_from_db()
    assert (evidence.title, evidence.kind) == ("Access review", EvidenceKind.WORK_PRODUCT)
    assert claimed(evidence) == {"1.1": "p. 4–6", "1.3": "12:30"}
    event = AuditEvent.objects.get(verb="described")
    assert event.before == {"kind": "document", "claims": {"1.1": "", "1.2": "", "1.3": ""}}
    assert event.after == {"kind": "work_product", "claims": {"1.1": "p. 4–6", "1.3": "12:30"}}


def test_unticking_everything_leaves_the_evidence_and_ends_the_drafting(enrolment, unit):
    evidence = add(enrolment)
    describe(evidence, unit, claims={})

    assert Evidence.objects.standing().get() == evidence
    assert UnitProgress.objects.get(unit=unit).state == UnitState.NOT_STARTED


def test_a_description_from_a_stale_page_is_refused_and_shows_what_stands(enrolment, unit):
    evidence = add(enrolment)
    stale = described_now(evidence, [c.pk for c in unit.criteria.all()]).version
    describe(evidence, unit, claims={"1.1": "p. 2"})
    with pytest.raises(StaleVersion) as refusal:
        describe(evidence, unit, claims={"1.2": ""}, version=stale)

    assert list(refusal.value.theirs.claims.values()) == ["p. 2"]
    assert claimed(evidence) == {"1.1": "p. 2"}


def test_the_same_description_again_is_no_conflict_and_no_event(enrolment, unit):
    evidence = add(enrolment)
    stale = described_now(evidence, [c.pk for c in unit.criteria.all()]).version
    describe(evidence, unit, claims={"1.1": "p. 2"})
    describe(evidence, unit, claims={"1.1": "p. 2"}, version=stale)

    assert AuditEvent.objects.filter(verb="described").count() == 1


def test_one_item_serves_two_units(enrolment, unit):
    evidence = add(enrolment)
    other = second_unit(enrolment)
    describe(evidence, unit, claims={"1.1": "p. 2"})
    use_evidence(evidence=evidence, unit=other, by=enrolment.candidate.user, now=LATER)

    places = EvidenceClaim.objects.filter(evidence=evidence).order_by("criterion")
    assert [(c.criterion.unit, c.location) for c in places] == [
        (unit, "p. 2"),
        (other, ""),
        (other, ""),
        (other, ""),
    ]
    states = UnitProgress.objects.order_by("unit__position").values_list("state", flat=True)
    assert list(states) == [UnitState.DRAFTING] * 2


def test_removed_evidence_can_be_put_back_as_it_was(enrolment, unit, root):
    evidence = add(enrolment)
    describe(evidence, unit, claims={"1.1": "p. 2"})
    person = enrolment.candidate.user

    remove_evidence(evidence=evidence, by=person, now=LATER)
    assert Evidence.objects.standing().count() == 0
    assert UnitProgress.objects.get(unit=unit).state == UnitState.NOT_STARTED
    assert len(files_in(root)) == 1

    restore_evidence(evidence=evidence, by=person, now=LATER)
    assert Evidence.objects.standing().get() == evidence
    assert claimed(evidence) == {"1.1": "p. 2"}
    assert UnitProgress.objects.get(unit=unit).state == UnitState.DRAFTING
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["added", "described", "removed", "put back"]


def test_removing_and_restoring_twice_is_once(enrolment):
    evidence = add(enrolment)
    person = enrolment.candidate.user
    for action in (remove_evidence, remove_evidence, restore_evidence, restore_evidence):
        action(evidence=evidence, by=person, now=LATER)

    assert AuditEvent.objects.filter(verb__in=["removed", "put back"]).count() == 2


@pytest.mark.parametrize("is_released", [False, True])
def test_what_was_submitted_stays_in_the_portfolio(enrolment, is_released):
    evidence = add(enrolment)
    submission = submit(enrolment)
    if is_released:
        mark_and_release(submission, "met", "not", "met")
    with pytest.raises(EvidenceRefused, match="was submitted for"):
        remove_evidence(evidence=evidence, by=enrolment.candidate.user, now=LATER)

    assert Evidence.objects.standing().count() == 1


def test_nothing_can_be_done_with_removed_evidence_but_putting_it_back(enrolment, unit):
    evidence = add(enrolment)
    remove_evidence(evidence=evidence, by=enrolment.candidate.user, now=LATER)

    with pytest.raises(EvidenceRefused, match="was removed"):
        describe(evidence, unit, claims={})
    with pytest.raises(EvidenceRefused, match="was removed"):
        use_evidence(
            evidence=evidence, unit=second_unit(enrolment), by=enrolment.candidate.user, now=LATER
        )


def test_only_the_candidate_changes_a_portfolio(enrolment, unit, administrator):
    evidence = add(enrolment)
    for person in (enrolment.tutor, administrator, EnrolmentFactory().candidate.user):
        with pytest.raises(PermissionDenied):
            describe(evidence, unit, claims={}, by=person)
        with pytest.raises(PermissionDenied):
            remove_evidence(evidence=evidence, by=person, now=LATER)
        with pytest.raises(PermissionDenied):
            restore_evidence(evidence=evidence, by=person, now=LATER)
        with pytest.raises(PermissionDenied):
            use_evidence(evidence=evidence, unit=unit, by=person, now=LATER)

    assert claimed(evidence) == {"1.1": "", "1.2": "", "1.3": ""}
