"""Decisions saved by several tutors at once, through real web processes."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from assessments.choices import Outcome, SubmissionStage
from assessments.forms.marking import SheetForm, decision_name, feedback_name
from assessments.models import MarkingDraft, Submission
from assessments.sheets import sheet_of
from bench.scratch import Centre

CLIENTS = 8
TOKEN = "b" * 32
STARTS_WITHIN = 60


@dataclass
class Marker:
    """A tutor with a mark sheet open, who decides one criterion and changes their mind for ever."""

    user: User
    submission: Submission
    took: list[float] = field(default_factory=list)

    def work(self, port: int, *, seconds: float) -> None:
        """Save one decision after the other for so long, over one connection."""
        today = timezone.localdate()
        form = SheetForm(sheet=sheet_of(self.submission), today=today)
        line = form.sheet.open_lines[0]
        typed = {name: form.initial.get(name, "") for name in form.fields}
        typed["resubmit_by"] = typed["resubmit_by"].isoformat()
        version = typed.pop("version")
        address = reverse("assessments:draft_save", args=[self.submission.reference])
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={_session(self.user)}; "
            f"{settings.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        link = http.client.HTTPConnection("localhost", port, timeout=60)
        until = time.perf_counter() + seconds
        try:
            while time.perf_counter() < until:
                number = len(self.took) + 1
                typed[decision_name(line)] = list(Outcome)[number % 2].value
                typed[feedback_name(line)] = f"Name the policy. {number}"
                body = urlencode(typed | {"version": version})
                began = time.perf_counter()
                link.request("POST", address, body, headers)
                answer = link.getresponse()
                content = answer.read()
                self.took.append(time.perf_counter() - began)
                if answer.status != 200:
                    raise RuntimeError(f"{address} answered {answer.status}: {content[:300]!r}")
                version = json.loads(content)["version"]
        finally:
            link.close()
            connection.close()

    def kept(self) -> int:
        """How many of their saves the database has."""
        return MarkingDraft.objects.get(submission=self.submission).version


def measure(centre: Centre, *, seconds: float) -> None:
    """Print decisions saved a second by one client and by eight, and that each was kept."""
    print("\nDecisions saved, each a request to the web processes, with its trail")
    everybody = markers(centre, CLIENTS + 1)
    connection.close()
    with site() as port:
        alone = _run(everybody[:1], port, seconds=seconds)
        together = _run(everybody[1:], port, seconds=seconds)
    ratio = together / alone
    print(f"  {CLIENTS} clients save {ratio:.2f} times as many as one")


def _run(chosen: list[Marker], port: int, *, seconds: float) -> float:
    with ThreadPoolExecutor(len(chosen)) as pool:
        for _ in pool.map(lambda marker: marker.work(port, seconds=seconds), chosen):
            pass
    took = sorted(one for marker in chosen for one in marker.took)
    lost = len(took) - sum(marker.kept() for marker in chosen)
    rate = len(took) / seconds
    print(
        f"  {len(chosen)} client{'s' * (len(chosen) > 1)}: {rate:.0f} a second; half within "
        f"{took[len(took) // 2] * 1000:.0f} ms, 95 % within "
        f"{took[int(len(took) * 0.95)] * 1000:.0f} ms; {lost} lost"
    )
    return rate


def markers(centre: Centre, number: int) -> list[Marker]:
    """Tutors, each with one submission to mark."""
    cohort = centre.cohort(number, has_history=False)
    unit = centre.version.units.earliest("position")
    found = []
    for enrolment in cohort.enrolments.order_by("pk"):
        tutor = User.objects.create(
            email=f"marker{enrolment.pk}@bench.example", given_name="Tom", password="!"
        )
        RoleGrant.objects.create(user=tutor, role=Role.TUTOR, granted_at=centre.now)
        enrolment.tutor = tutor
        enrolment.save(update_fields=["tutor"])
        submission = Submission.objects.create(
            enrolment=enrolment,
            unit=unit,
            attempt=1,
            stage=SubmissionStage.SUBMITTED,
            submitted_at=centre.now,
            due_back_on=centre.now.date(),
        )
        found.append(Marker(tutor, submission))
    return found


def _session(user: User) -> str:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def site() -> Iterator[int]:
    """The site on a free port, on the scratch database: two processes of four threads."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "pmatraining.wsgi:application",
        "--bind", f"127.0.0.1:{port}", "--preload", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=_environment())
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _environment() -> dict[str, str]:
    """Where the scratch database is: on SQLite the folder says it already."""
    told = dict(os.environ)
    if url := told.get("DATABASE_URL"):
        parts = urlsplit(url)
        told["DATABASE_URL"] = urlunsplit(
            parts._replace(path=f"/{connection.settings_dict['NAME']}")
        )
    return told


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
