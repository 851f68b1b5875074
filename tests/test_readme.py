"""What the README shows is what happens: its files are written, its commands and Python are run.

A YAML block whose first line is `# NAME` is that file. In a console block, `$` begins a command,
and `...` in the output stands for anything, as in doctest. Blocks run in order, in one folder.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(language: str) -> list[str]:
    """List the blocks of a language."""
    return [text for found, text in BLOCKS if found == language]


def commands() -> Iterator[tuple[str, str]]:
    """List the commands that the README shows, with their outputs."""
    for block in blocks("console"):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            yield command, output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder a reader would have, with the files that the README shows."""
    for text in blocks("yaml"):
        (tmp_path / text.split()[1]).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(command: str) -> str:
    """Run a command, and give all that a reader would see."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, shell=True, env=env, text=True, stdout=-1, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout


@pytest.mark.usefixtures("folder")
def test_commands_print_what_the_readme_shows() -> None:
    shows = list(commands())
    assert shows
    for command, output in shows:
        found = shown(command)
        assert doctest.OutputChecker().check_output(output, found, FLAGS), f"{command}\n{found}"


@pytest.mark.usefixtures("folder")
def test_python_gives_what_the_readme_shows() -> None:
    text = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(text, {}, "README.md", "README.md", 0)
    assert test.examples
    printed: list[str] = []
    assert doctest.DocTestRunner().run(test, out=printed.append).failed == 0, "".join(printed)


def test_what_the_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`?make ([a-z]+)(?:`|   )", README))
    assert targets == {"demo", "test", "bench"}
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = re.findall(r"`((?:solver|problems|templates|tests)(?:/[\w.]+)*)/?`", README)
    assert len(named) > 10
    assert [name for name in named if "NAME" not in name and not (ROOT / name).exists()] == []


def test_the_picture_is_small_enough_for_every_clone() -> None:
    (picture,) = re.findall(r"!\[.*\]\((.*)\)", README)
    assert 0 < (ROOT / picture).stat().st_size < 150_000
