"""What every answer carries, read from a real web process behind a proxy that ends TLS."""

import contextlib
import http.client
import http.cookies
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.ledger.harness import ROOT, Site

pytestmark = [pytest.mark.slow, pytest.mark.once]

HOST = "training.pma.example"
EMAIL, PASSWORD = "candidate@practice.example", "let-me-look-round"
PLANTING = """
import json
from tests.assessments.portfolio import add
from tests.factories.accounts import CandidateUserFactory
from tests.factories.courses import import_level_7
from tests.factories.enrolments import EnrolmentFactory
from assessments import storage
version = import_level_7()
user = CandidateUserFactory(email="candidate@practice.example")
enrolment = EnrolmentFactory(version=version, candidate__user=user)
kept, lost = add(enrolment).files.get(), add(enrolment, name="Lost.pdf").files.get()
storage.path_of(lost.stored_name).unlink()
planted = {
    "slug": version.qualification.slug, "enrolment": str(enrolment.reference),
    "unit": version.units.first().code, "kept": str(kept.reference), "lost": str(lost.reference),
}
"""


class SecureSite(Site):
    """Gunicorn as for real, but for the demo's database; asked as the proxy asks."""

    def __enter__(self):
        self.env |= {
            "SITE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "TRUSTED_PROXIES": "1",
            "DJANGO_SETTINGS_MODULE": "pmatraining.settings",
        }
        super().__enter__()
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        planted = self.folder / "planted.json"
        save = f"open({str(planted)!r}, 'w').write(json.dumps(planted))"
        self.manage("shell", "--verbosity", "0", "-c", PLANTING + save)
        self.planted = json.loads(planted.read_text())
        self.start_web()
        return self

    def start_web(self):
        """One process, until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "pmatraining.wsgi"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(OSError):
                self.ask("/account/login/")
                return
            time.sleep(0.2)
        raise AssertionError(self.log.read_text())

    def ask(self, path, method="GET", body=None, proto="https", host=HOST, cookies=(), **headers):
        """One request as the proxy passes it on; the answer with its headers."""
        sent = {"Host": host, "X-Forwarded-Proto": proto, "X-Forwarded-For": "198.51.100.7"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in dict(cookies).items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            answer.body = answer.read()
            return answer

    def sign_in(self):
        """The cookies of somebody signed in, and the answer that set them."""
        page = self.ask("/account/login/")
        cookies = cookies_of(page)
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[1].decode()
        form = {"csrfmiddlewaretoken": token, "login": EMAIL, "password": PASSWORD}
        answer = self.ask(
            "/account/login/",
            "POST",
            urllib.parse.urlencode(form),
            cookies={name: morsel.value for name, morsel in cookies.items()},
            Content_Type="application/x-www-form-urlencoded",
            Referer=f"https://{HOST}/account/login/",
        )
        assert answer.status == 302, self.log.read_text()
        return cookies | cookies_of(answer)


def cookies_of(answer):
    """The cookies an answer sets."""
    found = http.cookies.SimpleCookie()
    for line in answer.headers.get_all("Set-Cookie") or ():
        found.load(line)
    return dict(found)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    memory = Path("/dev/shm")  # a folder without a disk under it, where there is one
    with contextlib.ExitStack() as stack:
        if memory.is_dir() and os.access(memory, os.W_OK):
            folder = Path(stack.enter_context(TemporaryDirectory(dir=memory, prefix="pma-")))
        else:
            folder = tmp_path_factory.mktemp("secure")
        yield stack.enter_context(SecureSite(folder))


@pytest.fixture(scope="module")
def cookies(site):
    return site.sign_in()


def visited(site):
    """Every kind of answer a visitor can get, with its status."""
    static = re.search(rb'href="(/static/css/pma[^"]*)"', site.ask("/").body)[1].decode()
    return {
        "home": (site.ask("/"), 200),
        "diploma": (site.ask(f"/diplomas/{site.planted['slug']}/"), 200),
        "form": (site.ask("/register-interest/"), 200),
        "sign-in": (site.ask("/account/login/"), 200),
        "to sign in": (site.ask("/progress/"), 302),
        "health": (site.ask("/healthz/"), 503),
        "robots": (site.ask("/robots.txt"), 200),
        "unknown statement": (site.ask("/verify/NOT-A-CODE/"), 404),
        "nothing there": (site.ask("/nothing-here/"), 404),
        "wrong method": (site.ask("/contact/", "OPTIONS"), 405),
        "without token": (site.ask("/register-interest/", "POST"), 403),
        "wrong host": (site.ask("/", host="elsewhere.example"), 400),
        "static file": (site.ask(static), 200),
        "no static file": (site.ask("/static/css/none.css"), 404),
        "sign-up": (site.ask("/account/signup/"), 403),
    }


def signed_in(site, cookies):
    """Every kind of answer somebody signed in can get, with its status."""
    sent = {name: morsel.value for name, morsel in cookies.items()}
    planted = site.planted
    unit = f"/enrolments/{planted['enrolment']}/units/{planted['unit']}/"
    return {
        "page": (site.ask("/progress/", cookies=sent), 200),
        "unit": (site.ask(unit, cookies=sent), 200),
        "home": (site.ask("/", cookies=sent), 302),
        "public page": (site.ask("/contact/", cookies=sent), 200),
        "refused": (site.ask("/people/", cookies=sent), 403),
        "nothing there": (site.ask(f"/statements/{planted['kept']}/", cookies=sent), 404),
        "no such address": (site.ask("/nothing-here/", cookies=sent), 404),
        "wrong method": (site.ask(unit, "POST", cookies=sent), 403),
        "file": (site.ask(f"/evidence-files/{planted['kept']}/", cookies=sent), 200),
        "part of a file": (
            site.ask(f"/evidence-files/{planted['kept']}/", cookies=sent, Range="bytes=0-9"),
            206,
        ),
        "frame": (site.ask(f"/evidence-files/{planted['kept']}/view/", cookies=sent), 200),
        "our mistake": (site.ask(f"/evidence-files/{planted['lost']}/", cookies=sent), 500),
    }


FILES = ("file", "part of a file")
FRAMED = (*FILES, "frame")


def missing_from(kind, answer):
    """What an answer lacks of what every answer carries."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    in_frame = kind in FRAMED
    expected = {
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN" if in_frame else "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    for name, value in expected.items():
        if headers.get_all(name) != [value]:
            yield f"{name}: {headers.get_all(name)}"
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        yield f"Referrer-Policy: {headers.get('Referrer-Policy')}"
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        yield f"Permissions-Policy: {headers.get('Permissions-Policy')}"
    if "unsafe" in policy or "*" in policy or "default-src 'none'" not in policy:
        yield f"Content-Security-Policy: {policy}"
    if f"frame-ancestors {chr(39)}{'self' if in_frame else 'none'}{chr(39)}" not in policy:
        yield f"Content-Security-Policy: {policy}"


def faults(answers):
    """What is wrong, answer by answer."""
    return {
        kind: found
        for kind, (answer, status) in answers.items()
        if (
            found := list(missing_from(kind, answer))
            + ([f"status {answer.status}"] if answer.status != status else [])
        )
    }


def test_every_answer_to_a_visitor_carries_the_headers(site):
    assert faults(visited(site)) == {}


def test_every_answer_to_somebody_signed_in_carries_the_headers(site, cookies):
    assert faults(signed_in(site, cookies)) == {}


def test_what_comes_without_https_is_sent_there_and_sets_nothing(site):
    answer = site.ask("/account/login/", proto="http")

    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/account/login/"
    assert cookies_of(answer) == {}


def test_a_header_that_is_missing_is_noticed(site):
    answer = site.ask("/")
    del answer.headers["X-Frame-Options"]

    assert list(missing_from("home", answer)) == ["X-Frame-Options: None"]


def test_no_cache_keeps_what_somebody_signed_in_sees(site, cookies):
    kept = {
        kind: answer.headers.get("Cache-Control", "")
        for kind, (answer, _) in signed_in(site, cookies).items()
        if "no-store" not in answer.headers.get("Cache-Control", "")
    }

    assert kept == {}


def test_pages_carry_no_style_and_no_script_of_their_own(site, cookies):
    answers = visited(site) | {f"my {k}": v for k, v in signed_in(site, cookies).items()}
    inline = re.compile(
        rb"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)"
    )
    found = {
        kind: inline.findall(answer.body)
        for kind, (answer, _) in answers.items()
        if "html" in answer.headers.get("Content-Type", "") and inline.search(answer.body)
    }

    assert found == {}


def test_cookies_are_for_this_host_alone_and_out_of_reach_of_scripts(site, cookies):
    flags = {
        name: (
            bool(morsel["secure"]),
            bool(morsel["httponly"]),
            morsel["samesite"],
            morsel["path"],
            morsel["domain"],
        )
        for name, morsel in cookies.items()
    }

    assert flags["__Host-sessionid"] == (True, True, "Lax", "/", "")
    assert flags["__Host-csrftoken"] == (True, True, "Strict", "/", "")
    for name, flag in flags.items():
        assert name.startswith("__Host-"), name
        assert flag[:2] == (True, True), name


def test_signing_out_leaves_nothing_behind(site):
    sent = {name: morsel.value for name, morsel in site.sign_in().items()}
    page = site.ask("/account/logout/", cookies=sent)
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[1].decode()

    answer = site.ask(
        "/account/logout/",
        "POST",
        urllib.parse.urlencode({"csrfmiddlewaretoken": token}),
        cookies=sent,
        Content_Type="application/x-www-form-urlencoded",
        Referer=f"https://{HOST}/account/logout/",
    )

    assert answer.status == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert site.ask("/progress/", cookies=sent).status == 302
