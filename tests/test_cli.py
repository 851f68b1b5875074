"""The command line as a contract: what goes where, which code it exits with, what it says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import util
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from solver.cli import COMMANDS, main
from solver.commands import write
from solver.errors import Disagreement, FormulaError, LatexError
from solver.problem import Problem
from tests.interrupts import heard
from tests.render.needs import needs_latex

COMMAND = Path(sys.executable).with_name("markscheme")
PROBLEM = """\
id: {id}
kind: network
title: A neuron
given: {{x: [1, 2], W: [[3, -1]], b: 4}}
forward: {{z: "W @ x + b", L: "z ** 2"}}
ask: [z, dL/dW]
"""
SET = "id: hw\ntitle: Homework\nproblems: [{label: '1.1', file: one.yaml, points: 5}]\n"


class Ran(NamedTuple):
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder that holds `one.yaml`, `two.yaml` and the set `hw.yaml`."""
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(PROBLEM.format(id=name), encoding="utf-8")
    Path("hw.yaml").write_text(SET, encoding="utf-8")

    def run(*words: str) -> Ran:
        code = main(words)
        return Ran(code, *capsys.readouterr())

    return run


def shell(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a process of its own."""
    return subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False, **options)


def value(record: dict[str, Any], name: str) -> Any:
    """Find the value of a step in a line of JSON."""
    return next(step["value"] for step in record["steps"] if step["name"] == name)


# --- what is there ----------------------------------------------------------------------------
@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_names_every_command(run: Run, words: list[str]) -> None:
    ran = run(*words)
    assert (ran.code, ran.err) == (0, "")
    listed = ran.out.split("commands:\n")[1].splitlines()[: len(COMMANDS)]
    assert [line.split()[0] for line in listed] == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    for words in ([command, "--help"], ["help", command]):
        ran = run(*words)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"usage: markscheme {command}")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = run(*[command] * bool(command), "--help").out.partition("examples:")[0]
    assert max(map(len, said.splitlines())) <= 40
    assert "\n\n" in said


def test_without_a_command_the_help_goes_to_stderr(run: Run) -> None:
    assert run() == Ran(2, "", run("--help").out)


def test_version(run: Run) -> None:
    assert run("--version").out.startswith("markscheme ")


def test_list_gives_names_that_solve_takes(run: Run) -> None:
    listed = run("list").out
    assert listed.startswith("kinds\n  ")
    name = next(line.split()[0] for line in listed.splitlines() if line.startswith("  network/"))
    assert run("solve", name, "--format", "json").code == 0


def test_schema_is_json_with_a_schema_for_one_kind_or_all(run: Run) -> None:
    every, one = json.loads(run("schema").out), json.loads(run("schema", "network").out)
    assert "$schema" in every
    assert "$schema" in one
    assert every != one


def test_new_gives_a_problem_that_can_be_solved(run: Run) -> None:
    ran = run("new", "network", "mine.yaml")
    assert ran == Ran(0, "mine.yaml\n", "")
    assert Path("mine.yaml").read_text(encoding="utf-8") == run("new", "network").out
    assert run("solve", "mine.yaml", "--format", "json").code == 0


def test_new_writes_to_standard_output_for_a_dash(run: Run) -> None:
    assert run("new", "network", "-").out == run("new", "network").out != ""


def test_new_never_overwrites(run: Run) -> None:
    before = Path("one.yaml").read_bytes()
    ran = run("new", "network", "one.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "one.yaml is already there" in ran.err
    assert Path("one.yaml").read_bytes() == before


# --- solve: what goes where ---------------------------------------------------------------------
def test_json_is_one_line_a_problem(run: Run) -> None:
    ran = run("solve", "hw.yaml", "two.yaml", "--format", "json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [(each["id"], each["label"], each["points"]) for each in found] == [
        ("one", "1.1", 5),
        ("two", None, None),
    ]
    assert found[0]["schema"] == 1
    assert value(found[0], "z") == 5
    assert (ran.code, ran.err) == (0, "")


def test_pdf_is_the_default_and_its_path_is_the_output(run: Run) -> None:
    ran = run("solve", "hw.yaml", "--out", "deep/er")
    assert ran == Ran(0, "deep/er/hw.pdf\n", "")
    assert Path("deep/er/hw.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in Path("deep/er").iterdir()] == ["hw.pdf"]


def test_tex_goes_to_stdout_or_to_a_folder(run: Run) -> None:
    printed = run("solve", "one.yaml", "--format", "tex").out
    assert r"\begin{document}" in printed
    assert run("solve", "one.yaml", "--format", "tex", "--out", "o").out == "o/one.tex\n"
    assert Path("o/one.tex").read_text(encoding="utf-8") == printed


def test_a_handout_is_written_beside_the_key(run: Run) -> None:
    key = run("solve", "one.yaml", "--format", "tex", "--out", "o").out
    handout = run("solve", "one.yaml", "--format", "tex", "--out", "o", "--view", "handout").out
    assert (key, handout) == ("o/one.tex\n", "o/one-handout.tex\n")
    assert Path("o/one.tex").read_bytes() != Path("o/one-handout.tex").read_bytes()


def test_key_and_handout_are_written_at_once(run: Run) -> None:
    ran = run("solve", "one.yaml", "--format", "tex", "--out", "o", "--view", "both")
    assert ran == Ran(0, "o/one.tex\no/one-handout.tex\n", "")
    for view, path in (("key", "o/one.tex"), ("handout", "o/one-handout.tex")):
        alone = run("solve", "one.yaml", "--format", "tex", "--view", view).out
        assert Path(path).read_text(encoding="utf-8") == alone


def test_json_goes_to_a_folder_too(run: Run) -> None:
    assert run("solve", "one.yaml", "--format", "json", "--out", "o").out == "o/one.jsonl\n"
    assert json.loads(Path("o/one.jsonl").read_text(encoding="utf-8"))["id"] == "one"


def test_options_may_stand_between_files(run: Run) -> None:
    ran = run("solve", "one.yaml", "--format=json", "two.yaml")
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["one", "two"]


@pytest.mark.parametrize("backend", ["exact", "numpy", "torch"])
def test_backends_give_the_same_value(run: Run, backend: str) -> None:
    ran = run("solve", "one.yaml", "--format", "json", "--backend", backend)
    assert value(json.loads(ran.out), "z") == 5
    assert value(json.loads(ran.out), "dL/dW") == [[10, 20]]


def test_check_all_runs_more_routes(run: Run) -> None:
    standard, thorough = (
        json.loads(run("solve", "one.yaml", "--format", "json", "--check", level).out)["checked"]
        for level in ("standard", "all")
    )
    assert standard["torch"] == "not_run"
    assert thorough["torch"] == "agree"


def test_standard_input_is_a_file() -> None:
    done = shell("solve", "-", "--format", "json", input=PROBLEM.format(id="piped"))
    assert json.loads(done.stdout)["id"] == "piped"
    done = shell("solve", "-", "--format", "json", input=PROBLEM.format(id="piped") + "mist: 1\n")
    assert done.stderr.startswith("<stdin>:7:1: ")


# --- what goes wrong ----------------------------------------------------------------------------
USAGE = [
    (["slove"], "there is no command `slove`", "did you mean `solve`?"),
    (["--hlep"], "there is no option `--hlep`", "did you mean `--help`?"),
    (["solve", "x", "--veiw", "key"], "has no option `--veiw`", "did you mean `--view`?"),
    (["solve", "x", "--view", "kee"], "`kee` is not one of key, handout or both", "--help"),
    (["solve", "x", "--out"], "argument --out: expected one argument", "--help"),
    (["solve"], "which FILE is to be solved?", "--help"),
    (["solve", "x", "--format", "tex", "--view", "both"], "name a folder", "--help"),
    (["solve", "x", "--format", "json", "--view", "key"], "json holds the whole", "--help"),
    (["solve", "x", "--device", "cuda"], "needs --backend torch", "--help"),
    (["new", "netwrk"], "there is no kind `netwrk`", "did you mean `network`?"),
    (["schema", "netwrk"], "there is no kind `netwrk`", "did you mean `network`?"),
    (["list", "all"], "`all` is one word too many", "--help"),
]


@pytest.mark.parametrize(("words", "message", "hint"), USAGE, ids=[" ".join(u[0]) for u in USAGE])
def test_mistakes_of_usage(run: Run, words: list[str], message: str, hint: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    said, hinted = ran.err.splitlines()
    assert said.startswith("markscheme: ")
    assert message in said
    assert hinted.startswith("  hint: ")
    assert hint in hinted


def test_files_that_are_not_there_are_all_named(run: Run) -> None:
    Path("folder").mkdir()
    ran = run("solve", "on.yaml", "one.yaml", "folder", "zzz", "network/rel-l1")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "folder:1:1: this is a folder, not a file",
        "  hint: name the files in it: folder/*.yaml",
        "network/rel-l1:1:1: there is no such file, and none ships by that name",
        "  hint: did you mean `network/relu-l1`?",
        "on.yaml:1:1: there is no such file, and none ships by that name",
        "  hint: did you mean `one.yaml`?",
        "zzz:1:1: there is no such file, and none ships by that name",
        "  hint: `markscheme list` prints what ships",
    ]


def test_complaints_of_all_files_come_before_anything_is_solved(run: Run) -> None:
    Path("bad.yaml").write_text("id: a\nkind: netwrk\n", encoding="utf-8")
    Path("worse.yaml").write_text(PROBLEM.format(id="w") + "mist: 1\n", encoding="utf-8")
    ran = run("solve", "bad.yaml", "one.yaml", "worse.yaml")
    assert (ran.code, ran.out) == (2, "")
    places = [line.rsplit(": ")[0] for line in ran.err.splitlines() if not line.startswith("  ")]
    assert {place.split(":")[0] for place in places} == {"bad.yaml", "worse.yaml"}
    assert not list(Path().glob("*.pdf"))


@pytest.mark.parametrize("path", ["secret.yaml", "latin.yaml", "empty.yaml"])
def test_files_that_cannot_be_read(run: Run, path: str) -> None:
    Path("secret.yaml").symlink_to("secret.yaml")  # a loop: no one can open it, not even root
    Path("latin.yaml").write_bytes(b"title: caf\xe9\n")
    Path("empty.yaml").touch()
    ran = run("solve", path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{path}:1:")


def test_two_results_of_one_name_are_refused(run: Run) -> None:
    Path("again.yaml").write_text(PROBLEM.format(id="one"), encoding="utf-8")
    ran = run("solve", "one.yaml", "again.yaml", "--out", "o")
    assert (ran.code, ran.out) == (2, "")
    assert "two of the files would be written to o/one.pdf" in ran.err
    assert not Path("o").exists()


def test_a_folder_that_cannot_be_made(run: Run) -> None:
    ran = run("solve", "one.yaml", "--out", "one.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "the folder one.yaml cannot be made: File exists" in ran.err


def test_a_write_that_fails_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        path.write_text("%PDF half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    ran = run("solve", "one.yaml", "--out", "o")
    assert (ran.code, ran.out) == (2, "")
    assert "o/one.pdf cannot be written: No space left on device" in ran.err
    assert list(Path("o").iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code"), [(LatexError("pdflatex is missing"), 3), (Disagreement("dL/dW differs"), 4)]
)
def test_one_that_fails_does_not_stop_the_others(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    solve = Problem.solve

    def fail_on_one(problem: Any, *words: str) -> Any:
        if problem.spec.id == "one":
            raise error
        return solve(problem, *words)

    monkeypatch.setattr(Problem, "solve", fail_on_one)
    ran = run("solve", "one.yaml", "two.yaml", "--format", "json")
    assert ran.code == code
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["two"]
    assert ran.err == f"markscheme: {error}\n  while solving one\n"


def test_what_fails_while_it_is_written_names_its_problem(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FormulaError("`@` multiplies matrices", "use `*`")

    monkeypatch.setattr("solver.render.latex.to_latex", fail)
    ran = run("solve", "one.yaml", "two.yaml", "--format", "tex")
    assert ran.code == 2
    assert ran.err == "".join(
        f"markscheme: {name}: `@` multiplies matrices\n  hint: use `*`\n" for name in ("one", "two")
    )


@needs_latex
def test_letters_that_no_font_has_are_warned_of_at_their_lines(run: Run) -> None:
    text = PROBLEM.format(id="one").replace("A neuron", "神 neuron — Ω") + "note: 'النص, 神'\n"
    Path("one.yaml").write_text(text, encoding="utf-8")
    for form in ("tex", "pdf"):
        ran = run("solve", "one.yaml", "--format", form)
        assert ran.code == 0
        first, second = ran.err.splitlines()
        assert first == (
            "one.yaml:3: warning: no font of the page has 神; boxes with their codes are printed"
        )
        assert second.startswith("one.yaml:7: warning: no font of the page has ا ل")
    assert run("solve", "one.yaml", "--format", "json").err == ""


def test_no_latex_is_told_by_its_own_code(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(PROBLEM.format(id="one"), encoding="utf-8")
    done = shell("solve", "one.yaml", cwd=tmp_path, env={"PATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (3, "")
    assert "pdflatex is not installed" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["one.yaml"]


def test_torch_is_asked_for_only_if_it_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.commands.solve.find_spec", lambda name: None)
    ran = run("solve", "one.yaml", "--backend", "torch")
    assert (ran.code, ran.out) == (2, "")
    assert "Torch is not installed" in ran.err
    assert util.find_spec("torch"), "the tests need it"


def test_a_fault_of_the_program_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("no such step")

    monkeypatch.setattr(write, "load", broken)
    ran = run("solve", "one.yaml")
    assert (ran.code, ran.out) == (70, "")
    assert "Traceback" in ran.err
    assert "a fault of markscheme" in ran.err


# --- pipes, keys and terminals ------------------------------------------------------------------
def test_a_reader_that_leaves_early_is_no_error() -> None:
    done = subprocess.run(
        f"'{COMMAND}' schema | head -c 1; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) in [(141, b""), (0, b"")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_behind_standard_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"markscheme: standard output: No space left on device\n"


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    pipe = tmp_path / "never.yaml"
    os.mkfifo(pipe)
    words = [COMMAND, "solve", pipe]
    with subprocess.Popen(words, stderr=subprocess.PIPE, preexec_fn=heard) as process:
        with pipe.open("wb"):  # opens once the command reads, which then waits for us
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)[1]
        assert (process.returncode, said) == (130, b"")


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    text = PROBLEM.format(id="one").replace("A neuron", "Ein Gewichtsvektor für ‖x‖")
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = [str(COMMAND), "solve", "one.yaml", "--format", "json"]
    printed = subprocess.run(words, cwd=tmp_path, env=env, stdout=subprocess.PIPE, check=True)
    assert json.loads(printed.stdout.decode())["title"] == "Ein Gewichtsvektor für ‖x‖"
