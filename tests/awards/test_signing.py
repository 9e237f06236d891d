"""Signed papers: no change of a single byte passes, and what was there before survives."""

import io
import random
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from awards import keys, pdf, signing
from tests.awards.test_pdf import statement

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEED = 8420
CHANGES = 200


@pytest.fixture(scope="module")
def drawn():
    return pdf.statement_pdf(statement(3, points=20))


@pytest.fixture(scope="module")
def signed(drawn):
    return sign(drawn)


def sign(paper, *, key=None):
    return signing.sign(
        paper,
        key=key or keys.signing_key(),
        reason="Statement of results PMA-000042, as issued",
        location="PMA Training",
        contact="https://training.example/verify/x/",
        at=AT,
    )


def judged(paper, *, trusted=None, at=AT):
    return signing.judge(paper, trusted=trusted or keys.trusted_certificates(), at=at)


# ---- changes ------------------------------------------------------------------------------------


def added_to(paper, rng):
    """The paper with an incremental update: the signed bytes stay, and the page says more."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    page = writer.root["/Pages"]["/Kids"][0]
    words = f"BT /F1 {rng.randint(8, 20)} Tf {rng.randint(0, 500)} 20 Td (Distinction) Tj ET"
    written = writer.add_object(StreamObject(stream_data=words.encode()))
    page[NameObject("/Contents")] = written
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(paper, rng, place):
    changed = bytearray(paper)
    changed[place] ^= 1 << rng.randrange(8)
    return bytes(changed)


def changes(paper, rng):
    """Two hundred of them: a bit in each stretch of the file, cuts, more at the end, updates."""
    flips, cuts, tails, updates = 140, 30, 20, 10
    stretch = len(paper) / flips
    for number in range(flips):
        yield flipped(paper, rng, int(number * stretch + rng.random() * stretch))
    for number in range(cuts):
        yield paper[: 1 + int((number + rng.random()) * (len(paper) - 1) / cuts)]
    for _ in range(tails):
        yield paper + rng.randbytes(rng.randint(1, 400))
    for _ in range(updates):
        yield added_to(paper, rng)


@pytest.mark.slow
def test_none_of_two_hundred_changes_is_taken_for_ours(signed):
    print(f"seed {SEED}")  # noqa: T201 -- whoever looks into a failure needs it
    altered = list(changes(signed, random.Random(SEED)))

    accepted = [place for place, one in enumerate(altered) if judged(one).is_genuine]

    assert len(altered) == CHANGES
    assert all(one != signed for one in altered)
    assert accepted == []


def test_control_the_untouched_paper_is_ours(signed):
    judgement = judged(signed)

    assert (judgement.is_genuine, judgement.why) == (True, "")


def test_control_without_the_bottom_line_an_addition_would_pass(signed):
    """It leaves the signature itself intact, valid and trusted: judging by that is no judgement."""
    added = added_to(signed, random.Random(SEED))

    status = signing.status_of(added, trusted=keys.trusted_certificates(), at=AT)

    assert added.startswith(signed)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert not status.bottom_line
    assert not judged(added).is_genuine


def test_the_container_that_no_signature_covers_is_ours_to_the_byte(signed):
    """Digits in the other case and a filled padding mean the same to a reader, and not to us."""
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    lower = signed[:start] + signed[start:end].lower() + signed[end:]
    filled = signed[: end - 2] + b"01" + signed[end:]

    for one in (lower, filled):
        status = signing.status_of(one, trusted=keys.trusted_certificates(), at=AT)
        assert status.bottom_line
        assert judged(one).why == "The container of its signature was altered."


# ---- whose signature, and when ------------------------------------------------------------------


@pytest.fixture
def another_key(settings, tmp_path):
    """Somebody else's key, made in the same way."""
    ours = settings.DEMO_SIGNING_FILE
    settings.DEMO_SIGNING_FILE = settings.SIGNING_KEY_FILE = str(tmp_path / "another.pem")
    settings.SIGNING_CERTIFICATE_FILE = settings.DEMO_SIGNING_FILE
    key = keys.signing_key()
    settings.DEMO_SIGNING_FILE = settings.SIGNING_KEY_FILE = ours
    settings.SIGNING_CERTIFICATE_FILE = ours
    return key


def test_a_paper_that_somebody_else_signed_is_not_ours(drawn, another_key):
    theirs = sign(drawn, key=another_key)

    assert not judged(theirs).is_genuine
    assert judged(theirs, trusted=[another_key.certificate]).is_genuine


def test_a_paper_without_a_signature_or_with_two_is_not_ours(drawn, signed):
    assert judged(drawn).why == "It does not carry exactly one signature."
    assert not judged(b"").is_genuine
    assert not judged(zlib.compress(signed)).is_genuine


@pytest.mark.parametrize(
    "at", [keys.DEMO_FROM - timedelta(seconds=1), keys.DEMO_UNTIL + timedelta(seconds=1)]
)
def test_a_signature_counts_while_its_certificate_held(drawn, signed, at):
    assert not judged(signed, at=at).is_genuine
    with pytest.raises(keys.KeyTrouble, match="ended on 01 Jan 2040"):
        signing.sign(drawn, key=keys.signing_key(), reason="x", location="x", contact="x", at=at)


# ---- what the paper is --------------------------------------------------------------------------


def test_it_is_pades_by_p256_and_permits_nothing(signed):
    field = PdfReader(io.BytesIO(signed)).trailer["/Root"]["/AcroForm"]["/Fields"][0].get_object()
    signature = field["/V"].get_object()
    (transform,) = signature["/Reference"]

    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert transform.get_object()["/TransformMethod"] == "/DocMDP"
    assert transform.get_object()["/TransformParams"]["/P"] == 1
    assert signature["/Reason"] == "Statement of results PMA-000042, as issued"
    assert signature["/Location"] == "PMA Training"
    assert signature["/Name"].startswith("Demonstration only")
    first, _, second, rest = signature["/ByteRange"]
    assert (first, second + rest) == (0, len(signed))


def test_it_looks_as_it_did_and_stays_a_tagged_pdf(drawn, signed):
    before, after = (PdfReader(io.BytesIO(paper)) for paper in (drawn, signed))
    root = after.trailer["/Root"]
    field = root["/AcroForm"]["/Fields"][0].get_object()

    assert signed.startswith(drawn)
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    assert after.pages[0].get_contents().get_data() == before.pages[0].get_contents().get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert root.get("/Version", "/1.7") == "/1.7"
    assert field["/F"] & 2  # hidden: what nobody sees needs no tag
    assert field["/TU"] == signing.READABLE_FIELD
