"""The wheel that is published works by itself: with its own code, templates and problems.

It is installed into an environment of its own, without the network. What it depends on is lent by
the environment of the tests: a `.pth` file adds that folder to the path, and `.pth` files in a
folder so added are not read, so the working tree, which an editable install adds by such a file,
is not seen.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command where the working tree is out of sight, and give what it printed."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and give the folder that holds `python` and `markscheme`."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        home / "bin/python",
        "--quiet",
    ]
    run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=home)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def test_the_wheel_holds_templates_problems_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {str(path.relative_to(ROOT)) for path in ROOT.glob("problems/*/*.yaml")}
    assert shipped
    assert {f"solver/_data/{name}" for name in shipped} <= set(names)
    assert "solver/_data/templates/preamble.tex" in names
    assert not [name for name in names if "test" in name or "__pycache__" in name]


def test_the_wheel_runs_its_own_code(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import solver; print(solver.__file__)", cwd=tmp_path)
    assert Path(where).is_relative_to(installed.parent)


def test_the_wheel_lists_what_ships(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "markscheme", "list", cwd=tmp_path)
    assert listed == run(Path(sys.executable).with_name("markscheme"), "list", cwd=ROOT)


def test_the_wheel_solves_a_problem(installed: Path, tmp_path: Path) -> None:
    path = run(installed / "markscheme", "solve", "network/relu-l1", "--out", "keys", cwd=tmp_path)
    assert path == "keys/relu-l1.pdf\n"
    assert (tmp_path / "keys/relu-l1.pdf").read_bytes().startswith(b"%PDF")
