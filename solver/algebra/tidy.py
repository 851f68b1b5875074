"""Tidying: the rewritings that turn a mechanical derivative into the line a textbook prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from solver.algebra.expr import Expr, make, number, rebuild
from solver.algebra.ops.constants import fill
from solver.algebra.ops.leaves import size
from solver.algebra.terms import Term, Terms, as_factor, build, collect, is_atom, terms_of

Facts = Mapping[str, frozenset[str]]
ELEMENTWISE = frozenset({"add", "sub", "neg", "mul", "div", "pow"})


def tidy(expr: Expr, facts: Facts | None = None, memo: dict[Expr, Expr] | None = None) -> Expr:
    """Rewrite an expression in its textbook form; `facts` say what is known of names.

    Only what changes is rebuilt: `x · 1`, `x + 0`, double signs and transposes, like terms, factors
    that cancel, constants inside a sum, identities, and sums known to be 1. A `memo` keeps what was
    found, for a run of calls with the same facts.
    """
    memo = {} if memo is None else memo
    known = facts or {}

    def visit(node: Expr) -> Expr:
        found = memo.get(node)
        if found is None:
            found = node
            if node.args:
                found = _simplify(rebuild(node, tuple(map(visit, node.args))), known)
            memo[node] = memo[found] = found
        return found

    return visit(expr)


def _simplify(expr: Expr, facts: Facts) -> Expr:
    if expr.op in ELEMENTWISE:
        return _elementwise(expr)
    rule = _RULES.get(expr.op)
    return rule(expr, facts) if rule else expr


# --- elementwise algebra -------------------------------------------------------------------------
def _elementwise(expr: Expr) -> Expr:
    """Collect terms and cancel factors, unless the expression is already as short."""
    awkward = _awkward(expr)
    if not awkward and _settled(expr):
        return expr
    candidate = build(_distributed(expr) or terms_of(expr), expr.shape)
    return candidate if awkward or candidate.weight < expr.weight else expr


def _settled(expr: Expr) -> bool:
    """Tell at once that there is nothing to collect: two different atoms meet."""
    return expr.op in {"add", "sub", "mul", "div"} and (
        is_atom(expr.args[0]) and is_atom(expr.args[1]) and expr.args[0] != expr.args[1]
    )


def _awkward(expr: Expr) -> bool:
    """Tell whether a form would never be printed: −(a − b), (−a)b, a·2, a + (−b)."""
    if expr.op == "neg":
        return expr.args[0].op in {"neg", "sub", "number"}
    if expr.op in {"mul", "div"}:
        left, right = expr.args
        late_number = expr.op == "mul" and right.op == "number"
        nested = right.op == "mul" and (expr.op == "mul" and not right.is_scalar)
        return "neg" in {left.op, right.op} or late_number or nested or _late_scalar(expr)
    if expr.op in {"add", "sub"}:
        left, right = expr.args
        return "neg" in {left.op, right.op} or (right.op == "number" and right.attr("value") < 0)
    return False


def _late_scalar(expr: Expr) -> bool:
    left, right = expr.args
    return expr.op == "mul" and right.is_scalar and not left.is_scalar


def _distributed(expr: Expr) -> Terms | None:
    """Multiply out a product with a sum in it where that makes a denominator cancel."""
    whole = as_factor(expr) if expr.op == "mul" else None
    if whole is None:
        return None
    for base, power in whole.factors:
        if base.op in {"add", "sub"} and power == 1:
            rest = Term(whole.coefficient, tuple(f for f in whole.factors if f[0] != base))
            terms = collect(tuple(rest.times(term) for term in terms_of(base)))
            if _cancels(rest, terms_of(base), terms):
                return _expanded(terms, expr)
    return None


def _cancels(factor: Term, before: Terms, after: Terms) -> bool:
    """Tell whether a denominator of the sum is gone; the factor's own are there in every term."""

    def denominators(*terms: Term) -> int:
        return sum(power < 0 for term in terms for _, power in term.factors)

    own = len(after) * denominators(factor)
    return denominators(*after) - own < denominators(*before)


def _expanded(terms: Terms, expr: Expr) -> Terms:
    """Multiply out sums if the result is shorter: −t(1 − y) + (1 − t)y = y − t."""
    full = collect(tuple(part for term in terms for part in _multiplied_out(term)))
    return min((terms, full), key=lambda form: build(form, expr.shape).weight)


def _multiplied_out(term: Term) -> Terms:
    for base, power in term.factors:
        if base.op in {"add", "sub"} and power == 1:
            rest = Term(term.coefficient, tuple(f for f in term.factors if f[0] != base))
            return tuple(t for part in terms_of(base) for t in _multiplied_out(rest.times(part)))
    return (term,)


# --- the other ops -------------------------------------------------------------------------------
def _transpose(expr: Expr, facts: Facts) -> Expr:
    (inner,) = expr.args
    if inner.is_scalar:
        return inner
    if inner.op == "T":
        return inner.args[0]
    if inner.op in {"neg", "mul"} and all(a.is_scalar or a.op == "T" for a in inner.args):
        flipped = tuple(a if a.is_scalar else a.args[0] for a in inner.args)
        return _simplify(make(inner.op, *flipped), facts)
    if inner.op == "fill":
        return fill(inner.args[0], expr.shape)
    turned = _turned(inner, facts)
    return turned if turned is not None and turned.weight < expr.weight else expr


def _turned(inner: Expr, facts: Facts) -> Expr | None:
    """Transpose the factors of a product: (xᵀA)ᵀ = Aᵀx; None for anything else."""
    if inner.op not in {"mul", "matmul"} or not any(arg.shape for arg in inner.args):
        return None
    if inner.op == "mul" and all(arg.shape for arg in inner.args):
        return None
    flipped = [_simplify(arg.T, facts) if arg.shape else arg for arg in inner.args]
    if inner.op == "matmul":
        flipped.reverse()
    return _simplify(make(inner.op, *flipped), facts)


def _sum(expr: Expr, facts: Facts) -> Expr:
    (inner,), axis = expr.args, expr.attr("axis")
    if inner.is_scalar:
        return inner
    if known := _known_total(expr, facts):
        return known
    terms = terms_of(inner)
    if (len(terms) == 1 and (outside := _scalar_part(terms[0])).coefficient != 1) or (
        len(terms) == 1 and outside.factors
    ):
        rest = Term(Fraction(1), tuple(f for f in terms[0].factors if f not in outside.factors))
        total = _simplify(make("sum", build((rest,), inner.shape), axis=axis), facts)
        return _simplify(build((outside,), ()) * total, facts)
    if inner.op == "fill" and axis is None:
        return _simplify(inner.args[0] * _entries(inner), facts)
    return expr


def _entries(expr: Expr) -> Expr:
    total = number(1)
    for dim in expr.shape:
        total = _elementwise(total * size(dim))
    return total


def _scalar_part(term: Term) -> Term:
    return Term(term.coefficient, tuple(f for f in term.factors if f[0].is_scalar))


def _known_total(expr: Expr, facts: Facts) -> Expr | None:
    inner, axis = expr.args[0], expr.attr("axis")
    if inner.op != "name" or not facts.get(inner.attr("name"), frozenset()) & {
        "one_hot",
        "sums_to_1",
    }:
        return None
    if axis is None and 1 in inner.shape:
        return number(1)
    # a matrix has a distribution in each row; in a column there is one number a row
    return fill(number(1), expr.shape) if axis == 1 and inner.shape[1] != 1 else None


def _matmul(expr: Expr, facts: Facts) -> Expr:
    left, right = expr.args
    if left.op == "eye":
        return right
    if right.op == "eye":
        return left
    for k, arg in enumerate(expr.args):
        if arg.op == "mul" and arg.args[0].is_scalar:  # a scalar factor moves to the front
            others = (arg.args[1], right) if k == 0 else (left, arg.args[1])
            return _simplify(arg.args[0] * _simplify(make("matmul", *others), facts), facts)
        if arg.op == "neg" and arg.args[0].op == "eye":
            return _simplify(-(right if k == 0 else left), facts)
    return expr


def _repeat(expr: Expr, facts: Facts) -> Expr:
    (inner,) = expr.args
    terms = terms_of(inner)
    if all(factor.is_scalar for term in terms for factor, _ in term.factors):
        return fill(build(terms, ()), expr.shape)
    if inner.op == "neg":
        return _simplify(-_simplify(make(expr.op, inner.args[0], **dict(expr.attrs)), facts), facts)
    return expr


def _fill(expr: Expr, facts: Facts) -> Expr:
    return fill(expr.args[0], expr.shape)


_RULES: Mapping[str, Callable[[Expr, Facts], Expr]] = {
    "T": _transpose,
    "sum": _sum,
    "matmul": _matmul,
    "rows": _repeat,
    "cols": _repeat,
    "fill": _fill,
}


def fold(expr: Expr, known: Mapping[Expr, Expr]) -> Expr:
    """Replace every part that a name stands for by that name."""
    if expr in known:
        return known[expr]
    return rebuild(expr, tuple(fold(arg, known) for arg in expr.args)) if expr.args else expr
