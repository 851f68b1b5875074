"""How an elementwise function is declared, once: SymPy form, kernel, exact value, derivative.

Every built-in states its textbook derivative, a stable kernel and its value at a kink; the tests
hold all of them against the SymPy form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Context, Gradient, Op, Words, Written, declare
from solver.algebra.ops.alignment import entrywise
from solver.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Elementwise:
    """An elementwise function as SymPy knows it, for the oracles and for authors' functions.

    `sympy` is the expression in `x` and the parameters; `derivative` gives f′(u) from the node
    f(u), in the form a textbook prints.
    """

    name: str
    sympy: str
    derivative: Callable[[Expr], Expr]
    parameters: tuple[tuple[str, Fraction], ...] = ()


FUNCTIONS: dict[str, Elementwise] = {}


def function(
    name: str,
    sympy: str,
    kernel: Callable[..., Any],
    exact: Callable[..., Any],
    derivative: Callable[[Expr], Expr],
    why: Words,
    *,
    says: Words,
    latex: Callable[[Any, Expr], Written] | None = None,
    head: str = "",
    kink: Words = (),
    on_kink: Callable[[Expr], tuple[Expr, ...]] | None = None,
    **parameters: Fraction,
) -> None:
    """Declare an elementwise function; its derivative rule and Jacobian follow from f′."""
    FUNCTIONS[name] = Elementwise(name, sympy, derivative, tuple(parameters.items()))
    declare(
        Op(
            name,
            fit.same,
            kernel,
            vjp=lambda node, g, i: _chained(g, derivative(node), why),
            exact=exact,
            jacobian=lambda node, i: _diagonal(derivative(node), why),
            entry=entrywise,
            latex=latex or latex_call(head or operator(name)),
            plain=plain_call(name, *parameters),
            elementwise=True,
            says=says,
            kink=kink,
            on_kink=on_kink or ((lambda node: node.args) if kink else None),
            call=_caller(name, parameters),
        )
    )


def _chained(upstream: Expr, local: Expr, why: Words) -> Gradient:
    return upstream * local, why


def _diagonal(local: Expr, why: Words) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    return diagonal(local), (*why, ", entry by entry")


def _caller(name: str, parameters: dict[str, Fraction]) -> Callable[..., Expr]:
    def call(argument: Expr, *given: Expr, **named: Expr) -> Expr:
        attrs = dict(parameters)
        attrs |= {key: literal(name, value) for key, value in zip(parameters, given, strict=False)}
        attrs |= {key: literal(name, value) for key, value in named.items()}
        if len(given) > len(parameters) or set(attrs) != set(parameters):
            raise TypeError(name)
        return make(name, argument, **attrs)

    return call


def literal(function_name: str, value: Any) -> Fraction:
    """Read a parameter that must be a plain number."""
    from solver.algebra.expr import value_of

    found = value_of(value)
    if found is None:
        raise FormulaError(f"{function_name} takes a plain number there, not {value}")
    return found


def parameter(ctx: Context, node: Expr, key: str) -> Any:
    """Give a kernel the number behind an attribute."""
    return ctx.number(node.attr(key))
