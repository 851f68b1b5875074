"""Small papers of students, good and bad, and what other programs read in their files."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from solver.build.typeset import Sheet

BODY = r"""\begin{paper}{Networks}
\PaperTitle{Networks}{5 points}{Worked solution}
\ProblemHeading{1. A small one}{5 points}\Outline{0041}
The number of %(student)s is
$x_{%(number)s} = \begin{bmatrix} 1 & %(number)s \\ \frac{1}{3} & -2 \end{bmatrix}$,
\textbf{and} \emph{so} \texttt{on}; see figure.
\FigureBlock{\begin{tikzpicture}\node[circle, draw] (a) {$a$};
\draw[opacity=0.%(number)s] (a) -- (2,1); \end{tikzpicture}}{An edge}
\PlotImage{2}{1}{Gray}{10}{5}{00FF>}
\newpage Second page of %(student)s\end{paper}
"""


def paper(number: int, student: str = "") -> Sheet:
    """Make a paper of two pages with a figure, an image, mathematics and transparency."""
    name = student or f"student{number}"
    tex = BODY % {"student": f"own{number}own", "number": number % 9 + 1}
    return Sheet(f"handouts/{number}.pdf", tex, name, f"v{number}", "demo", f"Networks {number}")


def spoilt(number: int, before: str, after: str) -> Sheet:
    """Make a paper with a mistake in it."""
    good = paper(number)
    return replace(good, name=f"spoilt {number}", tex=good.tex.replace(before, after))


def tool(*command: str | Path) -> str:
    """Run a program of another house and return what it prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
