"""The centre's signing key and certificate: where they are read, and what is asked of them.

Production names its files in the settings. A demonstration gets a key of its own at first need,
and its certificate says that it is one.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

DEMO_NAME = "Demonstration only, not a real centre's signature"
DEMO_FROM = datetime(2020, 1, 1, tzinfo=UTC)
DEMO_UNTIL = datetime(2040, 1, 1, tzinfo=UTC)
CURVE = "secp256r1"
BEGIN = b"-----BEGIN "
KEY, CERTIFICATE = "SIGNING_KEY_FILE", "SIGNING_CERTIFICATE_FILE"  # settings


class KeyTrouble(RuntimeError):
    """The key or the certificate cannot be used; the words name the setting to look at."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A P-256 key and its certificate."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def subject(self) -> str:
        """Whom the certificate names, as a reader of PDFs shows it: name, then organisation."""
        named = [
            str(attribute.value)
            for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
            for attribute in self.certificate.subject.get_attributes_for_oid(oid)
        ]
        return ", ".join(named)[:300] or self.certificate.subject.rfc4514_string()[:300]

    @property
    def until(self) -> datetime:
        """The certificate's last moment."""
        return self.certificate.not_valid_after_utc

    def holds(self, at: datetime) -> bool:
        """Whether the certificate covers a moment."""
        return self.certificate.not_valid_before_utc <= at <= self.until


def signing_key() -> SigningKey:
    """The centre's key as the settings name it; `KeyTrouble` says what is wrong with it."""
    certificate = trusted_certificates()[0]
    private = _private_key()
    if _public_bytes(private.public_key()) != _public_bytes(certificate.public_key()):
        raise KeyTrouble(f"{CERTIFICATE} is not the certificate of {KEY}.")
    return SigningKey(private, certificate)


def trusted_certificates() -> list[x509.Certificate]:
    """The centre's certificate and then its former ones: only what they signed can be genuine.

    They stand in one PEM file, the one in use first.
    """
    blocks = [block for block in _blocks(CERTIFICATE) if block.startswith(BEGIN + b"CERTIFICATE-")]
    try:
        found = [x509.load_pem_x509_certificate(block) for block in blocks]
    except ValueError as error:
        raise KeyTrouble(f"{CERTIFICATE} holds a certificate that cannot be read.") from error
    if not found:
        raise KeyTrouble(f"{CERTIFICATE} holds no certificate.")
    return found


def make_demo_key(path: Path) -> None:
    """Make a key and a certificate of its own, once: of two processes at once one wins.

    Both are in one file, which appears whole, so that no process can read half a pair.
    """
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".{secrets.token_hex(8)}.pem")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_demo_pair())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        return  # another process was first, and its key is the one
    finally:
        aside.unlink()


def _demo_pair() -> bytes:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.CENTRE_NAME[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(DEMO_FROM)
        .not_valid_after(DEMO_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = private.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + certificate.public_bytes(pem)


def _private_key() -> ec.EllipticCurvePrivateKey:
    keys = [block for block in _blocks(KEY) if b"PRIVATE KEY-" in block.splitlines()[0]]
    if len(keys) != 1:
        raise KeyTrouble(f"{KEY} must hold one private key; it holds {len(keys)}.")
    passphrase = settings.SIGNING_KEY_PASSPHRASE.encode() or None
    try:
        private = serialization.load_pem_private_key(keys[0], passphrase)
    except (ValueError, TypeError) as error:
        raise KeyTrouble(
            f"{KEY} cannot be opened: SIGNING_KEY_PASSPHRASE does not fit, or it is no key."
        ) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != CURVE:
        raise KeyTrouble(f"{KEY} must be a key on the curve P-256.")
    return private


def _blocks(setting: str) -> list[bytes]:
    """The PEM blocks of the file that a setting names."""
    path = Path(getattr(settings, setting))
    if settings.DEMO_MODE and path == Path(settings.DEMO_SIGNING_FILE):
        make_demo_key(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise KeyTrouble(f"{setting}: {path} cannot be read ({error.strerror}).") from error
    return [BEGIN + rest for rest in text.split(BEGIN)[1:]]


def _public_bytes(public: object) -> bytes:
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise KeyTrouble(f"{CERTIFICATE} must certify a key on the curve P-256.")
    return public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
