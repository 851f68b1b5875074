"""From a cold start to a PDF: little more than LaTeX itself takes."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.timing import COMMAND, Check, best, command

PROBLEM = "network/three-layer-relu"


def test_a_cold_solve_takes_little_more_than_latex(tmp_path: Path, within: Check) -> None:
    stem = PROBLEM.rpartition("/")[2]
    command(COMMAND, "solve", PROBLEM, "--format", "tex", "--out", ".", cwd=tmp_path)()
    latex = command("pdflatex", "-interaction=batchmode", f"{stem}.tex", cwd=tmp_path)
    solve = command(COMMAND, "solve", PROBLEM, cwd=tmp_path)
    within("markscheme solve, to PDF", best(solve, 5), 1.5 * best(latex, 5) + 0.8)
