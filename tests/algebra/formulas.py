"""Random well-shaped formulas over every op an author can write, shape first.

`MAKERS` holds, for every op, which shapes it can have and how to make one of such a shape. A new op
fails `test_plain.py` until it has a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, number
from solver.algebra.ops.constants import fill
from solver.algebra.ops.draws import DISTRIBUTIONS
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.shapes import Shape
from tests.algebra import builders as build
from tests.algebra import (
    descent_cases,
    lms_cases,
    map_formulas,
    quantifier_cases,
    signal_cases,
    singular_cases,
)
from tests.algebra.builders import OWN, M, Maker, N, chosen, literals, shapes


class Picker:
    """Draws arguments, one level less deep at a time; `fresh` names what a node binds."""

    def __init__(self, draw: Any, depth: int) -> None:
        self.draw, self.depth = draw, depth

    def __call__(self, shape: Shape = ()) -> Expr:
        fitting = [op for op, (fits, _) in MAKERS.items() if fits(shape)]
        leafy = [op for op in fitting if op in LEAVES]
        op = self.draw(st.sampled_from(fitting if self.depth > 0 else leafy))
        return MAKERS[op][1](Picker(self.draw, self.depth - 1), shape)

    def fresh(self, letter: str) -> str:
        return f"{letter}{self.depth + 1}"


@st.composite
def formulas(draw: Any, op: str, depth: int = 2) -> Expr:
    """Draw a formula with the op at its root, or what the op simplifies to."""
    fits, make_it = MAKERS[op]
    return make_it(Picker(draw, depth), draw(shapes.filter(fits)))


# --- which shapes --------------------------------------------------------------------------------
Fits = Callable[[Shape], bool]
anything: Fits = lambda s: True  # noqa: E731
scalar: Fits = lambda s: not s  # noqa: E731
array: Fits = lambda s: bool(s)  # noqa: E731
matrix: Fits = lambda s: len(s) == 2  # noqa: E731
flat: Fits = lambda s: len(s) in {0, 2}  # noqa: E731
sequence: Fits = lambda s: len(s) in {1, 3}  # noqa: E731
square: Fits = lambda s: len(s) == 2 and s[0] == s[1]  # noqa: E731
line: Fits = lambda s: len(s) == 0 or (len(s) == 2 and 1 in s)  # noqa: E731
whole: Fits = lambda s: len(s) == 2 and all(isinstance(d, int) for d in s)  # noqa: E731


counted: Fits = lambda s: len(s) == 1 and isinstance(s[0], int)  # noqa: E731


LEAVES = {"name", "number", "dim", "pi", "eye", "span", *DISTRIBUTIONS}
MAKERS: dict[str, tuple[Fits, Maker]] = {
    "name": (anything, build.named),
    "number": (scalar, lambda p, s: number(p.draw(literals))),
    "dim": (scalar, lambda p, s: make("dim", size=chosen(p, M, N))),
    "pi": (scalar, lambda p, s: make("pi")),
    "eye": (square, lambda p, s: make("eye", size=s[0])),
    "add": (anything, build.infix("add")),
    "sub": (anything, build.infix("sub")),
    "mul": (anything, build.infix("mul")),
    "div": (anything, build.infix("div")),
    "neg": (anything, lambda p, s: -p(s)),
    "pow": (anything, lambda p, s: p(s) ** p()),
    "matmul": (flat, build.product),
    "T": (flat, lambda p, s: p(s[::-1]).T),
    **{op: (anything, build.function(op)) for op in FUNCTIONS},
    "fn": (anything, lambda p, s: make(
        "fn", p(s), OWN["swish"].body, name="swish", parameter="u")),  # type: ignore[arg-type]
    "unknown": (anything, lambda p, s: make("unknown", p(s), name="g")),
    **{op: (anything, lambda p, s, op=op: make(op, p(s))) for op in ("floor", "ceil")},
    "mod": (anything, build.infix("mod")),
    "threshold": (anything, build.threshold),
    "extent": (counted, lambda p, s: make("extent", *(p() for _ in range(s[0])))),
    "span": (counted, build.span),
    **{op: (anything, build.draw(op)) for op in DISTRIBUTIONS},
    "sum": (line, build.reduced("sum")),
    "mean": (line, build.reduced("mean")),
    "max": (line, build.reduced("max")),
    "argmax_mask": (anything, build.along("argmax_mask")),
    "softmax": (anything, build.along("softmax")),
    "norm": (scalar, lambda p, s: make("norm", p(p.draw(shapes)), order=chosen(p, 1, 2, "inf"))),
    "unit": (anything, lambda p, s: make("unit", p(s))),
    "rows": (matrix, build.repeated("rows", 0)),
    "cols": (matrix, build.repeated("cols", 1)),
    "fill": (array, lambda p, s: fill(p(), s)),
    "diag": (square, lambda p, s: make("diag", p(chosen(p, (s[0], 1), (1, s[0]))))),
    "index": (lambda s: not sequence(s), build.index),
    "place": (array, build.place),
    "stack": (lambda s: not s or whole(s), build.stack),
    "concat": (flat, build.concat),
    "block": (lambda s: len(s) < 3, build.block),
    "columns": (lambda s: len(s) in {1, 3} and s[0] != 1, build.columns),
    "from_columns": (lambda s: len(s) == 2 and s[1] != 1 and s[0] in (1, 2, M), build.from_columns),
    "reverse": (sequence, lambda p, s: make("reverse", p(s))),
    **descent_cases.MAKERS,
    **singular_cases.MAKERS,
    **lms_cases.MAKERS,
    **map_formulas.MAKERS,
    **quantifier_cases.MAKERS,
    **signal_cases.MAKERS,
    "bigsum": (anything, build.bigsum),
    "by_entry": (flat, build.by_entry),
    "prod": (anything, build.prod),
    "scan": (lambda s: sequence(s) and s[0] != 1, build.scan),
}  # fmt: skip
