"""How to make a formula of a given shape with a given op at its root, whatever its arguments.

Every builder takes `p` and the shape: `p(shape)` draws an argument, `p.draw` from any strategy, and
`p.fresh` names what a node binds.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.fit import squeezed
from solver.algebra.ops.by_entry import by_entry as by_its_entry
from solver.algebra.ops.draws import drawn
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.scope import Function
from solver.algebra.shapes import Dim, Shape, Size, combine, is_vector, symbol

Maker = Callable[[Any, Shape], Expr]
M, N = symbol("m"), symbol("n")
DIMS: tuple[Dim, ...] = (1, 2, 3, M, N, combine((1, N), (1, 1)), combine((1, M), (1, N)))
LETTERS = str.maketrans("+-", "pl")
OWN = {"swish": Function("u", name("u") * make("sigmoid", name("u"))), "g": Function("u", None)}

dims = st.sampled_from(DIMS)
matrices = st.tuples(dims, dims).map(squeezed)
sequences = st.one_of(st.tuples(dims), st.tuples(dims, st.sampled_from((2, M)), st.just(1)))
shapes = st.one_of(matrices, matrices, sequences)
literals = st.builds(Fraction, st.integers(-40, 40), st.sampled_from((1, 2, 5, 8, 100)))
axes = st.sampled_from((0, 1))


def label(letter: str, shape: Shape) -> str:
    """Name an array after its shape, so that two names never differ in shape alone."""
    return "_".join([letter, *(str(dim).translate(LETTERS) for dim in shape)])


def chosen(p: Any, *options: Any) -> Any:
    return p.draw(st.sampled_from(options))


def named(p: Any, s: Shape) -> Expr:
    return name(label(chosen(p, "x", "W1", "dL/dx", "alpha"), s), s)


def infix(op: str) -> Maker:
    def build(p: Any, s: Shape) -> Expr:
        left, right = chosen(p, (s, s), ((), s), (s, ()))
        return make(op, p(left), p(right))

    return build


def product(p: Any, s: Shape) -> Expr:
    rows, columns = s or (1, 1)
    inner = p.draw(dims)
    return p(squeezed((rows, inner))) @ p(squeezed((inner, columns)))


def function(op: str) -> Maker:
    return lambda p, s: make(op, p(s), **{k: p.draw(literals) for k, _ in FUNCTIONS[op].parameters})


def threshold(p: Any, s: Shape) -> Expr:
    at, low, zero = p.draw(literals), p.draw(literals), Fraction(chosen(p, 0, 1))
    return make("threshold", p(s), at=at, low=low, zero=zero)


def reduced(op: str) -> Maker:
    def build(p: Any, s: Shape) -> Expr:
        if not s and chosen(p, True, False):
            return make(op, p(p.draw(shapes)), axis=None)
        axis = s.index(1) if s else p.draw(axes)
        full = list(s or (1, 1))
        full[axis] = p.draw(dims.filter(lambda dim: dim != 1))
        return make(op, p(tuple(full)), axis=axis)

    return build


def along(op: str) -> Maker:
    def build(p: Any, s: Shape) -> Expr:
        true_matrix = len(s) == 2 and not is_vector(s)
        return make(op, p(s), axis=p.draw(axes) if true_matrix else None)

    return build


def repeated(op: str, axis: int) -> Maker:
    return lambda p, s: make(op, p(squeezed((1, s[1]) if axis == 0 else (s[0], 1))), count=s[axis])


def places(p: Any, shape: Shape) -> list[Expr]:
    count = 1 if len(shape) in {1, 3} or is_vector(shape) else 2
    first = number(0 if len(shape) in {1, 3} else 1)
    return [chosen(p, first, name("i"), name("i") + first) for _ in range(count)]


def index(p: Any, s: Shape) -> Expr:
    if s:
        found: Shape = (p.draw(dims), *s)
    else:
        found = p.draw(st.one_of(matrices, st.tuples(dims)).filter(bool))
    return make("index", p(found), *places(p, found))


def place(p: Any, s: Shape) -> Expr:
    return make("place", p(s[1:] if len(s) == 3 else ()), *places(p, s), shape=s)


def span(p: Any, s: Shape) -> Expr:
    count, first = int(str(s[0])), p.draw(st.integers(-3, 3))
    if chosen(p, True, False):
        return make("span", first=first, last=first, each=count, times=1)
    return make("span", first=first, last=first + count - 1, each=1, times=1)


def draw(op: str) -> Maker:
    def maker(p: Any, s: Shape) -> Expr:
        ends = {"uniform": (-1, 2), "integers": (0, 9)}.get(op, ())
        return drawn(op, s, p.draw(st.integers(0, 99)), ends, p.draw(st.integers(1, 5)))

    return maker


def stack(p: Any, s: Shape) -> Expr:
    rows, columns = s or (1, 1)
    count = int(str(rows)) * int(str(columns))
    parts = [p() for _ in range(count)]
    alone = [part if part.op != "stack" else -part for part in parts]  # `[[a]]` is one list
    return make("stack", *alone, columns=columns)


def halves(dim: Dim) -> tuple[Dim, Dim]:
    first: Dim = Size(dim.terms[:1]) if isinstance(dim, Size) else 1
    return first, combine((1, dim), (-1, first))


def concat(p: Any, s: Shape) -> Expr:
    full = s or (1, 1)
    axis = p.draw(axes)
    parts = [part for part in halves(full[axis]) if part != 0]
    sides = [squeezed((*full[:axis], part, *full[axis + 1 :])) for part in parts]
    return make("concat", *map(p, sides), axis=axis)


def block(p: Any, s: Shape) -> Expr:
    full = s or (1, 1)
    axis = p.draw(axes) if len(full) == 2 else 0
    start, after = p.draw(dims), p.draw(st.sampled_from((0, 1, N)))
    stop = combine((1, start), (1, full[axis]))
    long = (*full[:axis], combine((1, stop), (1, after)), *full[axis + 1 :])
    return make("block", p(long), axis=axis, start=start, stop=stop)


def columns(p: Any, s: Shape) -> Expr:
    return make("columns", p((1, s[0]) if len(s) == 1 else (s[1], s[0])))


def from_columns(p: Any, s: Shape) -> Expr:
    return make("from_columns", p((s[1],) if s[0] == 1 else (s[1], s[0], 1)))


def bigsum(p: Any, s: Shape) -> Expr:
    index = p.fresh("i")
    return make("bigsum", name(index) * p(s), p(), chosen(p, make("dim", size=N), p()), index=index)


def by_entry(p: Any, s: Shape) -> Expr:
    row, column = p.fresh("i"), p.fresh("j")
    rows, columns = s or (1, 1)
    return by_its_entry(name(row) * p() + name(column), (row, rows), (column, columns))


def prod(p: Any, s: Shape) -> Expr:
    index = p.fresh("i")
    return make("prod", name(index) + p(s), p(), chosen(p, make("dim", size=N), p()), index=index)


def scan(p: Any, s: Shape) -> Expr:
    state, other, run = p.fresh("h"), p.fresh("v"), p.fresh("u")
    steps, fed = combine((1, s[0]), (-1, 1)), chosen(p, True, False)
    bodies = [name(state, s[1:]) + p(s[1:])]
    starts = [p(s[1:])]
    if chosen(p, True, False):
        bodies.append(name(other) * p())
        starts.append(p())
    out = 0
    return make(
        "scan", *starts, *([p((steps,))] if fed else []), *bodies, out=out, steps=steps,
        states=(state, other)[: len(starts)], inputs=(run,) if fed else (),
        together=chosen(p, True, False),
    )  # fmt: skip
