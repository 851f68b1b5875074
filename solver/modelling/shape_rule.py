"""The shape rule of windows, written once: with letters it is said, with numbers it is computed.

⌊(n − K + 2P)/S⌋ + 1 places of a window of K entries, moved by S over n entries with P of padding
"""

from __future__ import annotations

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.latex import Latex
from solver.algebra.op import Law
from solver.algebra.plain import plain

ONE, TWO = number(1), number(2)
N, K, P, S, D = (name(letter) for letter in ("n", "K", "P", "S", "D"))


def reach(kernel: Expr, dilation: Expr | None = None) -> Expr:
    """Write how many entries a window covers: K, or D(K − 1) + 1 where its cells lie apart."""
    return kernel if dilation is None else dilation * (kernel - ONE) + ONE


def room(side: Expr, covered: Expr, border: Expr | None = None) -> Expr:
    """Write how far a window can move: n − K, and the padding of both ends if there is any."""
    free = side - covered
    return free if border is None else free + border


def places(free: Expr, stride: Expr, rounding: str = "floor") -> Expr:
    """Write how many places a window has where it can move so far; `rounding` is floor or ceil."""
    return make(rounding, free / stride) + ONE


def law(left: Expr, right: Expr | None = None) -> Law:
    """Say a formula, or an equation, whose letters stand for no names of a problem."""
    sides = [left] if right is None else [left, right]
    return Law(" = ".join(map(plain, sides)), " = ".join(map(Latex(), sides)))


RULE = places(room(N, K, TWO * P), S)
GAPPED = places(room(N, reach(K, D), TWO * P), S)
UNEVEN = places(room(N, K, name("P_before") + name("P_after")), S)
ROUNDED_UP = places(room(N, K, TWO * P), S, "ceil")
