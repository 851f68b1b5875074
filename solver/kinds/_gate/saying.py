"""The reasons that the steps of a gate problem give."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from solver.algebra.expr import Expr, name
from solver.algebra.gates.domain import Domain
from solver.algebra.op import Law, Words
from solver.kinds._gate.design import Design, Unit


def sees(unit: Unit) -> Words:
    """Say what the rows are that a unit adds up."""
    feeds = [word for feed in unit.feeds for word in (", ", name(feed))]
    return ("what ", name(unit.name), " sees in each row: a 1 for the bias, then ", *feeds[1:])


def architecture(skips: bool) -> str:
    """Say which networks are compared, and which is the smallest."""
    sees = (
        "and the output sees the inputs, too"
        if skips
        else "and a unit sees the layer below it only"
    )
    return (
        f"Units may stand in layers, {sees}. The smallest network is the one with the fewest "
        "layers and, among those, with the fewest units."
    )


def fires(zero: bool, low: Fraction) -> str:
    """Say when a threshold unit says true."""
    reached = "at least" if zero else "more than"
    return f"Its output is 1 where the sum is {reached} 0, and {shown(low)} elsewhere."


def gives(design: Design, total: Expr) -> Words:
    """Say when an output is true."""
    least = "at least" if design.zero or design.smooth else "more than"
    at = "1/2" if design.smooth else "0"
    return ("1 where ", total, f" is {least} {at}, {shown(design.low)} elsewhere")


def shown(value: Fraction) -> str:
    """Write a number in a sentence."""
    return str(value).replace("-", "−")


def called(word: str) -> str:
    """Write the name of a logic function as people do."""
    return word.upper() if len(word) <= 4 and word != "true" else word


def listed(words: Sequence[str]) -> str:
    """List words with `and` before the last."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def allowed(domain: Domain) -> str:
    """Say which weights are allowed."""
    if domain.values is None:
        bias = ", the bias a multiple of 1/2" if domain.halves else ""
        return f"whole numbers{bias}"
    weights = _set(domain.values)
    if domain.bias == domain.values or domain.bias is None:
        return f"from {weights}"
    return f"from {weights}, the bias from {_set(domain.bias)}"


def _set(values: Sequence[Fraction]) -> str:
    if len(values) > 7:
        return f"{{{shown(values[0])}, {shown(values[1])}, …, {shown(values[-1])}}}"
    return "{" + ", ".join(map(shown, values)) + "}"


def apart(domain: Domain) -> str:
    """Say how far sums must be from 0."""
    if domain.margin is None:
        return "no sum is 0"
    if domain.margin == 0:
        return f"a sum of 0 counts as {'true' if domain.zero else 'false'}"
    return f"no sum is nearer to 0 than {shown(domain.margin)}"


def smallest(domain: Domain, several: bool) -> Words:
    """Say which of several solutions is printed."""
    whose = "of all units " if several else ""
    first = f"weights {allowed(domain)} such that every output is right and {apart(domain)}"
    least = f"of these, those whose absolute values {whose}have the least sum"
    return (f"{first}; {least}; a tie goes to the larger bias, then to the larger first weight",)


def sharpened(domain: Domain) -> Words:
    """Say which weights of sigmoid units are printed."""
    first = f"the smallest network of threshold units: weights {allowed(domain)}, {apart(domain)}, "
    least = "the least sum of absolute values; then the hidden weights times the least whole number"
    return (first, least, " with which the sigmoid outputs are right, too")


def counted(domain: Domain) -> Words:
    """Say what is counted as a solution."""
    if domain.is_finite:
        return (f"all weights {allowed(domain)} are tried; {apart(domain)}",)
    return (SAME_SIZE,)


SAME_SIZE = "counted are those with the same least sum of absolute values; of all there is no end"
LEADS: Words = ("every combination of inputs is a row; the 1 in front is what the bias multiplies",)
SUMS_UP: Words = ("the bias, plus each input times its weight",)
PASSES: Words = (
    "the sigmoid of the sum: ",
    Law("σ(u) = 1/(1 + exp(−u))", r"\sigma(u) = 1/(1 + \exp(-u))"),
    " rises from 0 to 1 and is 1/2 at 0",
)
CONFLICT: Words = (
    "each row asks for a sum on one side of 0; with these multipliers, found by linear ",
    "programming in exact fractions, what the rows ask for adds up to a contradiction",
)
BALANCE: Words = (
    "the rows, each with the sign that its sum is to have, times their multipliers, added up: ",
    "nothing is left of a sum that was to be positive",
)
BOUNDED: Words = (
    "with the weights as they are, each row bounds the bias: ",
    "from below where the output is to be true, from above where it is to be false",
)
FEWEST: Words = (
    "every set of threshold functions of the inputs is tried as the hidden layer, the smaller ",
    "sets first, below one unit that sees ",
)
MONOTONE: Words = (
    "a single hidden sigmoid unit rises or falls with its own sum, so the output would be true on ",
    "one side of one threshold of that sum: a single unit does as much, and is not enough; ",
    "two are, as is seen below",
)
