"""What a backend is, and what kernels see of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from solver.algebra.expr import Expr
from solver.algebra.op import Op
from solver.algebra.shapes import Shape, bind
from solver.errors import MarkschemeError

if TYPE_CHECKING:
    from solver.backends.limits import Budget

PRECISION = 128  # bits a ball starts with
CAP = 8192  # and the most it gets

Functions = Mapping[str, Callable[[Any, Any], Any]]  # `unknown:f` to a function of (xp, value)


class EvaluationError(MarkschemeError):
    """A plan cannot be evaluated with the values it was given; `step` is where, if known."""

    exit_code = 2

    def __init__(self, message: str, step: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.step, self.hint = step, hint


class Incomputable(EvaluationError):
    """A value is missing: a size without a number, or a function left unknown."""


class NotDecided(EvaluationError):
    """No precision tells which way a comparison goes."""


class Backend(Protocol):
    """A number system: how values come in, and how a kernel is applied."""

    name: str
    xp: Any

    def session(self) -> AbstractContextManager[Any]:
        """Set the library up for one evaluation."""
        ...

    def array(self, value: Any) -> Any:
        """Take nested lists of numbers, or an array of any library, in."""
        ...

    def number(self, value: Fraction | int) -> Any:
        """Make a 0-d array."""
        ...

    def special(self, function: str, value: Any) -> Any:
        """Apply a function outside the Array API; KeyError if there is none of that name."""
        ...

    def apply(self, op: Op, ctx: Scope, node: Expr, values: list[Any]) -> Any:
        """Compute one node from the values of its arguments."""
        ...


class Scope:
    """The context of a kernel: the backend, the sizes, and the values of names in sight."""

    __slots__ = (
        "backend", "budget", "constant", "functions", "lenient", "names", "number", "sizes", "xp",
    )  # fmt: skip

    def __init__(
        self,
        backend: Backend,
        sizes: Mapping[str, int],
        names: Mapping[str, Any],
        functions: Functions,
        budget: Budget | None = None,
        lenient: bool = False,
    ) -> None:
        self.backend, self.sizes, self.names, self.functions = backend, sizes, names, functions
        self.budget, self.lenient = budget, lenient
        self.xp, self.number, self.constant = backend.xp, backend.number, backend.array

    def dims(self, shape: Shape) -> tuple[int, ...]:
        """Give the sizes of a shape their numbers; Incomputable names a size without one."""
        try:
            return bind(shape, self.sizes)
        except KeyError as missing:
            raise Incomputable(f"the size {missing.args[0]} is not known") from None

    def special(self, function: str, value: Any) -> Any:
        """Apply a function outside the Array API, or the interpretation of an unknown one."""
        if function in self.functions:
            return self.functions[function](self.xp, value)
        if function.startswith("unknown"):
            raise Incomputable(f"the function {function.partition(':')[2]} is left unknown")
        return self.backend.special(function, value)

    def run(self, expr: Expr, bound: Mapping[str, Any]) -> Any:
        """Evaluate a body with some names bound."""
        from solver.backends.program import run  # the two call each other

        names = {**self.names, **bound}
        return run(expr, self.naming(names))

    def naming(self, names: Mapping[str, Any]) -> Scope:
        """Give the same context with other values of names."""
        return Scope(
            self.backend, self.sizes, names, self.functions, self.budget, lenient=self.lenient
        )

    def times(self, count: int, bodies: Sequence[Expr]) -> range:
        """Count the repetitions of bodies; TooMuch if they would take too long."""
        if self.budget:
            self.budget.take(bodies, max(count, 0))
        return range(count)
