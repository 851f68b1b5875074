"""`markscheme verify` as a newcomer meets it: what it prints, where it complains, how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from solver.cli import main
from solver.commands.readable import LONGEST, readable
from solver.commands.verdicts import as_text
from solver.marking.verdicts import Marked, Outcome, Verdict

PROBLEM = """\
id: neuron
kind: network
title: A neuron
points: 3
given: {x: [1, 2], W: [[3, -1]], b: 4}
forward: {z: "W @ x + b", L: "z ** 2"}
ask: [z, L, dL/dW]
vary: {x: {integers: [1, 9]}}
"""
SET = """\
id: hw
title: Homework
problems: [{label: "1", file: one.yaml}, {label: "2", file: two.yaml}]
"""


class Ran(NamedTuple):
    """What a run gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `verify` in a folder with the problem `one.yaml` and the set `hw.yaml`."""
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(PROBLEM, encoding="utf-8")
    Path("two.yaml").write_text(PROBLEM.replace("id: neuron", "id: other"), encoding="utf-8")
    Path("hw.yaml").write_text(SET, encoding="utf-8")
    Path("right.yaml").write_text("answers: {z: 5, L: 25, dL/dW: '[10 20]'}\n", encoding="utf-8")

    def run(*words: str) -> Ran:
        code = main(["verify", *words])
        return Ran(code, *capsys.readouterr())

    return run


def write(name: str, text: str) -> str:
    """Write a file, and give its name."""
    Path(name).write_text(text, encoding="utf-8")
    return name


# --- text -----------------------------------------------------------------------------------------
def test_right_answers_are_a_line_each(run: Run) -> None:
    assert run("one.yaml", "right.yaml") == Ran(
        0, "A neuron\n  ✓ z      correct\n  ✓ L      correct\n  ✓ dL/dW  correct\n"
        "  3 of 3 points\n\n", "",
    )  # fmt: skip


def test_a_slip_is_told_once_and_what_follows_from_it(run: Run) -> None:
    ran = run("one.yaml", write("a.yaml", "answers:\n  z: 1\n  L: 1\n  dL/dW: '[2, 4]'\n"))
    assert ran.code == 1
    assert ran.out.splitlines()[1:] == [
        "  ✗ z      wrong, line 2",
        "      yours    1",
        "      right    5",
        "      perhaps  the bias b was not added",
        "  → L      follows, line 3",
        "      yours    1",
        "      right    25",
        "      note     right with your own z",
        "  → dL/dW  follows, line 4",
        "      yours    [2, 4]",
        "      right    [[10, 20]]",
        "      note     right with your own z",
        "  0 of 3 points (2 with follow-through)",
        "",
    ]


def test_what_cannot_be_read_is_shown_as_it_was_typed(run: Run) -> None:
    ran = run("one.yaml", write("a.yaml", r"z: '\frac{1}{2} ((3'"))
    assert "? z      unreadable, line 1" in ran.out
    assert r"yours    \frac{1}{2} ((3" in ran.out
    assert "(at character " in " ".join(ran.out.split())


def test_a_set_adds_up_what_was_answered(run: Run) -> None:
    ran = run("hw.yaml", write("a.yaml", 'answers: {"1:z": 5, "1:L": 25, "2:z": 4}\n'))
    assert ran.code == 1
    assert "Altogether 2 of 6 points." in ran.out
    alone = run("hw.yaml", write("a.yaml", 'answers: {"1:z": 5, "1:L": 25, "1:dL/dW": "10, 20"}\n'))
    assert alone.out.endswith("1 more of the set is not answered.\n")


def test_a_wrong_line_of_a_solution_is_told_where_it_stands(run: Run) -> None:
    ran = run(
        "one.yaml", write("s.md", "$z = 3 \\cdot 1 - 2 + 4 = 5$\n\n$L = 5^2 = 20 + 6 = 25$\n")
    )
    assert "✓ L      correct" in ran.out
    assert "✗ line 3\n      yours    20 + 6\n" in ran.out
    assert ran.code == 1, "a line is wrong, though every answer is right"


def test_a_solution_about_something_else_is_told(run: Run) -> None:
    ran = run("one.yaml", write("s.md", "The cat sat on the mat.\n"))
    assert ran.code == 1
    assert "no answer was found" in ran.err


@pytest.mark.parametrize("width", [40, 60, 100])
def test_text_fits_the_width(width: int) -> None:
    verdict = Verdict(
        "3.2b:dL/dW1", "dL/dW1", Outcome.WRONG, "\\frac{1}{2} " * 15, "[[1, -2], [3, 4]]", (0, 1),
        "the sign of an entry was lost", "the first wrong entry is (1, 2): 2; right is [[1, -2], "
        "[3, 4]]. Perhaps: the sign of an entry was lost", 12,
    )  # fmt: skip
    texts = [line.text for line in as_text(Marked("id", "3.2", "A title " * 9, (verdict,)), width)]
    assert max(map(len, texts)) <= width
    said = " ".join(" ".join(texts).split())
    assert said.count("the sign of an entry was lost") == 1
    assert said.count("right [[1, -2], [3, 4]]") == 1


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\begin{pmatrix} 1 & -2 \\[2pt] 3 & 4 \end{pmatrix}", "[1, -2; 3, 4]"),
        (r"2(\hat{y} - y) \cdot \text{ReLU}'(a^{(3)})", "2(ŷ - y) · ReLU'(a⁽³⁾)"),
        (r"\frac{1}{2} + \dfrac{x+1}{3}", "1/2 + (x+1)/3"),
        (r"W_{2}^\top x_1", "W₂ᵀ x₁"),
        (r"\left( \sigma \odot \partial L \right)", "( σ ⊙ ∂ L )"),
        (r"$\max(0, z)$ \foo", r"max(0, z) \foo"),
        ("x^2_1 as it is", "x^2_1 as it is"),
    ],
)
def test_latex_is_shown_in_signs(latex: str, plain: str) -> None:
    assert readable(latex) == plain


def test_what_is_long_is_cut() -> None:
    assert len(readable("\\alpha " * 10_000)) <= LONGEST
    assert readable("9" * 1000).endswith("…")


# --- JSON -----------------------------------------------------------------------------------------
def test_json_has_what_was_promised(run: Run) -> None:
    ran = run(
        "hw.yaml",
        write("a.yaml", 'answers: {"2:z": 5, "2:dL/dW": "[[1, 20]]"}'),
        "--format",
        "json",
    )
    (found,) = map(json.loads, ran.out.splitlines())
    assert (found["schema"], found["id"], found["label"]) == (1, "other", "2")
    assert found["first_wrong"] == "dL/dW"
    assert found["score"] == {"strict": 0.3333, "follow_through": 0.3333}
    keys = {"step", "outcome", "entry", "got", "expected", "diagnosis", "line", "message"}
    assert all(keys <= set(verdict) for verdict in found["verdicts"])
    wrong = found["verdicts"][2]
    assert (wrong["outcome"], wrong["entry"], wrong["line"]) == ("wrong", [0, 0], 1)
    assert ran.code == 1


# --- what goes in ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.yml", "a"])
def test_a_form_is_known_by_its_name_or_by_how_it_begins(run: Run, name: str) -> None:
    text = '{"answers": {"z": 5, "L": "25", "dL/dW": [[10, 20]]}}'
    assert run("one.yaml", write(name, text)).code == 0


def test_a_form_without_its_head_will_do(run: Run) -> None:
    assert run("one.yaml", write("a", "z: 5\nL: 25\ndL/dW: [10, 20]\n")).code == 0


def test_somebody_elses_form_is_told(run: Run) -> None:
    name = write("a.yaml", "student: s18\nanswers: {z: 5}\n")
    assert "this is the form of `s18`" in run("one.yaml", name).err
    assert "the numbers of `s17`" in run("one.yaml", name, "--student", "s17", "--salt", "s").err
    assert run("one.yaml", name, "--student", "s18", "--salt", "s").err == ""


def test_the_name_that_is_spelt_right_counts(run: Run) -> None:
    ran = run("one.yaml", write("a.yaml", "Z: 7\nz: 5\nL: 25\ndL/dW: [10, 20]\n"))
    assert ran.code == 0
    assert "a.yaml:1:1: `Z` is a second answer to `z`: the other one counts" in ran.err


def test_a_name_that_is_misspelt_costs_no_other(run: Run) -> None:
    ran = run("one.yaml", write("a.yaml", "answers:\n  z: 5\n  dL/dWW: 1\n  nonsense: 2\n"))
    assert "✓ z" in ran.out
    assert "a.yaml:3:1: `dL/dWW` is not asked for\n  hint: did you mean `dL/dW`?" in ran.err
    assert "hint: answers are called `z`, `L`, `dL/dW`\n" in ran.err


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "told", "hint"),
    [
        (["noe.yaml", "right.yaml"], "noe.yaml:1:1: there is no such file", "`one.yaml`"),
        (["one.yaml", "rihgt.yaml"], "rihgt.yaml:1:1: there is no such file", "`right.yaml`"),
        (["one.yaml", "."], ".:1:1: this is a folder", "grade"),
        (["one.yaml", ""], "a file without a name", "a form ends in"),
        (["one.yaml", "empty.txt"], "empty.txt:1:1: there is nothing in it", "a form ends in"),
        (["one.yaml", "empty.yaml"], "empty.yaml:1:1: there is nothing in it", "a form ends in"),
        (["one.yaml", "scan.pdf"], "files that end in `.pdf` are not read", "a form ends in"),
        (["one.yaml", "class.csv"], "files that end in `.csv` are not read", "grade"),
        (["right.yaml", "one.yaml"], "these are answers, not a problem", "the problem comes first"),
        (["right.yaml"], "which ANSWERS are to be marked?", "standard input"),
        (["one.yaml", "wrong.yaml"], "wrong.yaml:1:1: `q` is not asked for", "answers are called"),
        (["one.yaml", "right.yaml", "--formt", "json"], "no option `--formt`", "`--format`"),
        (["one.yaml", "right.yaml", "--format", "jsn"], "`jsn` is not one of text or json", ""),
        (["one.yaml", "right.yaml", "--strictness", "hard"], "`hard` is not one of lenient", ""),
        (["one.yaml", "right.yaml", "--salt", "s"], "need --student", ""),
        (["one.yaml", "right.yaml", "--student", "s", "--build", "no"], "no finished build", ""),
        (["one.yaml", "right.yaml", "more"], "`more` is one word too many", ""),
        (["one.yaml", "right.yaml", "--save", "f"], "--save keeps what you type", ""),
        (["-", "right.yaml"], "the problem is a file", ""),
        ([], "required: FILE", "--help"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_a_hint(run: Run, words: list[str], told: str, hint: str) -> None:
    for name in ("empty.txt", "empty.yaml", "scan.pdf", "class.csv"):
        write(name, "")
    write("wrong.yaml", "q: 5\n")
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert hint in ran.err.partition("hint: ")[2]
