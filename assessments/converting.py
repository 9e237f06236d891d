"""Making a PDF of an office file with LibreOffice: the only place that starts it.

It reads what strangers sent. So it gets a folder and a profile of its own that are gone afterwards,
no network, no macros, no links to follow, and only so much time, memory and disk; and what it makes
is looked into as if somebody had uploaded it.
"""

from __future__ import annotations

import logging
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from assessments import confined
from assessments.errors import FileRefused
from assessments.sniffing import recognise

log = logging.getLogger(__name__)

# Nothing runs, nothing is fetched, no place but the document itself is read, no link is renewed.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


FOLDER = "pages-"
KEPT = timedelta(days=1)  # a folder that is older was left behind by a worker that was killed


class NotConverted(Exception):
    """LibreOffice made no pages of the file; the text says what it did instead."""


def program() -> str:
    """Where LibreOffice is; empty where it is not installed, or could not be held in bounds."""
    is_safe = sys.platform == "linux" and platform.machine() in confined.MACHINES
    return (shutil.which(settings.SOFFICE) or "") if is_safe else ""


def to_pdf(source: Path, extension: str, target: Path) -> None:
    """Make a PDF of `source`, an office file with that ending, at `target`.

    Raises `NotConverted` when none came of it in `settings.SOFFICE_SECONDS`; then there is none.
    """
    with tempfile.TemporaryDirectory(
        prefix=FOLDER, dir=settings.FILE_UPLOAD_TEMP_DIR, ignore_cleanup_errors=True
    ) as place:
        folder = Path(place)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE)
        document = folder / f"document.{extension}"
        shutil.copyfile(source, document)
        _run(document, folder)
        made = document.with_suffix(".pdf")
        _check(made)
        made.chmod(0o600)
        made.rename(target)


def forget_folders(*, now: datetime) -> None:
    """Remove what a killed worker left behind for a day: it holds a copy of evidence."""
    before = (now - KEPT).timestamp()
    for place in Path(settings.FILE_UPLOAD_TEMP_DIR).glob(f"{FOLDER}*"):
        if place.lstat().st_mtime < before:
            shutil.rmtree(place, ignore_errors=True)


def _run(document: Path, folder: Path) -> None:
    limits = (settings.SOFFICE_SECONDS, settings.SOFFICE_MEMORY_BYTES, settings.PREVIEW_MAX_BYTES)
    numbers = (os.getpid(), *limits)
    words = [
        *(sys.executable, "-I", confined.__file__, *(str(int(number)) for number in numbers)),
        *(program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
        *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
        *("--convert-to", "pdf", "--outdir", str(folder), str(document)),
    ]
    environment = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
    }
    with (folder / "said").open("w+b") as said:
        child = subprocess.Popen(  # noqa: S603 -- no shell, and the names are ours
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            status = child.wait(timeout=settings.SOFFICE_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotConverted("It took too long.") from None
        finally:
            _end(child)
        said.seek(0)
        words_said = said.read(500).decode("utf-8", "replace").strip()
    if status:
        raise NotConverted(f"It ended with {status}: {words_said}")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End it with everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _check(made: Path) -> None:
    """Believe nothing: a PDF that is whole, runs nothing and is not too large."""
    if not made.is_file() or made.is_symlink():
        raise NotConverted("It made no PDF.")
    if made.stat().st_size > settings.PREVIEW_MAX_BYTES:
        raise NotConverted("The PDF is too large.")
    try:
        with made.open("rb") as content:
            recognise(content, name="pages.pdf")
    except FileRefused as refusal:
        raise NotConverted(f"The PDF is not one to show: {refusal}") from refusal
