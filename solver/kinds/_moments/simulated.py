"""The simulation: draws from several distributions with the stated moments, and what they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from solver.algebra.expr import Expr, make, name, names_in, number, substitute, transform, value_of
from solver.algebra.op import OPS, Words
from solver.algebra.ops.draws import drawn
from solver.algebra.ops.moments import Random
from solver.algebra.shapes import Shape, bind, bind_dim, symbols_in
from solver.backends.sizes import symbols_of
from solver.errors import FormulaError
from solver.forms import Truth
from solver.kinds._moments.closed import closed, root
from solver.kinds._moments.derived import Quantity
from solver.kinds._moments.fields import Simulation
from solver.kinds._moments.forms import Estimates
from solver.plan import Step

AGREED = Truth("they agree", "they do not agree")
MOST_NUMBERS = 20_000  # in one array of draws
SAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Setting:
    """The numbers at which a quantity is drawn: literals in place of names, and sizes."""

    simulation: Simulation
    table: Mapping[str, Expr]
    sizes: Mapping[str, int]
    share: int = 1  # quantities that are drawn beside each other

    @property
    def told(self) -> Words:
        """Say at which numbers draws are made: n = 3, k = 2."""
        own = ((key, shape, value) for key, _, (shape, value) in self.simulation.at)
        pairs = [make("eq", name(key, shape), literal(shape, value)) for key, shape, value in own]
        return tuple(word for pair in pairs for word in (", ", pair))[1:]

    def at(self, e: Expr, more: Mapping[str, Expr] | None = None) -> Expr:
        """Put the numbers into a formula."""
        placed = substitute(e, {**self.table, **(more or {})})
        return transform(placed, self._sized)

    def _sized(self, node: Expr) -> Expr:
        return number(bind_dim(node.attr("size"), self.sizes)) if node.op == "dim" else node

    def samples(self, used: Iterable[Random]) -> int:
        """Count the draws: as many as are wanted, or as fit."""
        largest = max(prod(self.shape(one.ref.shape)) for one in used)
        wanted = self.simulation.samples
        if largest * max(wanted, 100) > MOST_NUMBERS:
            what = f"more than {MOST_NUMBERS} numbers would be drawn for one array"
            raise FormulaError(what, "simulate at smaller sizes, or draw fewer `samples`")
        return wanted or max(min(SAMPLES // self.share, MOST_NUMBERS // largest) // 100 * 100, 100)

    def shape(self, shape: Shape) -> tuple[int, ...]:
        """Give the sizes of a shape their numbers."""
        return bind(shape, self.sizes)


def needed(bodies: list[Expr], known: Mapping[str, Random]) -> list[str]:
    """List the names and sizes that draws of these formulas need numbers for."""
    parts = [*bodies, *(e for one in known.values() for e in (one.mean, one.variance))]
    names = {used for e in parts for used in names_in(e)} - set(known)
    sizes = {key for e in parts for key in symbols_of(e)}
    sizes |= {key for one in known.values() for key in symbols_in(one.ref.shape)}
    return sorted(names | sizes)


def simulated(
    one: Quantity,
    known: Mapping[str, Random],
    setting: Setting,
    derived: Mapping[str, Step],
    told: str,
) -> list[Step]:
    """Draw a quantity from every distribution, and compare with what was derived.

    The comparison is `told` with that result.
    """
    pair = [derived[f"{what}_{one.name}"] for what in ("mean", "var")]
    here = [_here(step, setting) for step in pair]
    found = [_draws(law, one, known, setting) for law in setting.simulation.laws]
    compared = Step(
        f"confirmed_{one.name}", make("agrees", *(step.ref for step in (*here, *found))),
        OPS["agrees"].says, "simulation", title=("what the simulation says of ", one.ref, ","),
        form=AGREED, confirms=(told,),
    )  # fmt: skip
    fresh = [step for step, own in zip(here, pair, strict=True) if step is not own]
    return [*fresh, *found, compared]


def _here(step: Step, setting: Setting) -> Step:
    """Give a derived moment at the numbers of the simulation."""
    formula = setting.at(step.formula)
    if formula == step.formula:
        return step
    title: Words = ("the same, at the numbers of the simulation,",)
    words: Words = ("put in the numbers of the simulation, ", *setting.told)
    return Step(f"{step.name}_here", formula, words, "simulation", title=title)


def _draws(law: str, one: Quantity, known: Mapping[str, Random], setting: Setting) -> Step:
    used = [known[key] for key in known if key in names_in(one.body)]
    count = setting.samples(used)
    sequences = [_sequence(law, k, r, count, setting) for k, r in enumerate(used)]
    refs = {r.name: name(r.name, setting.shape(r.ref.shape)) for r in used}
    body = setting.at(one.body, refs)
    sample = make("each", *sequences, body, inputs=tuple(refs))
    how: Words = ("draw ", one.ref, f" {count} times, every entry with its mean and variance, ")
    first = law == setting.simulation.laws[0]
    why = (*how, _LAWS[law]) if first else (f"then {_LAWS[law]}",)
    return Step(
        f"{law}_{one.name}", make("estimates", sample), why, role="simulation",
        title=("what draws of ", one.ref, " give,"), form=Estimates(),
        minor=True,
    )  # fmt: skip


_LAWS = {
    "signs": "as one of two values, both as likely",
    "uniform": "from a range, all of it as likely",
    "normal": "from a normal distribution",
}


def _sequence(law: str, k: int, one: Random, count: int, setting: Setting) -> Expr:
    """Draw all samples of a random array, moved and stretched to its mean and variance."""
    shape = (count, *setting.shape(one.ref.shape))
    ends = (-1, 1) if law == "uniform" else ()
    draw = drawn(law, shape, setting.simulation.seed + k, ends)
    variance = setting.at(one.variance)
    if law == "uniform":  # whose own variance is 1/3
        variance = make("mul", number(3), variance)
    return _moved(setting.at(one.mean), _deviation(variance), draw)


def _deviation(variance: Expr) -> Expr:
    found = closed(variance)
    return make("sqrt", found) if value_of(found) is None else root(found, lambda base: False)


def _moved(mean: Expr, deviation: Expr, draw: Expr) -> Expr:
    stretched = draw if value_of(deviation) == 1 else deviation * draw
    return stretched if value_of(mean) == 0 else mean + stretched


def literal(shape: Shape, value: Any) -> Expr:
    """Write a given number, or a matrix of them."""
    if not shape:
        return number(value)
    if len(shape) != 2:
        raise FormulaError("numbers for a simulation are single ones, vectors or matrices")
    return make("stack", *(number(x) for row in value for x in row), columns=len(value[0]))
