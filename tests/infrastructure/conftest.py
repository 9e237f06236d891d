"""Small stand-ins: a package to install, and a folder that holds only the launcher."""

import base64
import hashlib
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from launcher.machine import BASE
from launcher.packages import Environment

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """The launcher and the checks know no database, but for a test that asks for one."""
    for item in items:
        needs = any(item.get_closest_marker(name) for name in ("postgres", "redis", "browser"))
        if HERE in item.path.parents and not needs:
            item.add_marker("once")


def make_wheel(folder, *, name="pebble", version="1.0", code="SIZE = 1\n"):
    """Write a wheel of one module, and return the line that locks it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": code,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},sha256={digest(text)},{len(text)}\n" for file, text in files.items())
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def pretend_installed(folder):
    """Let a copy of the launcher find the packages of level `run` in their place."""
    (folder / "requirements.txt").write_text("")
    environment = Environment(folder / ".venv", folder)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    environment.stamp("run").write_text(environment.lock_hash("run"))


@pytest.fixture
def launcher_alone(tmp_path):
    """A copy of run.py and launcher/ with nothing around them."""
    folder = tmp_path / "alone"
    folder.mkdir()
    shutil.copy(BASE / "run.py", folder)
    shutil.copytree(
        BASE / "launcher", folder / "launcher", ignore=shutil.ignore_patterns("__pycache__")
    )
    return folder
