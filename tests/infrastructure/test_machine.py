"""What the system lacks is installed where we may, and otherwise named in a line to type."""

import os

import pytest

from launcher.machine import DRAWS_PDFS, DRIVES_A_BROWSER, Need, chromium, loads, provide

APT_GET = """#!/bin/sh
echo "$@" >> "{told}"
case "$*" in *" install "*) exit {code} ;; esac
"""


class Apt:
    """An apt-get that notes what it was told."""

    def __init__(self, folder):
        self.program, self.told_in = folder / "apt-get", folder / "told"
        self.answer(0)

    def answer(self, code):
        self.program.write_text(APT_GET.format(told=self.told_in, code=code))
        self.program.chmod(0o700)

    def told(self):
        return self.told_in.read_text().splitlines() if self.told_in.exists() else []


@pytest.fixture
def apt(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return Apt(tmp_path)


MISSING = Need("drawing", ("libpencil1", "libpaper2"), lambda: False)
THERE = Need("writing", ("libpen1",), lambda: True)


def test_root_on_debian_gets_what_is_missing_installed_and_is_told(apt, capsys):
    provide([THERE, MISSING])

    assert capsys.readouterr().out == (
        "Installing for drawing: apt-get install libpencil1 libpaper2\n"
    )
    update, install = apt.told()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libpencil1 libpaper2")


def test_an_installation_that_fails_is_said_and_does_not_stop_the_start(apt, capsys):
    apt.answer(100)

    provide([MISSING])

    assert capsys.readouterr().out.endswith("That did not work. Going on without drawing.\n")


def test_anybody_else_is_told_the_one_line_to_type(apt, capsys, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    provide([THERE, MISSING])

    assert capsys.readouterr().out == (
        "For drawing, type as root: apt-get install libpencil1 libpaper2. Going on without.\n"
    )
    assert apt.told() == []


def test_where_there_is_no_apt_get_the_packages_are_named(capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    provide([MISSING])

    assert capsys.readouterr().out == (
        "For drawing, install what Debian calls libpencil1, libpaper2. Going on without.\n"
    )


def test_nothing_is_said_of_what_is_there(apt, capsys):
    provide([THERE])

    assert (capsys.readouterr().out, apt.told()) == ("", [])


def test_a_library_is_there_or_not():
    assert loads("libc.so.6")
    assert not loads("libc.so.6", "libnosuchthing.so.0")


def test_the_browser_can_be_named(tmp_path, monkeypatch):
    mine = tmp_path / "browser"
    monkeypatch.setenv("PMA_CHROMIUM", str(mine))
    assert chromium() is None

    mine.write_text("")
    mine.chmod(0o700)
    assert chromium() == str(mine)
    assert {"chromium-headless-shell", "libatomic1"} == set(DRIVES_A_BROWSER.packages)
    assert "libharfbuzz-subset0" in DRAWS_PDFS.packages
