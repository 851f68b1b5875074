"""From a cold start to a PDF: little more than LaTeX itself takes."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.timing import COMMAND, Check, best_beside, command

PROBLEM = "network/three-layer-relu"


def test_a_cold_solve_takes_little_more_than_latex(tmp_path: Path, within: Check) -> None:
    stem = PROBLEM.rpartition("/")[2]
    command(COMMAND, "solve", PROBLEM, "--format", "tex", "--out", ".", cwd=tmp_path)()
    latex = command("pdflatex", "-interaction=batchmode", f"{stem}.tex", cwd=tmp_path)
    solve = command(COMMAND, "solve", PROBLEM, cwd=tmp_path)
    alone, ours = best_beside(latex, solve, 5)
    within("markscheme solve, to PDF", ours, 1.5 * alone + 0.8)
