"""Formulas over truth tables, and the same by other means: brute force and linear programming."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import torch
from scipy.optimize import linprog

from solver.algebra.expr import Expr, make, number
from solver.algebra.gates.domain import Domain
from solver.algebra.gates.networks import Net
from solver.algebra.ops.threshold import threshold
from solver.algebra.ops.truth import logic, truth_rows

Shapes = tuple[tuple[int, ...], ...]
Parts = tuple[Shapes, Callable[..., Expr], Callable[..., torch.Tensor]]
Z, T, W = (3, 3), (3, 1), (3, 1)  # rows with their leading column, wanted outputs, weights
SET = tuple(Fraction(value) for value in range(-2, 3))
UNIT = Net(((0, 1),), Fraction(-1), Domain(SET, SET))
ATTRS: dict[str, Any] = {"net": UNIT, "known": (False,), "smooth": False}


def led(rows: torch.Tensor) -> torch.Tensor:
    """Put a 1 in front of each row, in place of what is there."""
    return torch.cat([torch.ones_like(rows[:, :1]), rows[:, 1:]], 1)


def is_separable(rows: torch.Tensor, wanted: torch.Tensor) -> bool:
    signed = rows * torch.where(wanted > 0, 1.0, -1.0)
    found = linprog([0] * rows.shape[1], -signed.numpy(), [-1] * len(rows), bounds=(None, None))
    return bool(found.success)


def solutions(rows: torch.Tensor, wanted: torch.Tensor) -> list[tuple[int, ...]]:
    """List the weights from the set that put every row on its side of 0."""
    sides = torch.where(wanted > 0, 1.0, -1.0)[:, 0]
    found = []
    for weights in product(range(-2, 3), repeat=rows.shape[1]):
        sums = led(rows) @ torch.tensor(weights, dtype=rows.dtype)
        if bool((sums * sides > 0).all()):
            found.append(weights)
    return found


def searched(rows: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    return torch.tensor(float(len(solutions(rows, wanted))), dtype=rows.dtype)


def smallest(rows: torch.Tensor) -> torch.Tensor:
    """Find the weights with the least sum of absolute values; a tie goes to the larger first."""
    sums = led(rows) @ torch.tensor([[1.0], [2.0], [-1.0]], dtype=rows.dtype)
    found = solutions(rows, torch.where(sums >= 0, 1.0, -1.0))
    best = min(found, key=lambda w: (sum(map(abs, w)), [-entry for entry in w]))
    return torch.tensor(best, dtype=rows.dtype)[:, None]


def smallest_expr(rows: Expr) -> Expr:
    """Search for weights with which the rows come out as with 1, 2 and −1."""
    first = make("fill", number(1), shape=(3, 1))
    led_rows = make("concat", first, make("block", rows, axis=1, start=1, stop=3), axis=1)
    known = make("stack", number(1), number(2), number(-1), columns=1)
    wanted = threshold(led_rows @ known, Fraction(0), Fraction(-1), True)
    return make("unit_weights", led_rows, wanted, unit=0, **ATTRS)


def fewest(rows: Expr) -> Expr:
    """Count the hidden units for XOR without skip connections, two."""
    table = truth_rows(("p", "q"), Fraction(0))
    return rows * make("fewest_hidden", table, logic("xor", table, Fraction(0)), skip=False)


def functions(rows: torch.Tensor) -> torch.Tensor:
    columns = (torch.tensor(c).reshape(-1, 1) for c in product((-1.0, 1.0), repeat=len(rows)))
    count = sum(is_separable(rows, column) for column in columns)
    return torch.tensor(float(count), dtype=rows.dtype)


def biases(rows: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    rest = -(rows[:, 1:] @ weights[1:])[:, 0]
    true = rows[:, 1] > torch.median(rows[:, 1])
    return torch.stack([rest[true].max(), rest[~true].min()])[:, None]


def above_median(rows: Expr) -> Expr:
    """Mark the rows whose first input is the largest: both truth values occur."""
    column = make("block", rows, axis=1, start=1, stop=2)
    return make("argmax_mask", column, axis=None)


KERNELS: dict[str, Parts] = {
    "threshold": (((2, 3),), lambda a: threshold(a, Fraction(0), Fraction(-1), True),
                  lambda a: torch.where(a >= 0, 1.0, -1.0).to(a.dtype)),
    "threshold at 1/2": (((2, 3),), lambda a: threshold(a, Fraction(1, 2), Fraction(0), False),
                         lambda a: torch.where(a > 0.5, 1.0, 0.0).to(a.dtype)),
    "threshold met": (((2, 3),), lambda a: threshold(a - a, Fraction(0), Fraction(-1), True),
                      torch.ones_like),
    "truth rows": (((3, 1),), lambda a: truth_rows(("p", "q"), Fraction(-1)) @ a,
                   lambda a: torch.tensor([[1, p, q] for p in (-1, 1) for q in (-1, 1)],
                                          dtype=a.dtype) @ a),
    "logic": ((Z,), lambda a: logic("xor", a, Fraction(-1)),
              lambda a: -torch.sign(a[:, 1:2]) * torch.sign(a[:, 2:])),
    "conflict": ((Z, T), lambda a, b: make("sum", make("conflict", a, b), axis=None),
                 lambda a, b: torch.tensor(0.0 if is_separable(a, b) else 1.0, dtype=a.dtype)),
    "solution count": ((Z, T), lambda a, b: make("solution_count", a, b, **ATTRS), searched),
    "threshold functions": ((Z,), lambda a: make("threshold_functions", a), functions),
    "unit weights": ((Z,), smallest_expr, smallest),
    "fewest hidden": ((Z,), fewest, lambda a: 2 * a),
    "bias range": ((Z, W), lambda a, b: make("bias_range", a, above_median(a), b), biases),
}  # fmt: skip
