"""The shape rule solved for one number in closed form: the least and the greatest that fit."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, number, value_of
from solver.algebra.op import Law, Words
from solver.algebra.ops.rounding import ceil, floor
from solver.kinds._cnn_table.flow import ONE
from solver.kinds._cnn_table.rule import Rule
from solver.plan import Step

TWO = number(2)
FITS = Law("S(n′ − 1) ≤ n − K + 2P < S n′", r"S(n' - 1) \le n - K + 2P < S n'")


def bounds(rule: Rule, key: str) -> Iterator[Step]:
    """Give the least and the greatest number for which the rule holds, in closed form."""
    if rule.known["input"] == rule.output and key == "input":
        return  # every input, or none, for one kernel, padding and stride
    least, most = _solved(rule, key)
    letter = rule.known[key]
    why: Words = ("the floor of the rule means ", FITS, ", solved for ", letter)
    yield Step(f"{key}_least", least, why, title=(f"the least {key}, ",))
    if most is not None:
        yield Step(f"{key}_most", most, why, title=(f"the greatest {key}, ",))


def _solved(rule: Rule, key: str) -> tuple[Expr, Expr | None]:
    k, out = rule.known, rule.output
    n, padding, stride = k["input"], k["padding"], k["stride"]
    low, high = _times(stride, _less(out)), _times(stride, out) - ONE  # of n − K + 2P
    if key == "padding":
        free = rule.window().spread(0)
        return ceil((low - n + free) / TWO), floor((high - n + free) / TWO)
    if key == "input":
        rest = _minus(rule.window().spread(0), padding)
        return low + rest, high + rest
    if key == "kernel":
        padded = n if value_of(padding) == 0 else n + TWO * padding
        if value_of(rule.dilation) == 1:
            return padded - high, padded - low
        inner = padded - ONE
        return (
            ceil((inner - high) / rule.dilation) + ONE,
            floor((inner - low) / rule.dilation) + ONE,
        )
    room = rule.window().room(n, 0)
    most = None if rule.is_single else floor(room / _less(out))
    return floor(room / out) + ONE, most


def _less(out: Expr) -> Expr:
    known = value_of(out)
    return out - ONE if known is None else number(known - 1)


def _times(stride: Expr, other: Expr) -> Expr:
    return other if value_of(stride) == 1 else stride * other


def _minus(spread: Expr, padding: Expr) -> Expr:
    return spread if value_of(padding) == 0 else spread - TWO * padding
