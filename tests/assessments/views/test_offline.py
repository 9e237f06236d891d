"""A marking sheet as a workbook: taken away, filled in, brought back, and everything refused."""

import io
import random
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments import offline
from assessments.actions import marking
from assessments.models import DraftConflict, MarkingDraft
from enrolments.choices import EnrolmentStatus
from ledger.models import AuditEvent
from tests.assessments import corpus
from tests.assessments.marking import draft, finish, mark_and_release
from tests.factories.assessments import SubmissionFactory

pytestmark = pytest.mark.once

CRITERION, MARK, FEEDBACK, MADE_FROM = "C", "F", "G", "H"


def address(name, submission):
    return reverse(f"assessments:{name}", args=[submission.reference])


def taken(client, submission):
    answer = client.post(address("sheet_export", submission))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def content_of(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(client, submission, book, **cells):
    """Fill in cells like F2 and upload."""
    for place, value in cells.items():
        book["Marking"][place] = value
    return upload(client, submission, content_of(book))


def upload(client, submission, content, name="sheet.xlsx"):
    return client.post(
        address("sheet_import", submission), {"file": SimpleUploadedFile(name, content)}
    )


def typed(submission):
    return {
        row.criterion.position: (row.mark, row.outcome, row.feedback, row.version)
        for row in MarkingDraft.objects.filter(submission=submission)
    }


def reasons(answer):
    return {one.row.number: list(one.reasons) for one in answer.context["refused"]}


# There and back ---------------------------------------------------------------------------------


def test_a_sheet_goes_out_and_comes_back(tutor_client, marked_submission):
    draft(marked_submission, "12", feedback="Kept.")
    book = taken(tutor_client, marked_submission)
    rows = [[cell.value for cell in row] for row in book["Marking"].iter_rows()]
    assert rows[0] == list(offline.COLUMNS)
    assert [row[2:7] for row in rows[1:]] == [
        ["1.1", "Explain part 1 of the work", 20, 12, "Kept."],
        ["1.2", "Explain part 2 of the work", 20, None, None],
    ]
    answer = bring(tutor_client, marked_submission, book, F2=12.5, F3="9½", G3="Thin.\nSay more.")

    assert answer.url == address("submission_mark", marked_submission)
    assert typed(marked_submission) == {
        1: (Decimal("12.5"), "", "Kept.", 2),
        2: (Decimal("9.5"), "", "Thin.\nSay more.", 1),
    }
    event = AuditEvent.objects.get(verb="took in a marking sheet of")
    assert event.after["criteria"] == ["1.1", "1.2"]
    assert AuditEvent.objects.filter(verb="took away the marking sheet of").count() == 1


def test_the_same_file_twice_changes_nothing_more(tutor_client, marked_submission):
    book = taken(tutor_client, marked_submission)
    for _ in range(2):
        assert bring(tutor_client, marked_submission, book, F2=12, G2="Good.").status_code == 302

    assert typed(marked_submission) == {1: (Decimal(12), "", "Good.", 1)}
    assert AuditEvent.objects.filter(verb="took in a marking sheet of").count() == 1


def test_level_5_is_decided_in_words(tutor_client, decided_submission):
    book = taken(tutor_client, decided_submission)
    cells = {"F2": "Met", "F3": "not yet MET ", "G3": "Thin.", "F4": None}
    assert bring(tutor_client, decided_submission, book, **cells).status_code == 302
    assert typed(decided_submission) == {
        1: (None, "met", "", 1), 2: (None, "not_yet_met", "Thin.", 1),
    }  # fmt: skip
    answer = bring(
        tutor_client, decided_submission, taken(tutor_client, decided_submission), F2="P"
    )
    assert reasons(answer) == {2: ["Write Met or Not yet met, or leave it empty."]}


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5 marks", "@here", "'tis", "'=1", "Plain.", "“Quoted” – ½"]
)
def test_no_cell_is_run_and_every_text_comes_back_as_it_was(tutor_client, marked_submission, text):
    draft(marked_submission, "12", feedback=text)
    candidate = marked_submission.enrolment.candidate.user
    candidate.given_name = "=cmd|' /C calc'!A0"
    candidate.save()
    book = taken(tutor_client, marked_submission)
    cells = [cell for row in book["Marking"].iter_rows(min_row=2) for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    starts = [cell.value[0] for cell in cells if isinstance(cell.value, str)]
    assert not {"=", "+", "-", "@"} & set(starts)
    assert bring(tutor_client, marked_submission, book, F3=11).status_code == 302
    assert typed(marked_submission)[1] == (Decimal(12), "", text, 1)


def test_the_file_knows_no_bands(tutor_client, marked_submission):
    draft(marked_submission, "20")
    book = taken(tutor_client, marked_submission)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]

    assert not [text for text in texts if "pass" in text.lower()]


# Refused, row by row ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        (20.5, "Enter a mark from 0 to 20, in whole or half marks."),
        (-1, "Enter a mark from 0 to 20, in whole or half marks."),
        ("−1", "Enter a mark from 0 to 20, in whole or half marks."),
        (1e9, "Enter a mark from 0 to 20, in whole or half marks."),
        ("1e9", "Enter a mark from 0 to 20, in whole or half marks."),
        (7.25, "Enter a mark from 0 to 20, in whole or half marks."),
        (True, "Enter a mark from 0 to 20, in whole or half marks."),
        (timezone.now().date(), "Enter a mark from 0 to 20, in whole or half marks."),
        ("½", "Write half a mark as 0.5."),
    ],
)
def test_a_mark_that_is_none_is_refused_and_nothing_is_half_written(
    tutor_client, marked_submission, mark, reason
):
    book = taken(tutor_client, marked_submission)
    answer = bring(tutor_client, marked_submission, book, F2=mark, F3=12, G3="Fine.")

    assert answer.status_code == 422
    assert reasons(answer) == {2: [reason]}
    assert "Nothing of the file is saved" in answer.text
    assert not MarkingDraft.objects.exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"A2": "00000000-0000-4000-8000-000000000000"}, "names another submission"),
        ({"A2": None}, "names another submission"),
        ({"B2": "Somebody Else"}, "does not say Ruth Okafor"),
        ({"C2": "9.9"}, "names none of this unit"),
        ({"C2": "1.2"}, "is not that of criterion 1.2"),
        ({"D2": "Explain something else"}, "is not that of criterion 1.1"),
        ({"E2": 200}, "Out of is not that of criterion 1.1"),
        ({"H2": "7"}, "Made from was changed"),
        ({"H2": None}, "Made from was changed"),
        ({"F2": "=10+5"}, "holds a formula"),
        ({"G2": "=B1"}, "holds a formula"),
        ({"G2": "x" * 10_001}, "Use 10,000 characters or fewer."),
    ],
)
def test_a_changed_column_is_refused_with_its_reason(tutor_client, marked_submission, cells, said):
    book = taken(tutor_client, marked_submission)
    answer = bring(tutor_client, marked_submission, book, **{"F2": 12, "F3": 12} | cells)

    assert answer.status_code == 422
    assert said in " ".join(reasons(answer)[2])
    assert not MarkingDraft.objects.exists()


def test_a_criterion_twice_is_refused(tutor_client, marked_submission):
    book = taken(tutor_client, marked_submission)
    page = book["Marking"]
    page.append([cell.value for cell in page[2]])
    answer = bring(tutor_client, marked_submission, book, F2=12, F4=5)

    assert list(reasons(answer)) == [2, 4]
    assert not MarkingDraft.objects.exists()


def test_the_file_of_one_candidate_is_never_taken_for_another(
    tutor_client, tutor, marked_submission
):
    version = marked_submission.enrolment.version
    another = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor)
    book = taken(tutor_client, marked_submission)
    answer = bring(tutor_client, another, book, F2=12)

    assert answer.status_code == 422
    assert len(reasons(answer)) == 2
    assert not MarkingDraft.objects.exists()


def test_a_newer_draft_is_not_written_over_and_both_sides_are_shown(
    tutor_client, marked_submission
):
    book = taken(tutor_client, marked_submission)
    draft(marked_submission, "12", feedback="On the server.")
    answer = bring(
        tutor_client, marked_submission, book, F2=9, G2="On the train.", F3=11, G3="Other."
    )

    assert answer.status_code == 409
    for said in ("On the server.", "On the train.", "<p>12</p>", "<p>9</p>", "Other."):
        assert said in answer.text
    assert typed(marked_submission) == {1: (Decimal(12), "", "On the server.", 1)}
    met = DraftConflict.objects.get()
    assert (met.saved_feedback, met.typed_feedback) == ("On the server.", "On the train.")


def test_what_the_file_left_alone_does_not_meet_what_was_saved_since(
    tutor_client, marked_submission
):
    draft(marked_submission, "12")
    book = taken(tutor_client, marked_submission)
    draft(marked_submission, "15", feedback="Newer.")
    answer = bring(tutor_client, marked_submission, book, F3=11)

    assert answer.status_code == 302
    assert {at: row[0] for at, row in typed(marked_submission).items()} == {1: 15, 2: 11}


def test_control_without_the_version_check_the_newer_draft_is_lost(
    tutor_client, marked_submission, monkeypatch
):
    book = taken(tutor_client, marked_submission)
    draft(marked_submission, "12", feedback="On the server.")
    monkeypatch.setattr(marking, "refuse_stale", lambda lines, seen: None)
    bring(tutor_client, marked_submission, book, F2=9, G2="On the train.")

    assert typed(marked_submission)[1][2] == "On the train."


def test_what_carries_over_is_not_in_the_file_and_not_taken_from_one(
    tutor_client, decided_submission
):
    mark_and_release(decided_submission, "met", "not", "met")
    again = SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )
    book = taken(tutor_client, again)
    assert book["Marking"].max_row == 2
    answer = bring(tutor_client, again, book, C2="1.1", D2="Explain part 1 of the work")

    assert answer.status_code == 422
    assert "met before" in " ".join(reasons(answer)[2])


# Files that are none ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"not a workbook", "cut off or damaged"),
        (corpus.pdf(), "cut off or damaged"),
        (corpus.ooxml("docx"), "not a Excel workbook"),
        (corpus.ooxml("xlsx"), "no marking sheet"),
        (corpus.ooxml("xlsx", ("xl/vbaProject.bin", b"x")), "contains macros"),
        (corpus.ooxml("xlsx", ("xl/big.xml", b"\0" * 11_000_000)), "no marking sheet"),
        (b"PK" + b"x" * offline.MOST_BYTES, "under 1 MB"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(tutor_client, marked_submission, content, said):
    answer = upload(tutor_client, marked_submission, content)

    assert answer.status_code == 422
    assert said in answer.text
    assert not MarkingDraft.objects.exists()


def test_another_workbook_is_refused(tutor_client, marked_submission):
    book = taken(tutor_client, marked_submission)
    assert "no marking sheet" in bring(tutor_client, marked_submission, book, A1="x").text
    book = taken(tutor_client, marked_submission)
    for number in range(3, offline.MOST_ROWS + 5):
        book["Marking"][f"G{number}"] = "x"
    assert "no marking sheet" in bring(tutor_client, marked_submission, book).text
    book = taken(tutor_client, marked_submission)
    book["Marking"].title = "Other"
    assert "no marking sheet" in bring(tutor_client, marked_submission, book).text


def test_a_damaged_file_is_refused_and_never_an_error(tutor_client, marked_submission):
    whole = content_of(taken(tutor_client, marked_submission))
    chance = random.Random(7)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        answer = upload(tutor_client, marked_submission, bytes(broken[: chance.randint(1, 99999)]))
        assert answer.status_code in (302, 422)

    assert not MarkingDraft.objects.exists()


# Who, and when ----------------------------------------------------------------------------------


def test_only_the_tutor_takes_sheets_and_only_while_they_may_mark(
    tutor_client, other_tutor_client, administrator_client, candidate_client, marked_submission
):
    content = content_of(taken(tutor_client, marked_submission))
    others = (other_tutor_client, administrator_client, candidate_client)
    answers = [
        (
            client.post(address("sheet_export", marked_submission)).status_code,
            upload(client, marked_submission, content).status_code,
        )
        for client in others
    ]
    assert answers == [(404, 404), (403, 403), (403, 403)]
    enrolment = marked_submission.enrolment
    enrolment.status, enrolment.withdrawn_on = EnrolmentStatus.WITHDRAWN, timezone.localdate()
    enrolment.save()
    for answer in (
        tutor_client.post(address("sheet_export", marked_submission)),
        bring(tutor_client, marked_submission, load_workbook(io.BytesIO(content)), F2=12),
    ):
        assert answer.status_code == 422
        assert "has ended, so this cannot be marked." in answer.text
    assert not MarkingDraft.objects.exists()


def test_finished_work_takes_no_file(tutor_client, marked_submission):
    book = taken(tutor_client, marked_submission)
    finish(marked_submission, "10", "10")
    before = typed(marked_submission)

    assert bring(tutor_client, marked_submission, book, F2=12).status_code in (409, 422)
    assert typed(marked_submission) == before
    page = tutor_client.get(address("sheet_import", marked_submission))
    assert page.url == address("submission_result", marked_submission)
