"""`run.py` from outside: what it refuses, in one line each, and that nothing is left behind."""

import ast
import os
import socket
import subprocess
import sys

import pytest

import run
from launcher.machine import BASE, Stop, require_port, require_space
from tests.infrastructure.conftest import pretend_installed


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 9), (3, 10)])
def test_an_old_python_is_refused_in_one_line(version):
    said = run.refusal((*version, 4, "final", 0))

    major, minor = version
    assert said == f"PMA Training needs Python 3.11 or newer; this is Python {major}.{minor}."


@pytest.mark.parametrize("version", [(3, 11), (3, 13), (4, 0)])
def test_a_newer_python_is_welcome(version):
    assert run.refusal((*version, 0, "final", 0)) == ""


def newer_syntax(source):
    """What an old Python could not even read: f-strings, annotations, walruses and the like."""
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Match)
    return [
        type(node).__name__
        for node in ast.walk(ast.parse(source))
        if isinstance(node, new)
        or (isinstance(node, ast.FunctionDef) and node.returns)
        or (isinstance(node, ast.arg) and node.annotation)
        or (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]


def test_old_pythons_can_read_the_file_far_enough_to_refuse():
    source = (BASE / "run.py").read_text()

    assert newer_syntax(source) == []
    assert source.index("if refusal(") < source.index("from launcher")


def test_the_search_for_newer_syntax_can_find_some():
    assert newer_syntax("def f(a: int): return f'{a}'") == ["arg", "JoinedStr"]


def run_it(folder, *words, **environment):
    return subprocess.run(
        [sys.executable, "run.py", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_is_refused_in_one_line_before_anything_is_made(launcher_alone, busy_port):
    before = sorted(os.listdir(launcher_alone))

    done = run_it(launcher_alone, "--port", str(busy_port), PYTHONDONTWRITEBYTECODE="1")

    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"Port {busy_port} is already in use. Stop what uses it, or choose another: "
        f"python3 run.py --port {busy_port + 1}\n",
    )
    assert sorted(os.listdir(launcher_alone)) == before


def test_a_port_is_busy_also_when_only_the_ipv6_address_is(busy_port):
    try:
        taken = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("needs IPv6 on the loopback interface")
    with taken, pytest.raises(Stop, match="already in use"):
        require_port(taken.getsockname()[1])


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_free_port_is_accepted(free_port):
    require_port(free_port)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8 000", "８０００"])
def test_a_port_that_is_none_is_refused(launcher_alone, port):
    done = run_it(launcher_alone, "--port=" + port)

    assert (done.returncode, done.stdout) == (2, "")
    assert "is not a port: choose from 1 to 65535" in done.stderr


def test_an_unknown_word_is_refused_with_the_words_there_are(launcher_alone):
    done = run_it(launcher_alone, "tset")

    assert done.returncode == 2
    assert "run.py test" in done.stderr
    assert "tset" in done.stderr


def test_too_little_disk_is_refused_in_one_line(tmp_path):
    with pytest.raises(Stop) as refusal:
        require_space(tmp_path, 10**9)

    line = str(refusal.value)
    assert line.startswith(f"Not enough disk space in {tmp_path}: 1000000000 MB needed, ")
    assert "\n" not in line
    require_space(tmp_path, 0)


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(launcher_alone, free_port):
    obstacle = launcher_alone / "a-file"
    obstacle.write_text("")
    pretend_installed(launcher_alone)

    done = run_it(launcher_alone, "--port", str(free_port), PMA_VAR=str(obstacle / "var"))

    assert (done.returncode, done.stderr) == (1, f"Not a directory: {obstacle / 'var'}\n")
