"""How an elementwise function is declared, once: SymPy form, kernel, exact value, derivative.

Every built-in states its textbook derivative, a stable kernel and its value at a kink; the tests
hold all of them against the SymPy form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from inspect import Parameter, Signature
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import SUM, latex_call, operator, plain_call
from solver.algebra.op import Context, Gradient, Law, Op, Slip, Words, Written, declare
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
    slips: tuple[Slip, ...] = (),
    **parameters: Fraction,
) -> None:
    """Declare an elementwise function; its derivative rule and Jacobian follow from f′."""
    FUNCTIONS[name] = Elementwise(name, sympy, derivative, tuple(parameters.items()))
    declare(
        Op(
            name,
            fit.same,
            kernel,
            vjp=lambda node, g, i: (g * derivative(node), (*why, *parameters_said(node))),
            exact=exact,
            jacobian=lambda node, i: _diagonal(derivative(node), (*why, *parameters_said(node))),
            entry=entrywise,
            latex=latex or _latex(head or operator(name), parameters),
            plain=plain_call(name, *parameters),
            elementwise=True,
            says=says,
            kink=kink,
            on_kink=on_kink or ((lambda node: node.args) if kink else None),
            call=_caller(name, parameters),
            slips=slips,
        )
    )


def _latex(head: str, parameters: Mapping[str, Fraction]) -> Callable[[Any, Expr], Written]:
    r"""Print `head(u)`, with the parameters that are not the usual ones: `\ELU_{0.7}(u)`."""

    def show(p: Any, e: Expr) -> Written:
        unusual = [key for key, usual in parameters.items() if e.attr(key) != usual]
        marks = ", ".join(p.at(number(e.attr(key)), SUM) for key in unusual)
        return latex_call(f"{head}_{{{marks}}}" if marks else head)(p, e)

    return show


_LETTERS = {"alpha": Law("α", r"\alpha")}


def parameters_said(node: Expr) -> Words:
    """Say the values of a function's parameters, which its laws call by letters."""
    declared = FUNCTIONS[node.op].parameters if node.op in FUNCTIONS else ()
    return tuple(
        word
        for key, _ in declared
        for word in (", with ", _LETTERS.get(key, key), " = ", number(node.attr(key)))
    )


def _diagonal(local: Expr, why: Words) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    return diagonal(local), (*why, ", entry by entry")


def _caller(name: str, parameters: dict[str, Fraction]) -> Callable[..., Expr]:
    signature = _signature(parameters)

    def call(*args: Expr, **named: Expr) -> Expr:
        argument, *given = signature.bind(*args, **named).arguments.items()
        attrs = parameters | {key: literal(name, value) for key, value in given}
        return make(name, argument[1], **attrs)

    call.__signature__ = signature  # type: ignore[attr-defined]  # what a complaint shows
    return call


def _signature(parameters: dict[str, Fraction]) -> Signature:
    """List the arguments: what the function is of, then the parameters, each with its default."""
    usual = Parameter.POSITIONAL_OR_KEYWORD
    named = (Parameter(key, usual, default=value) for key, value in parameters.items())
    return Signature([Parameter("argument", usual), *named])


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
