"""Authors' own functions: SymPy differentiates them, in the words of this algebra."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from solver.algebra.expr import Expr, make, name, number, value_of
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.terms import build_term, terms_of
from solver.algebra.tidy import tidy
from solver.errors import FormulaError


@lru_cache(maxsize=256)
def derivative(body: Expr, parameter: str) -> Expr:
    """Differentiate a scalar formula of one name with SymPy: `d body / d parameter`."""
    import sympy  # imported late: only authors' functions need it

    x = sympy.Symbol(parameter, real=True)
    return tidy(_from_sympy(sympy.diff(_to_sympy(body, {parameter: x}), x)))


@lru_cache(maxsize=64)
def _sympy_function(op: str, attrs: tuple[tuple[str, Any], ...]) -> Any:
    """Make a SymPy function that knows its derivative in the same terms as the op table."""
    import sympy

    known = {"exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt, "tanh": sympy.tanh}
    if op in known:
        return known[op]

    def fdiff(self: Any, argindex: int = 1) -> Any:
        node = make(op, name("x"), **dict(attrs))
        return _to_sympy(FUNCTIONS[op].derivative(node), {"x": self.args[0]})

    return type(op, (sympy.Function,), {"fdiff": fdiff, "nargs": 1, "attrs": attrs})


def _to_sympy(expr: Expr, names: dict[str, Any]) -> Any:
    import sympy

    literal = value_of(expr)
    if literal is not None:
        return sympy.Rational(literal.numerator, literal.denominator)
    if expr.op == "name":
        found = names.get(expr.attr("name"))  # SymPy's 0 is false
        return sympy.Symbol(expr.attr("name"), real=True) if found is None else found
    args = [_to_sympy(arg, names) for arg in expr.args if expr.op != "fn"]
    if expr.op in _ARITHMETIC:
        return _ARITHMETIC[expr.op](*args)
    if expr.op == "fn":
        return _to_sympy(expr.args[1], {expr.attr("parameter"): _to_sympy(expr.args[0], names)})
    if expr.op == "pi":
        return sympy.pi
    if expr.op in FUNCTIONS:
        return _sympy_function(expr.op, expr.attrs)(*args)
    raise FormulaError(f"{expr} cannot stand in the formula of a function")


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
}


def _from_sympy(found: Any) -> Expr:
    import sympy

    if found.is_Rational:
        return number(Fraction(int(found.p), int(found.q)))
    if found.is_Symbol:
        return name(str(found))
    if found == sympy.pi or found == sympy.E:
        return make("pi") if found == sympy.pi else make("exp", number(1))
    args = [_from_sympy(arg) for arg in found.args]
    if found.is_Add:
        return _sum(sorted(args, key=_place_in_sum))
    if found.is_Mul:
        return _product(found)
    if found.is_Pow:
        return _power(*args)
    op = _OPS_OF_SYMPY.get(type(found).__name__, type(found).__name__)
    return make(op, *args, **dict(getattr(found, "attrs", ())))


_OPS_OF_SYMPY = {"Abs": "abs"}


def _power(base: Expr, exponent: Expr) -> Expr:
    value = value_of(exponent)
    if value == Fraction(1, 2):
        return make("sqrt", base)
    if value == -1:
        return number(1) / base
    return base**exponent


def _place_in_sum(term: Expr) -> tuple[bool, int, str]:
    """Put what is added before what is subtracted, and short terms first."""
    return term.op == "neg", term.weight, str(term)


def _sum(args: list[Expr]) -> Expr:
    total = args[0]
    for arg in args[1:]:
        negative = arg.op == "neg"
        total = total - arg.args[0] if negative else total + arg
    return total


def _product(found: Any) -> Expr:
    """Multiply in the order a person writes: number, parameter, functions, brackets."""
    factors = sorted((_from_sympy(arg) for arg in found.args), key=_rank)
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    (term,) = terms_of(total)
    return build_term(term, ())


def _rank(factor: Expr) -> tuple[int, str]:
    order = {"number": 0, "neg": 0, "div": 0, "name": 1, "add": 3, "sub": 3}
    return order.get(factor.op, 2), str(factor)
