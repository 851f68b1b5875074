"""A build that is killed, or stopped by Ctrl-C, goes on and ends with the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from solver.build.building import Task
from solver.build.records import JOURNAL
from tests.build.classes import build, hashes, students, write_class
from tests.interrupts import heard

COUNT = 8
pytestmark = pytest.mark.xdist_group("killed")  # they share what is built once
LONG = 120.0  # seconds, on a machine that is busy with other tests


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Task:
    folder = tmp_path_factory.mktemp("class")
    task = Task(write_class(folder), students(COUNT), folder / "out")
    build(task)
    rows = "".join(f"{s.id},{s.name},{s.section},{s.email}\n" for s in task.students)
    (folder / "class.csv").write_text(f"ID,Name,Section,Email\n{rows}", encoding="utf-8")
    return task


def command(task: Task, out: Path, *more: str) -> list[str]:
    roster = str(task.path.parent / "class.csv")
    words = [str(task.path), "--roster", roster, "--out", str(out), "--jobs", "2", *more]
    return [str(Path(sys.executable).with_name("markscheme")), "build", *words]


def started(words: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,
    )


def waited(done: Callable[[], bool]) -> bool:
    end = time.monotonic() + LONG
    while not done() and time.monotonic() < end:
        time.sleep(0.01)
    return done()


def lines(out: Path) -> int:
    path = out / JOURNAL
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def children(group: int) -> list[int]:
    """List the processes of a session that are still there."""
    found = subprocess.run(["ps", "-eo", "pid,sess,stat"], capture_output=True, text=True).stdout
    rows = [line.split() for line in found.splitlines()[1:]]
    return [int(pid) for pid, session, state in rows if int(session) == group and "Z" not in state]


@pytest.mark.parametrize("at", [0, 1, 5])
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(
    whole: Task, tmp_path: Path, at: int
) -> None:
    """`at` is how many lines the journal has when the process is killed."""
    out = tmp_path / "out"
    process = started(command(whole, out))
    assert waited(lambda: lines(out) >= at and out.is_dir())
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=LONG)  # ends when nobody holds its output any more
    assert waited(lambda: not children(process.pid)), "workers outlive the killed process"
    more = ("--resume",) if (out / JOURNAL).is_file() else ()
    again = subprocess.run(command(whole, out, *more), capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert hashes(out) == hashes(whole.out)


def test_ctrl_c_stops_everything_quietly(whole: Task, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = started(command(whole, out))
    assert waited(lambda: lines(out) >= 1)
    os.kill(process.pid, signal.SIGINT)
    told = process.communicate(timeout=LONG)
    assert process.returncode == 130
    assert "Traceback" not in "".join(told)
    assert waited(lambda: not children(process.pid))
    assert not [path for path in out.rglob(".*") if path.name != JOURNAL], "half-written files"
    again = subprocess.run(command(whole, out, "--resume"), capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert hashes(out) == hashes(whole.out)
