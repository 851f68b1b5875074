"""What a gate problem says, read and checked: the units, what feeds them, what is sought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.algebra.gates.domain import Domain
from solver.algebra.symbols import symbol_latex
from solver.errors import Complaint, FormulaError, Mark
from solver.modelling.givens import Complaints
from solver.spec.model import Spec
from solver.text.source import checked

TAKEN = frozenset("X t name errors count conflict balance separable bias".split())
MOST_SOUGHT, MOST_HIDDEN_INPUTS = 4, 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by name, and the names of the inputs and units that feed it."""

    name: str
    feeds: tuple[str, ...]
    mark: Mark

    def own(self, letter: str) -> str:
        """Name what belongs to the unit: `w1`, `s1` of `y1`, `w_h` of `h`."""
        return letter + self.name[1:] if self.name.startswith("y") else f"{letter}_{self.name}"


@dataclass(frozen=True, slots=True)
class Design:
    """The units of a problem in order, the values they work with, and what is sought of them.

    `low` is the value for false, `wanted` the logic function by name. `find` is what is sought,
    '' for nothing; `domain` the weights that are allowed; `sums` those that settle weights.
    """

    inputs: tuple[str, ...]
    units: tuple[Unit, ...]
    low: Fraction
    smooth: bool
    zero: bool
    wanted: str
    find: str
    skip: bool
    domain: Domain
    marks: Mapping[str, Mark]
    sums: frozenset[str] = frozenset()

    @property
    def output(self) -> Unit:
        return self.units[-1]

    @property
    def hidden_low(self) -> Fraction:
        """Give what a hidden unit passes on for false."""
        return Fraction(0) if self.smooth else self.low


def design_of(spec: Spec, complaints: Complaints) -> Design:
    """Read the keys of a gate problem; what is wrong goes to the complaints."""
    own = spec.own
    inputs, mark = own.get("inputs", ((), spec.mark))
    marks = {
        key: value[1] for key, value in own.items() if isinstance(value, tuple) and key != "units"
    }
    units = _units(own.get("units", ()), inputs, mark, complaints)
    marks["units"] = units[0].mark
    low = Fraction(-1) if own.get("values") == "bipolar" else Fraction(0)
    smooth = _plain(own, "unit", "threshold") == "sigmoid"
    domain = _domain(own, len(inputs), complaints)
    found = Design(
        inputs, units, low, smooth, _plain(own, "zero", True), _plain(own, "function", ""),
        _plain(own, "find", ""), _plain(own, "hidden", "layered") == "skip", domain, marks,
        frozenset(name for name, _, _ in _plain(own, "where", ())),
    )  # fmt: skip
    for key, message, hint in _misfits(found, spec):
        complaints.append(Complaint(marks.get(key, mark), message, hint))
    for name, place in (*((key, mark) for key in inputs), *((u.name, u.mark) for u in units)):
        _check_printed(name, place, spec, complaints)
    return found


def _check_printed(name: str, mark: Mark, spec: Spec, complaints: Complaints) -> None:
    """Complain about a name that cannot stand in mathematics, as Boolean formulas have it."""
    try:
        checked(symbol_latex(name, spec.symbols), 0)
    except FormulaError:
        hint = "choose another, or say under `symbols:` how it is printed"
        complaints.append(Complaint(mark, f"no font has all letters of the name `{name}`", hint))


def _plain(own: Mapping[str, Any], key: str, usual: Any) -> Any:
    """Give the value of a key without its place."""
    return own[key][0] if key in own else usual


# --- units ---------------------------------------------------------------------------------------
def _units(
    written: Any, inputs: tuple[str, ...], mark: Mark, complaints: Complaints
) -> tuple[Unit, ...]:
    known = list(inputs)
    found = []
    for name, place, feeds in written:
        for feed, where in feeds:
            if feed not in known:
                hint = f"known here: {', '.join(known)}"
                complaints.append(Complaint(where, f"nothing called `{feed}` feeds a unit", hint))
        if name in known or name in TAKEN:
            what = "an input" if name in inputs else "a step of every problem"
            complaints.append(Complaint(place, f"`{name}` is {what} already", "rename the unit"))
        names = tuple(dict.fromkeys(feed for feed, _ in feeds))
        if not names or len(names) < len(feeds):
            problem = "is fed by nothing" if not feeds else "is fed by the same thing twice"
            complaints.append(Complaint(place, f"the unit `{name}` {problem}"))
        known.append(name)
        found.append(Unit(name, names, place))
    return tuple(found) or (Unit("y", inputs, mark),)


# --- what may be sought --------------------------------------------------------------------------
_SEARCHING = ("weights", "bias", "margin")


def _misfits(design: Design, spec: Spec) -> Iterator[tuple[str, str, str]]:
    """Find what does not go together: the key it is about, what is wrong, and a hint."""
    own, count = spec.own, len(design.inputs)
    wanted = [key for key in ("function", "table") if key in own]
    if len(wanted) > 1:
        yield "table", "the wanted outputs are said twice", "give `function:` or `table:`"
    if design.smooth and "zero" in own:
        yield "zero", "a sigmoid gives 1/2 at 0, which counts as true", "leave `zero` out"
    if "where" in own and design.find != "weights":
        yield "where", "these sums settle weights, and none are sought", "add `find: weights`"
    if design.find and not wanted and "where" not in own:
        yield "find", "it is not said what the weights are to do", "add `function:` or `table:`"
    unused = [key for key in _SEARCHING if key in own and (not design.find or "where" in own)]
    for key in unused:
        yield key, f"`{key}` says nothing here: no weights are searched for", "add `find: weights`"
    yield from _too_much(design, spec, count)


def _too_much(design: Design, spec: Spec, count: int) -> Iterator[tuple[str, str, str]]:
    if design.find == "weights" and "where" not in spec.own and count > MOST_SOUGHT:
        what = f"weights are searched for with at most {MOST_SOUGHT} inputs, not {count}"
        yield "find", what, ""
    if design.find != "network":
        if "hidden" in spec.own:
            yield "hidden", "`hidden` is about the smallest network", "add `find: network`"
        return
    if count > MOST_HIDDEN_INPUTS:
        hint = "with more there are too many threshold functions to try them all"
        yield "find", f"the smallest network has at most {MOST_HIDDEN_INPUTS} inputs here", hint
    for key in ("units", "weights"):
        if key in spec.own:
            hint = "its weights are whole numbers, and its units are found"
            yield key, f"`{key}` cannot be said of the smallest network", hint


# --- which weights are allowed -------------------------------------------------------------------
def _domain(own: Mapping[str, Any], inputs: int, complaints: Complaints) -> Domain:
    values, bias = _plain(own, "weights", "integers"), _plain(own, "bias", "")
    margin = _plain(own, "margin", None)
    zero = _plain(own, "zero", True)
    if values == "integers":
        if isinstance(bias, tuple):
            hint = "give `weights:` as a list, too"
            complaints.append(
                Complaint(own["bias"][1], "a set of biases needs one of weights", hint)
            )
        if margin and margin > 4:
            hint = "all weights can be multiplied by a number instead"
            complaints.append(Complaint(own["margin"][1], "a margin is at most 4", hint))
        return Domain(None, None, bias == "halves", margin, zero)
    return Domain(tuple(sorted(values)), _biases(bias or values, values, inputs, margin), False,
                  margin, zero)  # fmt: skip


def _biases(
    bias: Any, values: tuple[Fraction, ...], inputs: int, margin: Fraction | None
) -> tuple[Fraction, ...]:
    """List the biases; of whole numbers and halves, those that the weights can outweigh."""
    if isinstance(bias, tuple):
        return tuple(sorted(bias))
    step = Fraction(1, 2) if bias == "halves" else Fraction(1)
    most = max(map(abs, values)) * inputs + (margin or 0) + 1
    return tuple(k * step for k in range(-int(most / step), int(most / step) + 1))
