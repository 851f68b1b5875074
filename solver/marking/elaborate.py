"""What a text means: syntax becomes an expression of the algebra, once its names are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from solver.algebra.expr import Expr, make, name, number, value_of
from solver.errors import FormulaError
from solver.marking import syntax as s
from solver.marking.calls import called, derived
from solver.marking.products import PRODUCTS, multiplied
from solver.marking.vocabulary import Vocabulary

_BINARY = {
    "+": "add", "-": "sub", "/": "div", "oslash": "div", "^": "pow", ".^": "pow",
}  # fmt: skip
_CALLED = {"conv": "convolve2d", "star": "correlate2d"}
_RELATIONS = {"=": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "!=": "ne"}
_CONSTANTS: Mapping[str, Callable[[], Expr]] = {
    "pi": lambda: make("pi"),
    "e": lambda: make("exp", number(1)),
}
MOST = 4000  # nodes of an expression that is evaluated


class Meaningless(s.Unreadable):
    """A text that can be read, but says nothing here: an unknown name, or shapes that do not fit.

    `misfit` tells that all names are known.
    """

    def __init__(self, message: str, span: s.Span, hint: str = "", misfit: bool = False) -> None:
        super().__init__(message, span, hint)
        self.misfit = misfit


@dataclass(frozen=True)
class Elaborator:
    """Turns syntax into expressions over the names of a vocabulary.

    `bound` are names that a sum binds. `remarks` gather licences that were taken.
    """

    vocabulary: Vocabulary
    bound: Mapping[str, Expr] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def __call__(self, node: s.Node) -> Expr:
        """Give the expression; Meaningless says what is wrong, and where."""
        try:
            found: Expr = _RULES[type(node)](self, node)
        except KeyError:
            raise Meaningless("this says nothing that can be computed", node.span) from None
        except FormulaError as error:
            raise Meaningless(str(error), node.span, misfit=True) from None
        if found.weight > MOST:
            raise Meaningless("this is too long to be computed", node.span)
        return found

    def binding(self, index: str) -> Elaborator:
        """Know one more name, inside a sum."""
        return replace(self, bound={**self.bound, index: name(index)})

    # --- names -----------------------------------------------------------------------------------
    def symbol(self, node: s.Symbol) -> Expr:
        if node == s.Symbol(node.base) and node.base in self.bound:
            return self.bound[node.base]
        found = self.vocabulary.find(node)
        if found is not None:
            return found
        if node == s.Symbol(node.base) and node.base in _CONSTANTS:
            return _CONSTANTS[node.base]()
        if node.base in {"I", "ones"} and node.below:
            return self._constant(node)
        return self._letters(node)

    def _constant(self, node: s.Symbol) -> Expr:
        """Read an identity matrix `I_n`, or an array of ones with its size below."""
        sizes = [self(part) for part in _sizes(self.vocabulary.read(node.below))]
        name, args = ("eye", sizes) if node.base == "I" else ("fill", [number(1), *sizes])
        return self._called(s.Symbol(name), tuple(args), node)

    def _letters(self, node: s.Symbol) -> Expr:
        """Read letters that were typed together as a product, if each is a name."""
        if node == s.Symbol(node.base) and 1 < len(node.base) <= 8:
            known = {**self.vocabulary.letters, **self.bound}
            if all(letter in known for letter in node.base):
                factors = [known[letter] for letter in node.base]
                return reduce(lambda a, b: multiplied("jux", a, b, self.remarks), factors)
        raise Meaningless(f"`{spelled(node)}` is no name that is known here", node.span)

    def derivative(self, node: s.Derivative) -> Expr:
        found = self.vocabulary.find(node)
        if found is None:
            what = f"the derivative of {spelled(node.top)} by {spelled(node.bottom)}"
            raise Meaningless(f"{what} is no step that is known here", node.span)
        return found

    # --- numbers and arrays ----------------------------------------------------------------------
    def number(self, node: s.Number) -> Expr:
        return number(node.value)

    def rows(self, node: s.Rows) -> Expr:
        if not node.rows or len({len(row) for row in node.rows}) != 1 or not node.rows[0]:
            raise Meaningless("the rows of this matrix differ in length", node.span)
        entries = [self._entry(entry) for row in node.rows for entry in row]
        return make("stack", *entries, columns=len(node.rows[0]))

    def items(self, node: s.Items) -> Expr:
        """Read a list of numbers as a column, as in a problem file."""
        if not node.items:
            raise Meaningless("this list is empty", node.span)
        return make("stack", *map(self._entry, node.items), columns=1)

    def _entry(self, node: s.Node) -> Expr:
        found = self(node)
        if not found.is_scalar:
            raise Meaningless("an entry of a matrix is a number", node.span)
        return found

    # --- operations ------------------------------------------------------------------------------
    def unary(self, node: s.Unary) -> Expr:
        if node.op == "T":
            if isinstance(node.arg, s.Items):
                return self(node.arg)  # (1, 2)ᵀ is a column
            return self(node.arg).T
        if node.op == "inverse":
            return self._power(self(node.arg), number(-1), node)
        if node.op not in {"-", "+"}:
            raise Meaningless("this is not computed here", node.span)
        arg = self(node.arg)
        return -arg if node.op == "-" else arg

    def binary(self, node: s.Binary) -> Expr:
        if node.op == "jux" and isinstance(node.right, s.Words):
            return self(node.left)  # a unit
        if node.op in PRODUCTS:
            return self._product(node)
        left, right = self(node.left), self(node.right)
        if node.op == "^" and _is_square(left):
            return self._power(left, right, node)
        if node.op in _BINARY:
            return make(_BINARY[node.op], left, right)
        if node.op in _CALLED:
            return self._called(s.Symbol(_CALLED[node.op]), (left, right), node)
        raise Meaningless("this is not computed here", node.span)

    def _product(self, node: s.Binary) -> Expr:
        """Multiply as the text is grouped, or if that does not fit from left to right.

        `W δ ⊙ x ⊙ (1 − x) · xᵀ` is meant from left to right, though ⊙ binds looser than a dot.
        """
        before = len(self.remarks)
        try:
            left, right = self(node.left), self(node.right)
            return multiplied(node.op, left, right, self.remarks)
        except (FormulaError, Meaningless) as error:
            if isinstance(error, Meaningless) and not error.misfit:
                raise
            del self.remarks[before:]
            (_, first), *others = _in_a_row("", node)
            if len(others) < 2:
                raise
            found = self(first)
            for op, factor in others:
                found = multiplied(op, found, self(factor), self.remarks)
            return found

    def _power(self, matrix: Expr, exponent: Expr, node: s.Node) -> Expr:
        """Multiply a matrix by itself, or invert it."""
        times = value_of(exponent)
        if times == -1:
            return make("solve", matrix, make("eye", size=matrix.shape[0]))
        if times is None or times.denominator != 1 or not 1 <= times <= 8:
            raise Meaningless("this power of a matrix is not computed here", node.span)
        return reduce(lambda a, b: make("matmul", a, b), [matrix] * int(times))

    def call(self, node: s.Call) -> Expr:
        function = node.function
        own = self.vocabulary.find(function)
        if own is not None and len(node.args) == 1:
            if len(own.shape) == 1:
                return self.vocabulary.at(own, self(node.args[0]))
            return self(s.Binary("jux", function, node.args[0], span=node.span))  # x(1 - x)
        if function.base == "cases":
            return self._listed_cases(node)
        args = tuple(map(self, node.args))
        if function.base == "pad" and function.below and len(args) == 1:
            sides = (self(self.vocabulary.read(function.below)),) * 4
            return self._called(s.Symbol("pad_zero"), (*args, *sides), node)
        return self._called(function, args, node)

    def _called(self, function: s.Symbol, args: tuple[Expr, ...], node: s.Node) -> Expr:
        found = called(function, args, self.vocabulary.functions)
        if found is None:
            raise Meaningless(f"`{spelled(function)}` is no function that is known", node.span)
        for _ in range(function.primes):
            found = derived(found)
        return found

    def index(self, node: s.Index) -> Expr:
        places = tuple(map(self, node.places))
        base = node.array
        if isinstance(base, s.Symbol) and self.vocabulary.find(base) is None and len(places) == 1:
            if base.base in {"u", "step"}:
                return _indicator("ge", places[0])
            if base.base in {"delta", "d"}:
                return _indicator("eq", places[0])
        array = self(base)
        if len(array.shape) == 1 and len(places) == 1:
            return self.vocabulary.at(array, places[0])
        return make("index", array, *places)

    def over(self, node: s.Over) -> Expr:
        if node.op not in {"sum", "prod"} or not isinstance(node.index, s.Symbol):
            raise Meaningless("say what this runs over: `\\sum_{i=1}^{n}`", node.span)
        if node.low is None or node.high is None:
            raise Meaningless("say where this sum begins and ends", node.span)
        index = node.index.base
        body = self.binding(index)(node.body)
        op = "bigsum" if node.op == "sum" else "prod"
        return make(op, body, self(node.low), self(node.high), index=index)

    def norm(self, node: s.Norm) -> Expr:
        body = self(node.body)
        if node.which == "abs" or body.is_scalar:
            return make("abs", body)
        from solver.algebra.op import OPS

        build = OPS["norm"].call
        assert build is not None
        order = {"1": number(1), "inf": name("inf")}.get(node.which, number(2))
        return build(body, order)

    def rounding(self, node: s.Rounding) -> Expr:
        return make(node.which, self(node.body))

    # --- cases -----------------------------------------------------------------------------------
    def cases(self, node: s.Cases) -> Expr:
        args: list[Expr] = []
        for value, condition in node.pieces:
            args += [self(value)] if condition is None else [self(value), self.truth(condition)]
        return make("cases", *args) if len(args) > 1 else args[0]

    def _listed_cases(self, node: s.Call) -> Expr:
        """Read `cases(value, condition, …, otherwise)`."""
        even = len(node.args) - len(node.args) % 2
        args = [
            self.truth(arg) if k % 2 and k < even else self(arg) for k, arg in enumerate(node.args)
        ]
        return make("cases", *args)

    def truth(self, node: s.Node) -> Expr:
        """Read a condition: relations, joined by and, or, not."""
        if isinstance(node, s.Logic):
            parts = [self.truth(arg) for arg in node.args]
            return reduce(lambda a, b: make(node.op, a, b), parts) if parts[1:] else (
                make("not", parts[0]) if node.op == "not" else parts[0]
            )  # fmt: skip
        if not isinstance(node, s.Chain) or any(r not in _RELATIONS for r in node.relations):
            raise Meaningless("this is no condition: write one such as `n < 4`", node.span)
        sides = list(map(self, node.members))
        links = zip(node.relations, sides, sides[1:], strict=False)
        held = [make(_RELATIONS[relation], a, b) for relation, a, b in links]
        return reduce(lambda a, b: make("and", a, b), held)


def _sizes(node: s.Node) -> list[s.Node]:
    """List the sizes in `m × n`, or the parts of `(m, n)`."""
    if isinstance(node, s.Items):
        return list(node.items)
    if isinstance(node, s.Binary) and node.op == "times":
        return [*_sizes(node.left), *_sizes(node.right)]
    return [node]


def as_extent(node: s.Node) -> s.Node:
    """Read `n × n × c` as a size, where a size is asked."""
    parts = _sizes(node)
    if len(parts) == 1:
        return node
    return s.Call(s.Symbol("extent"), tuple(parts), span=node.span)


def _in_a_row(op: str, node: s.Node) -> list[tuple[str, s.Node]]:
    """List the factors of a product, each with the operator before it."""
    if isinstance(node, s.Binary) and node.op in PRODUCTS:
        return [*_in_a_row(op, node.left), *_in_a_row(node.op, node.right)]
    return [(op, node)]


def _is_square(expr: Expr) -> bool:
    return len(expr.shape) == 2 and expr.shape[0] == expr.shape[1]


def _indicator(relation: str, place: Expr) -> Expr:
    return make("cases", number(1), make(relation, place, number(0)), number(0))


def spelled(node: s.Node) -> str:
    """Write a name as a message quotes it."""
    if not isinstance(node, s.Symbol):
        return "this"
    below = f"_{node.below}" if node.below else ""
    above = f"^{node.above}" if node.above else ""
    return f"{node.base}{below}{above}{chr(39) * node.primes}"


_RULES: dict[type[s.Node], Any] = {
    s.Symbol: Elaborator.symbol,
    s.Derivative: Elaborator.derivative,
    s.Number: Elaborator.number,
    s.Rows: Elaborator.rows,
    s.Items: Elaborator.items,
    s.Unary: Elaborator.unary,
    s.Binary: Elaborator.binary,
    s.Call: Elaborator.call,
    s.Index: Elaborator.index,
    s.Over: Elaborator.over,
    s.Norm: Elaborator.norm,
    s.Rounding: Elaborator.rounding,
    s.Cases: Elaborator.cases,
    s.Chain: Elaborator.truth,
    s.Logic: Elaborator.truth,
}
