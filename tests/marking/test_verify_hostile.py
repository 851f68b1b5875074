"""Whatever a student hands in, `verify` gives verdicts or a message: no more, no less, and soon."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.cli import main

COMMAND = Path(sys.executable).with_name("markscheme")
SECONDS = 5.0
SECRET = "canary-7310"
PROBLEM = """\
id: neuron
kind: network
title: A neuron
given: {x: [1, 2], W: [[3, -1]], b: 4}
forward: {z: "W @ x + b", L: "z ** 2"}
ask: [z, L, dL/dW]
"""
HOSTILE = {
    "python": "__import__('os').system('touch pwned')",
    "open": "open('canary.txt').read()",
    "dunder": "().__class__.__mro__[1].__subclasses__()",
    "f-string": "{z.__globals__}",
    "jinja": "{{ 7*7 }}{% include 'canary.txt' %}",
    "input": r"\input{canary.txt}",
    "write18": r"\immediate\write18{touch pwned}",
    "def": r"\def\x{\x\x}\x",
    "catcode": r"\catcode`\%=12 % \end{document}",
    "shell": "$(touch pwned) `touch pwned` ; touch pwned | cat canary.txt",
    "power": "9^{9^{9^{9}}}",
    "long power": "9**9**9**9**9",
    "factorial": "99999999!" + "!" * 50,
    "digits": "9" * 100_000,
    "exponent": "1e999999999",
    "small": "1e-999999999/1e999999999",
    "zero": "1/0 + 0/0",
    "deep": "(" * 5000 + "1" + ")" * 5000,
    "deep fractions": r"\frac{1}{" * 3000 + "1" + "}" * 3000,
    "deep lists": "[" * 5000 + "]" * 5000,
    "minus": "-" * 20_000 + "5",
    "roots": r"\sqrt{" * 2000 + "5" + "}" * 2000,
    "scripts": "x" + "^2" * 5000,
    "sum": r"\sum_{k=1}^{10^{12}} k",
    "matrix": "[" + ", ".join(["[" + ", ".join(["1"] * 200) + "]"] * 200) + "]",
    "chain": "5 = " * 5000 + "5",
    "brackets": "[{(" * 10_000,
    "bidi": "5\u202e6\u2066\u2069",
    "zero width": "5\u200b\u200d\ufeff",
    "combining": "z" + "\u0301" * 5000,
    "private": "\ue000\U0010ffff",
    "long name": "a" * 10_000,
    "formula": '=HYPERLINK("http://x.invalid","5")',
    "spaces": " " * 50_000 + "5",
}
CONTROLS = {
    "escape": "\x1b[2J\x1b]0;pwned\x07",
    "csi": "\x9b31m5",
    "nul": "5\x00",
    "backspace": "9\x085",
    "return": "wrong\r5",
    "delete": "5\x7f",
}


class Ran(NamedTuple):
    """What a run gave, and how long it took."""

    code: int
    out: str
    err: str
    seconds: float


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `verify` where nothing may be written, read besides, or asked of a network."""
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(PROBLEM, encoding="utf-8")
    Path("canary.txt").write_text(SECRET, encoding="utf-8")
    monkeypatch.setattr(socket, "socket", None)

    def run(*words: str) -> Ran:
        before = _files(tmp_path)
        start = time.perf_counter()
        code = main(["verify", "one.yaml", *words])
        seconds = time.perf_counter() - start
        ran = Ran(code, *capsys.readouterr(), seconds)
        assert _files(tmp_path) == before
        _is_decent(ran)
        return ran

    return run


def _files(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def _is_decent(ran: Ran) -> None:
    """Hold a run to what every run promises."""
    assert ran.code in {0, 1, 2}
    assert "Traceback" not in ran.out + ran.err
    assert SECRET not in ran.out + ran.err
    assert ran.seconds < SECONDS
    for char in set(ran.out + ran.err) - {"\n"}:
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}, repr(char)
    if ran.code == 2:
        assert ran.out == ""
        assert ran.err


def write(name: str, text: str | bytes) -> str:
    """Write a file as it is, and give its name."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return name


def verdicts(ran: Ran) -> dict[str, str]:
    """Read the outcomes from lines of JSON."""
    found = [json.loads(line) for line in ran.out.splitlines()]
    return {one["step"]: one["outcome"] for card in found for one in card["verdicts"]}


# --- answers --------------------------------------------------------------------------------------
@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_an_answer_in_a_form_costs_no_other(run: Run, answer: str) -> None:
    form = write("form.json", json.dumps({"answers": {"z": answer, "L": "25"}}))
    found = verdicts(run(form, "--format", "json"))
    assert found["L"] == "correct"
    assert found["z"] in {"wrong", "unreadable", "correct", "notation", "missing"}
    assert run(form).code == 1


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_a_line_of_a_solution_costs_no_other(run: Run, answer: str) -> None:
    solution = write("solution.md", f"z = {answer}\n\nSo the loss is\n\n$$L = 25$$\n")
    assert verdicts(run(solution, "--format", "json"))["L"] == "correct"
    assert run(solution).code == 1


@pytest.mark.parametrize("answer", CONTROLS.values(), ids=CONTROLS)
@pytest.mark.parametrize("name", ["form.yaml", "form.json", "solution.txt"])
def test_a_terminal_gets_nothing_to_obey(run: Run, answer: str, name: str) -> None:
    text = json.dumps({"answers": {"z": answer}}) if name.endswith("json") else f"z: '{answer}'\n"
    run(write(name, text))
    run(name, "--format", "json")


def test_a_name_is_no_less_hostile(run: Run) -> None:
    names = ["a" * 10_000, "\x1b[2J", "z\u202e", "__class__", "{z}", "../canary.txt", "%s%n"]
    ran = run(write("form.json", json.dumps({"answers": {"z": "5", **dict.fromkeys(names, "1")}})))
    assert "✓ z" in ran.out
    assert "is a second answer to `z`" in ran.err
    assert max(map(len, ran.err.splitlines())) < 300


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=400), name=st.sampled_from(["f.yaml", "f.json", "s.md", "s.tex"]))
def test_any_bytes_give_verdicts_or_a_message(run: Run, data: bytes, name: str) -> None:
    run(write(name, data))
    Path(name).unlink()


# --- forms ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "answers:\n  z: !!python/object/apply:os.system ['touch pwned']\n",
        "answers:\n  z: !!python/name:os.system\n",
        "answers: &a\n  z: *a\n",
        "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nz: [*c, *c, *c]\n",
        "answers:\n  ? [z]\n  : 5\n",
        "answers:\n" + "  z:\n" * 3 + "".join(" " * k + "a:\n" for k in range(3, 3000)),
        "[" * 100_000,
        "{" * 100_000,
        "- " * 50_000,
        "%YAML 9.9\n---\nz: 5\n",
        "--- \n--- \n",
        "answers: " + "'" * 99_999,
        "answers: 5\n",
        "answers: [5, 25]\n",
        "null\n",
        "\ufeff",
        "answers:\n\tz: 5\n",
    ],
    ids=range(17),
)
def test_a_form_that_is_a_trap_is_told(run: Run, text: str) -> None:
    for name in ("form.yaml", "form.json"):
        ran = run(write(name, text))
        assert ran.code in {1, 2}
        assert ran.err


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"a": {"b": "5"}}, [[[[[["5"]]]]]], [{"z": 5}], None, True, 1e400, [None, [], {}]],
    ids=str,
)
def test_what_is_no_text_is_an_answer_like_any_other(run: Run, answer: object) -> None:
    form = write("form.json", json.dumps({"answers": {"z": answer, "L": 25}}))
    assert verdicts(run(form, "--format", "json"))["L"] == "correct"


def test_ten_thousand_answers_are_read_in_time(run: Run) -> None:
    many = "".join(f"  name{k}: 5\n" for k in range(10_000))
    ran = run(write("form.yaml", f"answers:\n{many}  z: 5\n"))
    assert "✓ z" in ran.out
    assert len(ran.err.splitlines()) < 300


# --- solutions ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "piece",
    [
        "$$z = 5 = 6$$\n\n", "(", "\\begin{pmatrix}", "$", "# 1\n", "z = ", "| a | b |\n", "\\frac",
        "{", "a ", "\\\\", "&", "=", "``` \n", "- z = 5\n", "\\[ z \\]", "\x00", "z_{1}^{2}",
    ],
)  # fmt: skip
def test_a_megabyte_is_read_in_time(run: Run, piece: str) -> None:
    run(write("solution.md", (piece * (990_000 // len(piece)))[:990_000]))


def test_more_than_a_megabyte_is_refused(run: Run) -> None:
    for name in ("form.yaml", "form.json", "solution.md"):
        assert "larger than 1 MB" in run(write(name, "[" * 1_200_000)).err


@pytest.mark.parametrize("data", [b"\xff\xfe", b"z = 5 \xe9\n", b"\xff" * 999, bytes(range(256))])
def test_other_encodings_are_read_or_told(run: Run, data: bytes) -> None:
    for name in ("form.yaml", "form.json", "solution.txt"):
        run(write(name, data))


# --- files ----------------------------------------------------------------------------------------
def test_a_link_is_not_followed(run: Run) -> None:
    for suffix in (".txt", ".yaml", ".json"):
        Path(f"link{suffix}").symlink_to("canary.txt")
        ran = run(f"link{suffix}")
        assert ran.code == 2
        assert "this is a link" in ran.err


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty", "/dev/random", "pipe.yaml", "pipe.md"])
def test_what_is_no_file_is_refused_and_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(PROBLEM, encoding="utf-8")
    if not path.startswith("/"):
        os.mkfifo(path)
    assert main(["verify", "one.yaml", path]) == 2
    assert "this is no ordinary file" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "\x1b[2J.yaml", "\u202e.md", "-\n", "."])
def test_a_strange_name_is_refused(run: Run, name: str) -> None:
    assert run(name).code == 2


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"answers:\n  z: 5\n", b"z = 5\n"])
def test_standard_input_is_read_as_a_file_is(run: Run, data: bytes, tmp_path: Path) -> None:
    assert run(write("unused.txt", "z = 5\n")).code == 1  # the fixture's files are there
    start = time.perf_counter()
    done = subprocess.run(
        [COMMAND, "verify", "one.yaml", "-"], input=data, capture_output=True, check=False,
        cwd=tmp_path,
    )  # fmt: skip
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), 0.0)
    _is_decent(ran)
    assert time.perf_counter() - start < SECONDS
    assert ("✓ z" in ran.out) is (b"5" in data)


def test_endless_input_is_cut(run: Run, tmp_path: Path) -> None:
    run(write("unused.txt", "z = 5\n"))
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [COMMAND, "verify", "one.yaml", "-"], stdin=endless, capture_output=True, check=False,
            cwd=tmp_path, timeout=30,
        )  # fmt: skip
    assert done.returncode == 2
    assert b"more than 1 MB" in done.stderr
