"""From syntax to expressions: the rules by kind of node, the names in sight, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from solver.algebra.expr import Expr, name
from solver.errors import FormulaError
from solver.marking import syntax as s
from solver.marking.limited import in_time
from solver.marking.meaning.calls import called, derived
from solver.marking.meaning.products import multiplied
from solver.marking.meaning.vocabulary import Vocabulary

MOST = 1500  # nodes of an expression that is evaluated
PRIMES = 4  # of a function: each makes it longer


class Meaningless(s.Unreadable):
    """A text that can be read, but says nothing here: an unknown name, or shapes that do not fit.

    `misfit` tells that all names are known; `final` that no other way of reading it is left.
    """

    def __init__(
        self, message: str, span: s.Span, hint: str = "", misfit: bool = False, final: bool = False
    ) -> None:
        super().__init__(message, span, hint)
        self.misfit, self.final = misfit, final


@dataclass(frozen=True)
class Elaborator:
    """Turns syntax into expressions over the names of a vocabulary.

    `bound` are names that a sum binds. `remarks` gather licences that were taken. A star between
    matrices of one shape is taken entry by entry, or if it is `starred` for their product.
    """

    vocabulary: Vocabulary
    bound: Mapping[str, Expr] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    starred: bool = False

    def __call__(self, node: s.Node) -> Expr:
        """Give the expression; Meaningless says what is wrong, and where."""
        in_time()
        rule = _RULES.get(type(node))
        if rule is None:
            raise Meaningless("this says nothing that can be computed", node.span)
        try:
            found = rule(self, node)
        except FormulaError as error:
            raise Meaningless(str(error), node.span, misfit=True) from None
        if found.weight > MOST:
            raise Meaningless("this is too long to be computed", node.span)
        return found

    def binding(self, index: str) -> Elaborator:
        """Know one more name, inside a sum."""
        return replace(self, bound={**self.bound, index: name(index)})

    def multiplied(self, op: str, left: Expr, right: Expr) -> Expr:
        """Multiply as written; FormulaError where that is not possible."""
        return multiplied(op, left, right, self.remarks, self.starred)

    def called(self, function: s.Symbol, args: tuple[Expr, ...], node: s.Node) -> Expr:
        """Call a function, or as many derivatives of it as it has primes."""
        found = called(function, args, self.vocabulary.functions)
        if found is None:
            raise Meaningless(f"`{spelled(function)}` is no function that is known", node.span)
        if function.primes > PRIMES:
            raise Meaningless(f"at most {PRIMES} primes are read", node.span)
        for _ in range(function.primes):
            found = derived(found)
        return found


_RULES: dict[type[s.Node], Callable[[Elaborator, Any], Expr]] = {}
_Kind = TypeVar("_Kind", bound=s.Node)
_Rule = Callable[[Elaborator, _Kind], Expr]


def means(kind: type[_Kind]) -> Callable[[_Rule[_Kind]], _Rule[_Kind]]:
    """Declare what a kind of node means."""

    def declared(rule: _Rule[_Kind]) -> _Rule[_Kind]:
        _RULES[kind] = rule
        return rule

    return declared


def spelled(node: s.Node) -> str:
    """Write a name as a message quotes it."""
    if not isinstance(node, s.Symbol):
        return "this"
    below = f"_{node.below}" if node.below else ""
    above = f"^{node.above}" if node.above else ""
    return f"{node.base}{below}{above}{chr(39) * node.primes}"
