"""Small problems that are worked out in NumPy, right or with one thing done wrong, and marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from solver.marking.handed import Answer, Handed
from solver.marking.marking import marked
from solver.marking.verdicts import Verdict
from tests.marking.rooms import problem

UNITS = """\
id: units
kind: network
given:
  x1: [1, 2, -1]
  t: [1, 2]
  W1: [[0, 1, 1], [-2, 2, -1], [-1, -2, 1]]
  b1: [1, 2, 1]
  W2: [[0, 2, 1], [1, 1, 3]]
  b2: [1, -3]
forward: {z: W1 @ x1 + b1, x2: relu(z), x3: W2 @ x2 + b2, L: sum((t - x3)**2) / 2}
ask: [z, x2, x3, L, dL/dW2, dL/dx2, dL/dW1, dL/db1]
vary: {x1: {integers: [-3, 3]}}
"""
MOMENTUM = """\
id: heavy
kind: descent
given: {eta: 0.1, beta: 0.5, s: 3}
minimise: {f: x**2 / 2}
start: {x: s}
steps: 3
methods: {M: {update: [v = beta*v + (1 - beta)*g, x = x - eta*v], start: {v: 1}}}
ask: [x_M]
"""
CHAIN = """\
id: chain
kind: formulas
given: {u: 7, p: 3}
steps: {r: u / p, q: 100 * r - 233, w: q * u}
ask: [r, q, w]
"""
SQUARE = """\
id: square
kind: formulas
given: {A: [[1, 2], [3, 5]], B: [[2, 7], [1, 8]], v: [3, 1]}
steps: {P: A @ B, y: P @ v, n: sum(y)}
ask: [P, y, n]
"""
MAP = """\
id: map
kind: formulas
given:
  X: [[1, 2, 0], [0, 1, 3], [2, 1, 1]]
  K: [[1, 0, 2], [1, 1, 0], [0, 1, -1]]
steps: {Xhat: "pad_zero(X, 1, 1, 1, 1)", Y: "correlate2d(Xhat, K)", Z: 2 * Y, s: sum(Z)}
ask: [Y, Z, s]
"""
GATE = """\
id: madaline
kind: gate
inputs: [x1, x2]
values: bipolar
units: {y1: [x1, x2], y2: [x1, x2], y: [y1, y2]}
function: xor
find: weights
weights: [-1, -0.5, 0, 0.5, 1]
given: {w1: [0.5, -1, 1], w2: [0.5, 1, -1]}
ask: [w, s]
"""
X, T = np.array([[1.0], [2], [-1]]), np.array([[1.0], [2]])
W1 = np.array([[0.0, 1, 1], [-2, 2, -1], [-1, -2, 1]])
W2 = np.array([[0.0, 2, 1], [1, 1, 3]])
B1, B2 = np.array([[1.0], [2], [1]]), np.array([[1.0], [-3]])


def texts(answers: Mapping[str, Any]) -> Handed:
    def text(value: Any) -> str:
        return value if isinstance(value, str) else str(np.asarray(value).tolist())

    return Handed(answers={name: Answer(text(value)) for name, value in answers.items()})


def mark(text: str, **answers: Any) -> dict[str, Verdict]:
    """Mark answers; `dL_dW1` names the step `dL/dW1`."""
    named = {name.replace("dL_", "dL/"): value for name, value in answers.items()}
    return {v.step: v for v in marked(problem(text), [texts(named)])[0].verdicts}


def outcomes(found: Mapping[str, Verdict]) -> dict[str, str]:
    return {step: str(verdict.outcome) for step, verdict in found.items()}


def network(
    z: Any = None, up: Any = None, mask: bool = True, inputs: bool = False, x: Any = X
) -> dict[str, Any]:
    """Work the network out, from a wrong z if one is given, or with one thing done wrong."""
    z = W1 @ x + B1 if z is None else z
    x2 = np.maximum(z, 0)
    x3 = W2 @ x2 + B2
    up = x3 - T if up is None else up
    back = W2.T @ up
    down = back * (z > 0) if mask else back
    return {
        "z": z, "x2": x2, "x3": x3, "L": ((T - x3) ** 2).sum() / 2,
        "dL/dW2": up @ (z if inputs else x2).T, "dL/dx2": back,
        "dL/dW1": down @ x.T, "dL/db1": down,
    }  # fmt: skip
