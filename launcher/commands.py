"""The words after `run.py`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from launcher.checks import run_checks
from launcher.demo import Demo
from launcher.machine import (
    BASE,
    DRAWS_PDFS,
    DRIVES_A_BROWSER,
    Stop,
    provide,
    require_port,
    say,
)
from launcher.packages import Environment
from launcher.processes import Ended, Program, Running, endings_raise, run_together
from launcher.processes import wait_until_it_answers as wait

ABOUT = """\
python3 run.py [--port 8000] [--fresh]   set up what is missing and start the demo site
python3 run.py test [pytest's words]     run the tests
python3 run.py lint                      run every check of the code
python3 run.py bench [words]             run the benchmark
python3 run.py manage WORDS              run one of Django's commands on the demo
python3 run.py worker                    run one more worker for the demo
"""
PASSWORD = "let-me-look-round"  # noqa: S105 -- of the demo, printed at every start
PEOPLE = {
    "administrator": "admin@pma.example",
    "tutor": "tutor@pma.example",
    "internal quality assurer": "iqa@pma.example",
    "external quality assurer": "eqa@pma.example",
    "candidate, Level 5": "candidate5@pma.example",
    "candidate, Level 7": "candidate7@pma.example",
}


def main(words: Sequence[str]) -> int:
    """Do what the words ask; every refusal is one line."""
    if os.name == "nt":
        say("PMA Training runs on Linux and macOS. On Windows, run it inside WSL.")
        return 1
    command, rest = (words[0], words[1:]) if words and words[0] in COMMANDS else ("start", words)
    try:
        with endings_raise():
            return COMMANDS[command](rest)
    except Stop as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except Ended:
        return 130
    except OSError as error:
        if error.errno is None:
            raise
        print(f"{error.strerror}: {error.filename or 'no file named'}", file=sys.stderr)
        return 1


def var() -> Path:
    """Where the demo's state is kept."""
    return Path(os.environ.get("PMA_VAR") or BASE / "var").resolve()


def port_number(text: str) -> int:
    """A port a person may choose."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose from 1 to 65535")


def start(words: Sequence[str]) -> int:
    """Set up, start the site and a worker with beat, and stop them when asked."""
    parser = argparse.ArgumentParser(
        prog="run.py", usage="\n" + ABOUT, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--port", type=port_number, default=8000, help="8000 unless told")
    parser.add_argument("--fresh", action="store_true", help="delete the demo's state first")
    options = parser.parse_args(words)
    require_port(options.port)
    provide([DRAWS_PDFS])
    demo = Demo(Environment().provide("run"), var(), options.port)
    with demo.locked():
        if options.fresh:
            demo.clear()
        demo.prepare()

        def announce(running: list[Running]) -> None:
            demo.note_processes([os.getpid(), *(each.process.pid for each in running)])
            wait(options.port, running)
            say(welcome(demo))

        try:
            run_together(
                [web(demo), worker(demo)],
                environment=demo.environment(),
                inherited=demo.locks,
                when_started=announce,
            )
        except Ended:
            say("\nStopped.")
    return 0


def web(demo: Demo) -> Program:
    """The site, on this machine's own address only."""
    command = [
        str(demo.python), "-m", "gunicorn", "pmatraining.wsgi:application",
        "--bind", f"127.0.0.1:{demo.port}", "--preload",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--timeout", "120", "--graceful-timeout", "5", "--no-control-socket",
    ]  # fmt: skip
    return Program("site", command, demo.var / "log" / "web.log")


def worker(demo: Demo) -> Program:
    """A real Celery worker, with beat inside it."""
    command = [
        str(demo.python), "-m", "celery", "--app", "pmatraining", "worker", "--beat",
        "--concurrency", "2", "--loglevel", "INFO",
        "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    return Program("worker", command, demo.var / "log" / "worker.log")


def welcome(demo: Demo) -> str:
    """What to open and who to be."""
    people = "\n".join(f"  {email:24}{role}" for role, email in PEOPLE.items())
    return (
        f"\nPMA Training is at http://localhost:{demo.port}\n\n"
        f"Sign in with the password {PASSWORD} as\n{people}\n\n"
        f"Mail is written to {demo.var / 'mail'}, logs to {demo.var / 'log'}.\n"
        "Ctrl-C stops everything."
    )


def test(words: Sequence[str]) -> int:
    """Run the tests, two at a time; what the machine lacks is skipped with its reason.

    Each half begins with its own modules, and takes from the other's when it is done.
    """
    provide([DRAWS_PDFS, DRIVES_A_BROWSER])
    python = Environment().provide("test")
    halves = ["-n", "2", "--dist", "worksteal"]
    return hand_over(python, ["-m", "pytest", *halves, *words], dict(os.environ))


def lint(words: Sequence[str]) -> int:
    """Run every check."""
    if words:
        raise Stop("run.py lint takes no words: it runs every check.")
    provide([DRAWS_PDFS])
    return run_checks(Environment().provide("lint"))


def bench(words: Sequence[str]) -> int:
    """Run the benchmark, which makes and removes its own data."""
    provide([DRAWS_PDFS])
    python = Environment().provide("test")
    return hand_over(python, ["-m", "bench", *words], dict(os.environ))


def manage(words: Sequence[str]) -> int:
    """Run one of Django's commands on the demo."""
    demo = Demo(Environment().provide("run"), var(), 8000)
    return hand_over(demo.python, ["manage.py", *words], demo.environment())


def more_work(words: Sequence[str]) -> int:
    """Run one more worker, without a second beat."""
    demo = Demo(Environment().provide("run"), var(), 8000)
    command = [word for word in worker(demo).command[1:] if word != "--beat"]
    name = ["--hostname", f"extra-{os.getpid()}@%h"]
    return hand_over(demo.python, [*command, *name, *words], demo.environment())


def hand_over(python: Path, words: Sequence[str], environment: dict[str, str]) -> int:
    """Become another program, so that its signals and its exit code are its own."""
    os.chdir(BASE)
    sys.stdout.flush()
    os.execve(python, [str(python), *words], environment)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "start": start,
    "test": test,
    "lint": lint,
    "bench": bench,
    "manage": manage,
    "worker": more_work,
}
