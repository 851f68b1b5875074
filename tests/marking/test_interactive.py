"""`verify` at a terminal asks step by step, says at once what is wrong, and can be left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from solver.cli import main
from solver.commands.failure import UsageError
from solver.commands.session import HEAD, Session
from solver.commands.verdicts import LOOKS
from solver.errors import SpecError
from solver.marking.grading.forms import read_form
from solver.marking.grading.own import Own
from solver.problem import Problem, load
from tests.marking.terminal import Terminal

PROBLEM = """\
id: neuron
kind: network
title: A neuron
statement: One neuron with $w_1 \\cdot x_1$.
given: {x: [1, 2], W: [[3, -1]], b: 4}
forward: {z: "W @ x + b", L: "z ** 2"}
ask: [{step: z, hint: add the bias last}, L, dL/dW]
vary: {x: {integers: [1, 9]}}
"""
KEPT = "neuron.answers.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(PROBLEM, encoding="utf-8")
    return tmp_path


@pytest.fixture
def problem(folder: Path) -> Problem:
    found = load(folder / "one.yaml")
    assert isinstance(found, Problem)
    return found


def answers() -> dict[str, str]:
    """Give what is kept, read by another reader than ours."""
    found: dict[str, str] = yaml.safe_load(Path(KEPT).read_text(encoding="utf-8"))["answers"]
    return found


# --- a conversation -------------------------------------------------------------------------------
def test_it_asks_until_everything_is_right(folder: Path) -> None:
    with Terminal(["verify", "one.yaml"], folder) as seen:
        start = seen.until("z: ")
        assert "A neuron" in start
        assert "w₁ · x₁" in start
        assert "x = [1, 2]" in start
        assert "3 answers are asked for" in start
        seen.type("5 + 4\n")
        told = seen.until("z: ")
        assert "wrong" in told
        assert "hint     add the bias last" in told
        assert "right" not in told, "who is trying still is not told what is right"
        seen.type("5\n")
        assert "correct" in seen.until("L: ")
        seen.type("25\n")
        assert "correct" in seen.until("dL/dW (1 × 2): ")
        seen.type("[[10, 20]]\n")
        seen.until("✓ dL/dW  correct")
        shown, code = seen.left()
    assert "3 of 3 points" in shown
    assert code == 0
    assert answers() == {"z": "5", "L": "25", "dL/dW": "[[10, 20]]"}


def test_an_answer_that_cannot_be_read_is_asked_for_again(folder: Path) -> None:
    with Terminal(["verify", "one.yaml"], folder) as seen:
        seen.until("z: ")
        seen.type("(5\n")
        told = seen.until("\nz: ")
        assert "unreadable" in told
        assert "at character 1" in told


def test_help_and_the_right_answer_are_given_on_demand(folder: Path) -> None:
    with Terminal(["verify", "one.yaml"], folder) as seen:
        seen.until("z: ")
        seen.type("?\n")
        assert "An empty line goes on" in seen.until("\nz: ")
        seen.type("show\n")
        assert "right    5" in seen.until("\nz: ")
    assert not Path(KEPT).exists(), "nothing was answered"


@pytest.mark.parametrize("key", ["\x03", "\x04", "quit\n", "EXIT\n"])
def test_it_can_be_left_and_goes_on_where_it_was(folder: Path, key: str) -> None:
    with Terminal(["verify", "one.yaml"], folder) as seen:
        seen.until("z: ")
        seen.type("5\n")
        seen.until("L: ")
        shown, code = seen.left(key)
    assert f"goes on with {KEPT}" in " ".join(shown.split())
    assert "Traceback" not in shown
    assert code == 1
    with Terminal(["verify", "one.yaml"], folder) as seen:
        again = seen.until("L: ")
    assert "1 of them done" in again
    assert "\nz: " not in again


def test_an_empty_line_leaves_an_answer_out(folder: Path) -> None:
    with Terminal(["verify", "one.yaml"], folder) as seen:
        for name in ("\nz: ", "\nL: ", "\ndL/dW (1 × 2): "):
            seen.until(name)
            seen.type("\n")
        shown, code = seen.left()
    assert "0 of 3 points" in shown
    assert code == 1


def test_a_student_has_numbers_and_a_file_of_their_own(folder: Path) -> None:
    with Terminal(["verify", "one.yaml", "--student", "s/17"], folder) as seen:
        assert "neuron.s-17.answers.yaml" in seen.until("z: ")
        seen.type("1e9\n")
        seen.until("z: ")
    kept = yaml.safe_load(Path("neuron.s-17.answers.yaml").read_text(encoding="utf-8"))
    assert kept == {"student": "s/17", "answers": {"z": "1e9"}}


@pytest.mark.parametrize("columns", [50, 100])
def test_it_fits_the_terminal(folder: Path, columns: int) -> None:
    with Terminal(["verify", "one.yaml"], folder, columns, {"NO_COLOR": "1"}) as seen:
        start = seen.until("z: ")
        seen.type("?\n")
        start += seen.until("\nz: ")
    assert max(map(len, start.splitlines())) <= columns


def test_colours_are_shown_where_they_are_wanted(folder: Path) -> None:
    Path("a.yaml").write_text("answers: {z: 5, L: 3}\n", encoding="utf-8")
    words = ["verify", "one.yaml", "a.yaml"]
    with Terminal(words, folder) as seen:
        assert "\x1b[31m" in seen.left()[0]
    with Terminal(words, folder, env={"NO_COLOR": "1"}) as seen:
        shown, code = seen.left()
    assert "\x1b" not in shown
    assert code == 1
    assert len(LOOKS) == 8


# --- what is kept ---------------------------------------------------------------------------------
@given(st.dictionaries(st.sampled_from(["z", "L", "dL/dW", "q"]), st.text(), min_size=1))
def test_what_is_typed_comes_back(typed: dict[str, str]) -> None:
    clean = {k: "".join(c for c in v if c.isprintable()).strip() for k, v in typed.items()}
    session = Session((), "lenient", Path("none.yaml"), "s17", clean)
    form = read_form("\n".join(session._lines()), "none.yaml")
    assert form.complaints == ()
    assert form.student == "s17"
    assert {name: answer.text for name, answer in form.answers.items()} == clean


def test_answers_to_other_problems_are_kept(problem: Problem) -> None:
    Path(KEPT).write_text(f"{HEAD}\nanswers:\n  other: '\\frac12'\n  z: '5'\n", encoding="utf-8")
    session = Session.opened(Path(KEPT), [Own(problem)], "lenient", "")
    session.keep("L", "25")
    assert answers() == {"other": "\\frac12", "z": "5", "L": "25"}


@pytest.mark.parametrize("text", ["", "answers:\n  z: 5\n", "my thesis\n", f"{HEAD}\n- [\n"])
def test_a_file_that_it_did_not_write_is_left_alone(problem: Problem, text: str) -> None:
    Path(KEPT).write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match="is left as it is"):
        Session.opened(Path(KEPT), [Own(problem)], "lenient", "")
    assert Path(KEPT).read_text(encoding="utf-8") == text


def test_answers_of_another_student_are_left_alone(problem: Problem) -> None:
    Path(KEPT).write_text(f"{HEAD}\nstudent: s1\nanswers:\n  z: '5'\n", encoding="utf-8")
    with pytest.raises(SpecError, match="those of s1"):
        Session.opened(Path(KEPT), [Own(problem)], "lenient", "s2")


def test_a_link_is_not_written_through(problem: Problem, tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious", encoding="utf-8")
    Path(KEPT).symlink_to(target)
    with pytest.raises(SpecError, match="this is a link"):
        Session.opened(Path(KEPT), [Own(problem)], "lenient", "")
    assert target.read_text(encoding="utf-8") == "precious"


def test_a_folder_that_is_not_there_is_told_before_anything_is_typed(problem: Problem) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        Session.opened(Path("none/a.yaml"), [Own(problem)], "lenient", "")


def test_a_folder_that_cannot_be_written_to_is_told(problem: Problem, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    session = Session.opened(gone / "a.yaml", [Own(problem)], "lenient", "")
    gone.rmdir()
    gone.write_text("a file where a folder was", encoding="utf-8")  # not even root may write there
    with pytest.raises(UsageError, match="cannot be written"):
        session.keep("z", "5")


def test_what_was_kept_is_a_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Session((), "lenient", Path(KEPT), "", {"z": "5", "L": r"\frac{50}{2}"})._lines()
    Path(KEPT).write_text("\n".join(lines), encoding="utf-8")
    assert main(["verify", "one.yaml", KEPT, "--format", "json"]) == 1
    verdicts = json.loads(capsys.readouterr().out)["verdicts"]
    assert [one["outcome"] for one in verdicts] == ["correct", "correct", "missing"]
