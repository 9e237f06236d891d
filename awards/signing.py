"""Signing a paper and judging a signature: the only importer of pyHanko.

A paper is certified: PAdES B-B with the centre's key, SHA-256, no change of any kind permitted.
pyHanko takes over a second to import, so it is imported where it is first needed: by whoever
makes or judges a paper, and not by the web server.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from awards.keys import KeyTrouble, SigningKey

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

FIELD = "CentreSignature"
READABLE_FIELD = "Signature of the centre"
# Hexadecimal digits kept free for the signature, so that it is made once and not measured first.
ROOM = 8192
DER = serialization.Encoding.DER
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a file is a paper as the centre signed it, and if not, why."""

    is_genuine: bool
    why: str = ""


def sign(
    paper: bytes, *, key: SigningKey, reason: str, location: str, contact: str, at: datetime
) -> bytes:
    """The paper with the centre's certifying signature; its look does not change.

    A certificate that does not cover the moment `at` is `KeyTrouble`.
    """
    if not key.holds(at):
        raise KeyTrouble(
            f"The certificate of SIGNING_CERTIFICATE_FILE ended on {key.until:%d %b %Y}, "
            "or has not begun. docs/operations.md says how to renew it."
        )
    return _apart(lambda: _signed(paper, key, reason, location, contact))


def judge(paper: bytes, *, trusted: Iterable[x509.Certificate], at: datetime) -> Judgement:
    """Whether a file is a paper of ours without the slightest change.

    Genuine means: one signature, made with one of the `trusted` certificates while that held
    (`at` is when we made the paper), over the whole file, permitting nothing, in exactly the
    bytes we would write, and pyHanko's own judgement, `bottom_line`, is good. Not genuine is
    also what cannot be read at all. No network is asked.
    """
    try:
        return _apart(lambda: _judged(paper, list(trusted), at))
    except Exception as fault:  # noqa: BLE001 -- whatever a spoilt file makes its reader say
        return Judgement(False, f"It cannot be read: {type(fault).__name__}.")


def status_of(paper: bytes, *, trusted: Iterable[x509.Certificate], at: datetime) -> Any:
    """pyHanko's own account of the first signature (a `PdfSignatureStatus`)."""
    return _apart(lambda: _status(_reader(paper).embedded_signatures[0], list(trusted), at))


def _signed(paper: bytes, key: SigningKey, reason: str, location: str, contact: str) -> bytes:
    from asn1crypto.keys import PrivateKeyInfo
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private = key.private.private_bytes(
        DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=_in_asn1(key.certificate),
        signing_key=PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )

    class Certifier(signers.PdfSigner):
        """Declares PAdES's own extension (ESIC) only: the paper stays PDF 1.7, as PDF/UA-1 asks."""

        def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
            pdf_out.register_extension(ESIC_EXTENSION_1)

    unseen = fields.InvisSigSettings(  # what a tagged PDF (PDF/UA) asks of a field nobody sees
        set_print_flag=False, set_hidden_flag=True, box_out_of_bounds=True
    )
    signing = Certifier(
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            location=location,
            contact_info=contact,
            name=key.subject,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
        ),
        signer,
        new_field_spec=fields.SigFieldSpec(
            FIELD, readable_field_name=READABLE_FIELD, invis_sig_settings=unseen
        ),
    )
    signed = signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), bytes_reserved=ROOM)
    return bytes(signed.getvalue())


def _judged(paper: bytes, trusted: list[x509.Certificate], at: datetime) -> Judgement:
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.validation.pdf_embedded import read_certification_data
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    reader = _reader(paper)
    if len(reader.embedded_signatures) != 1:
        return Judgement(False, "It does not carry exactly one signature.")
    (signature,) = reader.embedded_signatures
    status = _status(signature, trusted, at)
    certified = read_certification_data(reader)
    asked = {
        "Its signature does not hold.": status.bottom_line,
        "It was signed with no certificate of ours that held then.": any(
            one.public_bytes(DER) == signature.signer_cert.dump()
            and one.not_valid_before_utc <= at <= one.not_valid_after_utc
            for one in trusted
        ),
        "It was added to after it was signed.": (
            status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        ),
        "Its signature does not certify it against every change.": (
            certified is not None
            and certified.author_sig == signature.sig_object
            and certified.permission == signature.docmdp_level == MDPPerm.NO_CHANGES
        ),
        "Its signature is of another kind.": (
            signature.sig_object.get("/SubFilter") == SigSeedSubFilter.PADES.value
        ),
        "The container of its signature was altered.": _is_as_written(paper, signature),
    }
    for why, is_so in asked.items():
        if not is_so:
            return Judgement(False, why)
    return Judgement(True)


def _reader(paper: bytes) -> PdfFileReader:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(io.BytesIO(paper))


def _status(
    signature: EmbeddedPdfSignature, trusted: list[x509.Certificate], at: datetime
) -> PdfSignatureStatus:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=[_in_asn1(one) for one in trusted],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
    )
    return validate_pdf_signature(signature, context)


def _is_as_written(paper: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the one part the signature cannot cover, its own container, is in our spelling.

    Otherwise its digits could change case, its padding could carry something, and its unsigned
    fields could be others, without the signature failing.
    """
    first, length, second, _ = signature.byte_range
    content = bytes(signature.pkcs7_content)
    digits = b"<" + content.hex().upper().encode() + b">"
    container = _container(signature)
    return (
        paper[first + length : second] == digits
        and content.startswith(container)
        and not any(content[len(container) :])
    )


def _container(signature: EmbeddedPdfSignature) -> bytes:
    """The container as we write it around a signature and the attributes it signs."""
    from asn1crypto import cms, core

    sha256 = {"algorithm": "sha256", "parameters": core.Null()}
    certificate, signed = signature.signer_cert, signature.signer_info
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            name="issuer_and_serial_number",
            value={"issuer": certificate.issuer, "serial_number": certificate.serial_number},
        ),
        "digest_algorithm": sha256,
        "signed_attrs": signed["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signed["signature"].native,
    }
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices(name="certificate", value=certificate)],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": content}).dump())


def _in_asn1(certificate: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(certificate.public_bytes(DER))


def _apart(work: Callable[[], Answer]) -> Answer:
    """Do it in a thread of its own: pyHanko starts an event loop, and the caller may run one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()
