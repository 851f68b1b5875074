"""A solved problem: values, what was checked, and every form it can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.algebra.expr import Expr, names_in, walk
from solver.algebra.op import OPS
from solver.algebra.symbols import EXP, meets_e, symbol_latex
from solver.backends.base import EvaluationError
from solver.check import Checked, check
from solver.document.blocks import Document, Formula, Inlines, Text
from solver.document.words import say
from solver.errors import Disagreement, SpecError
from solver.evaluate import Kept, evaluate, tried
from solver.kinks import differentiated, kink_expressions
from solver.plan import Step
from solver.problem import Problem
from solver.solution import Solution

if TYPE_CHECKING:
    from solver.spec.model import SetSpec


class Pages:
    """What can be laid out can be written as LaTeX and as a PDF."""

    def document(self, view: str = "key", detail: str = "normal") -> Document:
        """Lay out what there is to print."""
        raise NotImplementedError

    def tex(self, view: str = "key", detail: str = "normal") -> str:
        """Write a LaTeX file that compiles by itself."""
        from solver.render.latex import to_latex

        return to_latex(self.document(view, detail))

    def pdf(self, path: str | Path, view: str = "key", detail: str = "normal") -> Path:
        """Write a PDF; LatexError if LaTeX is missing or fails."""
        from solver.render.pdf import to_pdf

        target = Path(path)
        target.write_bytes(to_pdf(self.document(view, detail)))
        return target


@dataclass(frozen=True)
class Solved(Pages):
    """A problem with the value of every step; only made once independent routes agree."""

    problem: Problem
    solution: Solution
    checked: Checked

    def value(self, name: str) -> Any:
        """Give a step's value as nested lists of floats; KeyError for a step without one."""
        return self.solution.floats(name)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in order."""
        return self.problem.plan.steps

    @cached_property
    def symbols(self) -> Mapping[str, str]:
        """How names are printed; those of a part as `a.x`."""
        own = {
            f"{world.label}.{key}" if world.label else key: latex
            for world in self.problem.worlds
            for key, latex in world.symbols.items()
        }
        return own | ({EXP: r"\exp"} if meets_e(self._names, own) else {})

    @cached_property
    def _names(self) -> frozenset[str]:
        plan = self.problem.plan
        return frozenset({given.name for given in plan.givens} | {s.name for s in plan.steps})

    def symbols_in(self, label: str) -> Mapping[str, str]:
        """Say how names are printed in a part: also those that stand for nothing outside of it.

        What is random in it, or counts, has no name in the plan: it is called without the part.
        """
        worlds = [world for world in self.problem.worlds if label and world.label == label]
        found = {key: latex for world in worlds for key, latex in world.symbols.items()}
        own = {key: latex for key, latex in found.items() if key not in self._names}
        foreign = {key for key in self._names if key.rpartition(".")[2] in own}
        kept = {key: symbol_latex(key, self.symbols) for key in foreign}
        return {**kept, **self.symbols, **own}

    @property
    def own_label(self) -> str:
        """The part whose values the problem's own text mentions: none, or the first if it must."""
        labels = [world.label for world in self.problem.worlds]
        return "" if "" in labels else labels[0]

    def steps_for(self, asked: Iterable[str]) -> list[Step]:
        """List the steps that answers depend on, and those that confirm or explain them."""
        plan = self.problem.plan
        found = {step.name for step in plan.needed(asked)}
        tests = [s.name for s in plan.steps if s.confirms and found.issuperset(s.confirms)]
        needed = found.union(step.name for step in plan.needed(tests))
        chosen: list[Step] = []
        pending: list[Step] = []
        for step in plan.steps:
            if step.minor:
                pending.append(step)
                continue
            if step.name in needed:
                chosen += [*pending, step]
            pending = []
        return chosen

    def kinks(self, step: Step) -> Iterator[tuple[Inlines, Inlines]]:
        """Say which values in a forward step sit on a kink, and the convention taken there."""
        if step.role != "forward" or step.name not in self._differentiated:
            return
        known = set(self.solution.values)
        for node in walk(step.formula):
            for expr in kink_expressions(node):
                if known.issuperset(names_in(expr)) and _has_zero(self.solution, expr):
                    yield _kink(node, expr)

    @cached_property
    def _differentiated(self) -> frozenset[str]:
        """List the steps that a derivative may pass: those that what is differentiated needs."""
        return differentiated(self.problem.plan, self.problem.planned.losses)

    @property
    def checked_line(self) -> str:
        """Say in one sentence which routes agreed."""
        agreed = [LABELS[r] for r, said in self.checked.routes.items() if said == "agree"]
        if not agreed:
            return "Nothing in this problem can be computed twice, so nothing was compared."
        kept = (f"{why}: {', '.join(steps)}" for why, steps in self.checked.left_out.items())
        sentences = [
            f"Every step agrees with {_listed(agreed)}",
            *(k[0].upper() + k[1:] for k in kept),
        ]
        return " ".join(f"{sentence}." for sentence in sentences)

    # --- other forms -----------------------------------------------------------------------------
    def document(self, view: str = "key", detail: str = "normal") -> Document:
        """Lay the problem out; see `solver.document.build`."""
        from solver.document.build import document

        return document(self, view, detail)

    def json(self) -> dict[str, Any]:
        """Give the object that `--format json` prints."""
        from solver.report import as_json

        return as_json(self)

    def _repr_markdown_(self) -> str:
        from solver.report import as_markdown

        return as_markdown(self)


@dataclass(frozen=True)
class SolvedSet(Pages):
    """A set with every problem solved."""

    spec: SetSpec
    problems: tuple[Solved, ...]

    def document(self, view: str = "key", detail: str = "normal") -> Document:
        """Lay the set out as one document with a title block."""
        from solver.document.build import set_document

        return set_document(self, view, detail)

    def _repr_markdown_(self) -> str:
        return "\n\n".join(solved._repr_markdown_() for solved in self.problems)


LABELS = {
    "numpy": "NumPy",
    "finite_differences": "central finite differences",
    "torch": "Torch",
    "sympy": "SymPy's entrywise derivatives",
}


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def solve(
    problem: Problem, backend: str, device: str, level: str, kept: Kept | None = None
) -> Solved:
    """Evaluate a problem's plan and check it; see `Problem.solve` and, for `kept`, `evaluate`."""
    losses = dict(problem.planned.losses)
    try:
        solution = evaluate(problem.plan, backend=backend, device=device, kept=kept)
        doubts = [doubt for world in problem.worlds for doubt in world.doubts(solution)]
        if doubts:
            raise SpecError(*doubts)
        checked = Checked({})
        if level != "none":
            checked = check(problem.plan, solution, full=level == "all", losses=losses)
    except EvaluationError as error:
        raise problem.placed(error) from None
    except Disagreement as error:
        raise problem.differing(error) or error from None
    return Solved(problem, replace(solution, placed=problem.placed), checked)


# --- kinks ---------------------------------------------------------------------------------------
def _kink(node: Expr, expr: Expr) -> tuple[Inlines, Inlines]:
    """Say what is taken at a kink, and where it is.

    An expression that is neither the node nor an argument was made to be zero at a tie; it holds
    the maximum it is made of, which knows what to say (an ∞-norm is the maximum of the sizes).
    """
    if expr in (node, *node.args):
        return say(OPS[node.op].kink), (Text("a zero of "), Formula(node.args[0]))
    source = next((part for part in walk(expr) if expr in kink_expressions(part)), node)
    return say(OPS[source.op].kink), (Text("a tie in "), Formula(source.args[0]))


def _has_zero(solution: Solution, expr: Expr) -> bool:
    """Tell whether an entry is known to be zero: of balls around zero, none is."""
    found = tried(solution, expr)
    return found is not None and any(entry == 0 for entry in found.reshape(-1).tolist())
