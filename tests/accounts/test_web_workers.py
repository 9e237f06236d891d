"""Wrong passwords are counted together by several web processes: with real ones."""

import contextlib
import http.client
import http.cookies
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest

from tests.ledger.harness import ROOT, Site, scratch_postgres

WORKERS = 3


class WebSite(Site):
    """A site with gunicorn in front."""

    def start_web(self, application):
        """Three processes, as for real."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS)]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}", application],
                cwd=ROOT,
                env=self.env | {"DJANGO_SETTINGS_MODULE": "tests.accounts.web_settings"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(OSError):
                self.ask("GET", "/account/login/")
                return
            time.sleep(0.2)
        raise AssertionError(self.log.read_text())

    def ask(self, method, path, body=None, headers=None):
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read().decode()

    def guess(self, email):
        """Post a wrong password; returns the status."""
        _, headers, page = self.ask("GET", "/account/login/")
        cookie = http.cookies.SimpleCookie(dict(headers)["Set-Cookie"])["csrftoken"].value
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "login": email, "password": "not-the-password"}
        sent = {
            "Cookie": f"csrftoken={cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.ask("POST", "/account/login/", urllib.parse.urlencode(form), sent)[0]

    def guess_at_once(self, email, *, times):
        """So many wrong passwords at the same moment; the statuses, sorted."""
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(self.guess(email))) for _ in range(times)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(answers)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """On the database that this run uses: PostgreSQL where it is named, else SQLite."""
    named = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(scratch_postgres(named)) if named else ""
        folder = tmp_path_factory.mktemp("site")
        yield stack.enter_context(WebSite(folder, database_url=database))


@pytest.mark.slow
def test_three_web_processes_count_together(site):
    site.start_web("pmatraining.wsgi")
    one_by_one = [site.guess("ruth@practice.example") for _ in range(7)]
    at_once = site.guess_at_once("amir@practice.example", times=12)

    assert one_by_one == [422] * 5 + [429] * 2
    assert at_once == [422] * 5 + [429] * 7


@pytest.mark.slow
def test_control_processes_that_count_for_themselves_let_more_through(site):
    site.start_web("tests.accounts.forgetful_wsgi")
    at_once = site.guess_at_once("amir@practice.example", times=WORKERS * 6)

    assert at_once.count(422) > 5
