"""Mean and variance of a polynomial in independent random entries, from their first two moments.

`E(body)` and `Var(body)`: the arguments after the body are the mean and the variance that every
entry of each random array has. The kernels multiply everything out, entry by entry, and know
nothing of the rules by which such moments are derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

from solver.algebra import fit, monomials
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, names_in
from solver.algebra.monomials import Monomial, Polynomial, Variable, times
from solver.algebra.notation import CALL, SUM, bracket, operator
from solver.algebra.op import Attrs, Context, Op, Slip, Written, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Random:
    """A random array of independent entries that all have this mean and variance."""

    ref: Expr
    mean: Expr
    variance: Expr

    @property
    def name(self) -> str:
        found: str = self.ref.attr("name")
        return found


def moment(op: str, body: Expr, known: Mapping[str, Random]) -> Expr:
    """Build `E(body)` or `Var(body)` over those random arrays that the body uses."""
    used = [known[key] for key in names_in(body) if key in known]
    stated = (part for one in used for part in (one.mean, one.variance))
    return make(op, body, *stated, names=tuple(one.name for one in used))


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    body, *stated = args
    if body.shape:
        raise FormulaError(f"{fit.described(body)} is not a number", "take one entry of it")
    for part in stated:
        if part.shape:
            raise FormulaError(f"the moment {fit.described(part)} is not a number")
    monomials.check(body, frozenset(attrs["names"]))
    return ()


class _Moments:
    """The moments of one node's random arrays, as numbers."""

    def __init__(self, ctx: Context, node: Expr) -> None:
        stated = [ctx.run(part, {}) for part in node.args[1:]]
        names = node.attr("names")
        self.one, self.none = ctx.number(1), ctx.number(0)
        self.means = dict(zip(names, stated[::2], strict=True))
        self.variances = dict(zip(names, stated[1::2], strict=True))

    def mean(self, monomial: Monomial) -> Any:
        """Give E of a product of independent entries: the product of their own."""
        return reduce(lambda total, part: total * self._power(*part), monomial, self.one)

    def _power(self, variable: Variable, power: int) -> Any:
        key = variable[0]
        if power > 2:
            raise OutOfDomain(f"needs the moment of order {power} of an entry of {key}")
        return self.means[key] if power == 1 else self.variances[key] + self.means[key] ** 2

    def covariance(self, one: Monomial, other: Monomial) -> Any:
        return self.mean(times(one, other)) - self.mean(one) * self.mean(other)


def _mean_kernel(ctx: Context, node: Expr) -> Any:
    moments, total = _Moments(ctx, node), ctx.number(0)
    for monomial, coefficient in _multiplied_out(ctx, node).items():
        total = total + coefficient * moments.mean(monomial)
    return total


def _variance_kernel(ctx: Context, node: Expr) -> Any:
    """Add up the covariances of all pairs of products that share an entry."""
    moments, total = _Moments(ctx, node), ctx.number(0)
    found = _multiplied_out(ctx, node)
    for one, other in _sharing(found):
        total = total + found[one] * found[other] * moments.covariance(one, other)
    return total


def _multiplied_out(ctx: Context, node: Expr) -> Polynomial:
    return monomials.polynomial(ctx, node.args[0], frozenset(node.attr("names")), {})


def _sharing(found: Polynomial) -> list[tuple[Monomial, Monomial]]:
    where: dict[Variable, list[Monomial]] = {}
    for monomial in found:
        for variable, _ in monomial:
            where.setdefault(variable, []).append(monomial)
    count = sum(len(group) ** 2 for group in where.values())
    if count > 10 * monomials.MOST_MONOMIALS:
        raise OutOfDomain("has too many products that share random entries")
    pairs = (pair for group in where.values() for pair in product(group, group))
    return list(dict.fromkeys(pairs))


# --- how they are written ------------------------------------------------------------------------
def _latex(head: str, left: str, right: str) -> Any:
    def show(p: Any, e: Expr) -> Written:
        return head + bracket(p.at(e.args[0], SUM), left, right), CALL

    return show


def _binds(node: Expr) -> tuple[tuple[str, ...], ...]:
    return (node.attr("names"), *((),) * (len(node.args) - 1))


def _without_means(node: Expr) -> Expr | None:
    """Let all means be 0, as where Var(XY) is taken for Var X · Var Y."""
    body, *stated = node.args
    means = [mean - mean for mean in stated[::2]]
    if not means:
        return None
    parts = (part for pair in zip(means, stated[1::2], strict=True) for part in pair)
    return make("variance", body, *parts, names=node.attr("names"))


declare(
    Op(
        "expectation",
        _shape,
        _mean_kernel,
        lazy=True,
        binds=_binds,
        latex=_latex(r"\mathbb{E}", "[", "]"),
        says=("the mean, from the means and variances of the entries",),
        opaque=True,
    )
)
declare(
    Op(
        "variance",
        _shape,
        _variance_kernel,
        lazy=True,
        binds=_binds,
        latex=_latex(operator("Var"), "(", ")"),
        says=("the variance, from the means and variances of the entries",),
        slips=(Slip("the means of the factors were left out", _without_means),),
        opaque=True,
    )
)
