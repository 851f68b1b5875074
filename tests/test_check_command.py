"""`markscheme check`: a report that can be acted on, and the exit codes that scripts rely on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from solver.cli import main
from solver.variants import stress

FIXED = "id: fixed\nkind: formulas\ngiven: {a: 2}\nsteps: {y: a + 1}\nask: [y]\n"
VARIED = """\
id: varied
kind: formulas
title: Two numbers
statement: The first is 2.
given: {a: 2, b: 3}
steps: {y: a * b}
ask: [y]
vary: {a: {integers: [1, 9]}, b: {integers: [1, 9]}}
require: [y > 3]
"""
SET = """\
id: hw
title: Homework
problems: [{label: '1', file: one.yaml}, {label: '2', file: two.yaml}]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(FIXED, encoding="utf-8")
    Path("two.yaml").write_text(VARIED, encoding="utf-8")
    Path("hw.yaml").write_text(SET, encoding="utf-8")


def test_what_cannot_vary_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "one.yaml"]) == 0
    said = capsys.readouterr()
    assert "nothing: 0 givens" in said.out
    assert "agree on all routes" in said.out
    assert said.err == ""


def test_a_report_says_all_there_is_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "two.yaml", "--count", "12", "--roster", "10"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "varied: Two numbers varies a, b: 2 givens accepted" in out
    products = {a * b for a in range(1, 10) for b in range(1, 10) if a * b > 3} - {6}
    assert "`y > 3` is not met" in out
    assert "an answer like the example's" in out
    assert "of 81 draws: all there are" in out
    keys = int(out.partition("keys ")[2].partition(" ")[0])
    assert 0 < keys <= len(products)
    assert "effort median" in out
    assert "easiest" in out
    assert "hardest" in out
    assert "stress 12 variants agree" in out
    assert "two.yaml:4:25: the text says 2, which is the value of `a`" in out
    assert "write {{a}}" in out


def test_what_a_set_draws_for_another_problem_does_not_vary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shared = f"{SET}let: {{k: {{integers: [2, 9]}}, a: 2*k}}\n"
    Path("hw.yaml").write_text(shared, encoding="utf-8")
    Path("one.yaml").write_text(FIXED.replace("a: 2", "k: 2").replace("a +", "k +"), "utf-8")
    text = VARIED.replace("a: {integers: [1, 9]}, ", "")
    Path("two.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "hw.yaml", "--count", "3"]) == 0
    out = capsys.readouterr().out
    assert "varies    k: 1 given\n" in out
    assert "varies    b, k: 2 givens\n" in out
    assert "no asked value depends on" not in out


def test_too_narrow_a_law_is_told_with_what_would_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "two.yaml", "--count", "3", "--roster", "300"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "too few for 300: let `a` have" in out


def test_every_problem_of_a_set_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "hw.yaml", "--count", "3"]) == 0
    out = capsys.readouterr().out
    assert out.index("1  fixed") < out.index("2  varied")


def test_lines_fit_a_narrow_page(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solver.commands.checking.terminal_width", lambda: 60)
    assert main(["check", "two.yaml", "--count", "3"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 60


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["check"], "which FILE is to be checked?"),
        (["check", "two.yaml", "--count", "0"], "--count is from 1"),
        (["check", "two.yaml", "--roster", "-1"], "--roster is from 1"),
        (["check", "two.yaml", "--count", "many"], "invalid int value"),
        (["check", "none.yaml"], "there is no such file"),
        (["check", "-", "-"], "standard input can be read once"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert complaint in said.err
    assert said.out == ""


def test_complaints_of_all_files_come_before_any_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("bad", "worse"):
        Path(f"{name}.yaml").write_text(FIXED.replace("a + 1", "c + 1"), encoding="utf-8")
    assert main(["check", "two.yaml", "bad.yaml", "worse.yaml"]) == 2
    said = capsys.readouterr()
    assert "bad.yaml:4:" in said.err
    assert "worse.yaml:4:" in said.err
    assert said.out == ""


def test_a_failure_is_shrunk_to_a_spec_that_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = stress.failure_of

    def failing(make: object) -> tuple[str, str] | None:
        problem = make()  # type: ignore[operator]
        values = {given.name: given.value for given in problem.plan.givens}
        broken = values["a"] > 4 and values["b"] > 2
        return ("Disagreement", "y: one gives 1, other 2") if broken else sound(make)  # type: ignore[arg-type]

    monkeypatch.setattr(stress, "failure_of", failing)
    monkeypatch.setattr(
        stress, "screened", lambda planned, rows, exact: np.zeros(len(exact), dtype=bool)
    )
    assert main(["check", "two.yaml", "--count", "30"]) == 4
    out = capsys.readouterr().out
    assert "variants fail" in out
    assert "one gives 1" in " ".join(out.split())
    least = out.split("---\n")[1]
    assert yaml.safe_load(least)["given"] == {"a": 5, "b": 3}
    Path("least.yaml").write_text(least, encoding="utf-8")
    assert main(["check", "least.yaml"]) == 0


def test_requirements_that_nothing_meets_are_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    Path("two.yaml").write_text(VARIED.replace("y > 3", "y > 100"), encoding="utf-8")
    assert main(["check", "two.yaml"]) == 4
    out = " ".join(capsys.readouterr().out.split())
    assert "accepted 0 %" in out
    assert "no draw is acceptable" in out
    assert "line 9" in out
