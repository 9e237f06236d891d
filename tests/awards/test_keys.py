"""The centre's key: made once for a demonstration, asked for by name in production."""

import os
import stat
import subprocess
import sys
import threading

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from awards import keys
from launcher.checks import PRODUCTION
from launcher.machine import BASE


@pytest.fixture
def demo_file(settings, tmp_path):
    path = tmp_path / "var" / "signing.pem"
    settings.DEMO_SIGNING_FILE = str(path)
    settings.SIGNING_KEY_FILE = settings.SIGNING_CERTIFICATE_FILE = str(path)
    return path


def test_a_demonstration_makes_a_key_that_says_so_and_is_nobody_elses_to_read(demo_file):
    key = keys.signing_key()

    assert key.subject == "Demonstration only, not a real centre's signature, PMA Training"
    assert stat.S_IMODE(demo_file.stat().st_mode) == 0o600
    assert os.listdir(demo_file.parent) == ["signing.pem"]
    assert keys.signing_key().certificate == key.certificate
    assert keys.trusted_certificates() == [key.certificate]


MAKE = """
import sys
from pathlib import Path
import django
django.setup()
from awards import keys
print("ready", flush=True)
sys.stdin.readline()
keys.make_demo_key(Path(sys.argv[1]))
print(Path(sys.argv[1]).read_bytes().hex())
"""


@pytest.mark.slow
def test_two_processes_at_once_end_with_one_key(demo_file):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(demo_file)],
            cwd=BASE,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for maker in makers:  # both have read the code and wait for this line
        maker.stdout.readline()
    for maker in makers:
        maker.stdin.write("\n")
        maker.stdin.flush()
    found = [maker.communicate()[0].strip() for maker in makers]

    assert found[0] == found[1] != ""


def test_many_threads_at_once_end_with_one_key(demo_file, monkeypatch):
    """All have looked before any writes: without the link that only one can make, the last wins."""
    start, pair, seen = threading.Barrier(8), keys._demo_pair, set()

    def all_together():
        made = pair()
        start.wait(timeout=20)
        return made

    monkeypatch.setattr(keys, "_demo_pair", all_together)

    def run():
        keys.make_demo_key(demo_file)
        seen.add(demo_file.read_bytes())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 1
    assert os.listdir(demo_file.parent) == ["signing.pem"]


def pem(private, passphrase=None):
    lock = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    form = serialization.PrivateFormat.PKCS8
    return private.private_bytes(serialization.Encoding.PEM, form, lock)


@pytest.fixture
def bought(settings, demo_file, tmp_path):
    """Key and certificate in files of their own, as production names them."""
    keys.signing_key()
    both = demo_file.read_bytes()
    place = both.index(b"-----BEGIN CERTIFICATE-")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    key.write_bytes(both[:place])
    certificate.write_bytes(both[place:])
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = str(key), str(certificate)
    return key, certificate


def test_a_key_under_a_passphrase_opens_with_it_and_not_without(settings, bought):
    key, _ = bought
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    key.write_bytes(pem(private, b"long and secret"))

    for wrong in ("", "another"):
        settings.SIGNING_KEY_PASSPHRASE = wrong
        with pytest.raises(keys.KeyTrouble, match="SIGNING_KEY_PASSPHRASE does not fit"):
            keys.signing_key()
    settings.SIGNING_KEY_PASSPHRASE = "long and secret"
    assert keys.signing_key().subject.startswith("Demonstration only")


@pytest.mark.parametrize(
    "text, why",
    [
        (b"", "must hold one private key; it holds 0"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be opened"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "must be a key on the curve P-256"),
        (pem(rsa.generate_private_key(65537, 2048)), "must be a key on the curve P-256"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "is not the certificate of"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_by_its_variables_name(bought, text, why):
    bought[0].write_bytes(text)

    with pytest.raises(keys.KeyTrouble, match="SIGNING_KEY_FILE") as trouble:
        keys.signing_key()
    assert why in str(trouble.value)


def test_a_file_that_is_not_there_is_named_and_not_made(settings, bought, tmp_path):
    """A demo key is made only where the demonstration keeps its own."""
    settings.SIGNING_KEY_FILE = str(tmp_path / "gone.pem")

    with pytest.raises(keys.KeyTrouble, match=r"SIGNING_KEY_FILE: .*gone.pem cannot be read"):
        keys.signing_key()
    assert not (tmp_path / "gone.pem").exists()


@pytest.mark.parametrize("name", ["SIGNING_KEY_FILE", "SIGNING_CERTIFICATE_FILE"])
def test_production_does_not_start_without_it(name, tmp_path):
    real = PRODUCTION | {
        "SECRET_KEY": "only-for-tests",
        "PMA_VAR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }

    def start(environment):
        return subprocess.run(
            [sys.executable, "-c", "import pmatraining.settings"],
            cwd=BASE,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    without = start({key: value for key, value in real.items() if key != name})

    assert start(real).returncode == 0
    assert without.returncode == 1
    assert f"{name} is not set. See .env.example" in without.stderr
    assert not (tmp_path / "signing.pem").exists()
