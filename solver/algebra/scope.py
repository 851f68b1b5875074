"""What a formula may refer to: names with their shapes, sizes, functions and derivatives."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from solver.algebra.expr import Expr
from solver.algebra.op import OPS
from solver.errors import FormulaError, UndefinedFunction, UndefinedName

COMPARED, LISTED = 500, 24  # words that a hint looks at, and that it lists


@dataclass(frozen=True, slots=True)
class Function:
    """An author's function of one variable; `body` is None for one left unknown."""

    parameter: str
    body: Expr | None


def _no_derivative(top: str, bottom: str) -> Expr:
    raise FormulaError(f"d{top}/d{bottom} is not defined here")


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a formula is read against.

    `names` maps a name to the expression it stands for. `calls` build what a call of a function
    stands for, where a kind of problem has functions of its own. `extra` are names that only occur
    in derivatives (a loss that is not written out). `derivative(A, B)` gives the expression that
    `dA/dB` stands for, or raises FormulaError.
    """

    names: Mapping[str, Expr]
    functions: Mapping[str, Function] = field(default_factory=dict)
    derivative: Callable[[str, str], Expr] = _no_derivative
    extra: frozenset[str] = frozenset()
    calls: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)

    def with_names(self, more: Mapping[str, Expr]) -> Scope:
        """Bind more names, as in the body of a sum."""
        return replace(self, names={**self.names, **more})

    def declares(self, wanted: str) -> bool:
        """Tell whether a name is known, perhaps in derivatives only."""
        return wanted in self.names or wanted in self.extra

    def look_up(self, wanted: str) -> Expr:
        """Give the expression behind a name; UndefinedName suggests the nearest known one."""
        if wanted not in self.names:
            message = f"`{wanted}` is not defined"
            raise UndefinedName(wanted, message, partial(_nearest, wanted, self.names))
        return self.names[wanted]


def _nearest(wanted: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(wanted, _similar(wanted, list(known)), n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known here: {listed(sorted(known))}" if known else "nothing is defined yet"


def _similar(wanted: str, known: list[str]) -> list[str]:
    """Of very many words, choose some that are likely to be similar."""
    if len(known) <= COMPARED:
        return known
    return [word for word in known if word[:1] == wanted[:1]][:COMPARED]


def listed(words: list[str]) -> str:
    """List words, of very many only the first."""
    return ", ".join(words[:LISTED]) + (", …" if len(words) > LISTED else "")


def callable_names(scope: Scope) -> list[str]:
    """List the functions a formula may call."""
    built_in = (op for op, entry in OPS.items() if entry.call)
    return sorted([*built_in, *scope.functions, *scope.calls])


def unknown_function(scope: Scope, wanted: str) -> UndefinedFunction:
    """Complain about a call of something that is no function."""

    def hint() -> str:
        close = difflib.get_close_matches(wanted, callable_names(scope), n=1, cutoff=0.6)
        return f"did you mean `{close[0]}`?" if close else "declare it under `functions:`"

    return UndefinedFunction(wanted, f"`{wanted}` is not a function", hint)
