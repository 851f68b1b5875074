"""Formulas that learn sample by sample, with eigenvalues and verdicts, and the same in Torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from solver.algebra.expr import Expr, make, number
from solver.algebra.shapes import Shape, combine
from tests.algebra import builders as build

Parts = tuple[tuple[tuple[int, ...], ...], Callable[..., Expr], Callable[..., torch.Tensor]]
SMALL = number(build.Fraction(1, 16))


def lms(x: Expr, w: Expr, r: Expr) -> Expr:
    """Learn the row sums of the data, so that two names are enough."""
    targets = make("sum", x, axis=1) if x.shape[1:] != (1,) else x
    return make("lms", x, targets, w, r * SMALL, epochs=2)


def learned(x: torch.Tensor, w: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    """Update one sample after another."""
    seen = [w]
    for _ in range(2):
        for row in x:
            w = w + r / 16 * (row.sum() - row @ w) * row[:, None]
        seen.append(w)
    return torch.stack(seen)


def learned_at_rates(x: torch.Tensor, w: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    runs = [learned(x, w, rate)[..., 0] for rate in r]
    return torch.stack(runs, dim=-1)


def epoch(x: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    found = torch.eye(x.shape[1], dtype=x.dtype)
    for row in x:
        found = (torch.eye(x.shape[1], dtype=x.dtype) - r * torch.outer(row, row)) @ found
    return found


def radius(a: torch.Tensor) -> torch.Tensor:
    return torch.linalg.eigvals(a).abs().max()


def first_unstable(x: torch.Tensor) -> torch.Tensor:
    """Walk up in small steps until an epoch no longer shrinks, then halve the interval."""

    def shrinks(rate: float) -> bool:
        return float(radius(epoch(x, torch.tensor(rate, dtype=x.dtype)))) < 1

    low, step = 0.0, 5e-2 / float((x * x).sum(1).max())
    while shrinks(low + step):
        low += step
    high = low + step
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if shrinks(middle) else (low, middle)
    return torch.tensor(low, dtype=x.dtype)


def verdict(errors: torch.Tensor, least: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    """Judge one run by the stated rule."""
    last, before = float(errors[-1]), float(errors[-2])
    if factor > 1:
        return torch.tensor(3.0)
    if last <= 1.1 * least:
        return torch.tensor(0.0)
    return torch.tensor(2.0 if 0.99 * before <= last <= 1.01 * before else 1.0)


def verdicts(errors: torch.Tensor, least: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    runs = errors[:, 0, :].T
    return torch.stack([verdict(e, least, f) for e, f in zip(runs, factor, strict=True)])[None]


def within(a: torch.Tensor) -> torch.Tensor:
    beyond = [k for k, value in enumerate(a * 1e308) if not torch.isfinite(value)]
    return torch.tensor(float(min([*beyond, len(a)])))


KERNELS: dict[str, Parts] = {
    "lms": (((3, 2), (2, 1), ()), lms, learned),
    "lms of one weight": (((3, 1), (), ()), lms,
                          lambda x, w, r: learned(x, w[None, None], r)[:, 0, 0]),
    "lms at rates": (((3, 2), (2, 1), (4,)), lms, learned_at_rates),
    "epoch_map": (((3, 2), ()), lambda a, b: make("epoch_map", a, b), epoch),
    "epoch_map at rates": (((3, 2), (4,)), lambda a, b: make("epoch_map", a, b),
                           lambda x, r: torch.stack([epoch(x, rate) for rate in r])),
    "eigenvalues": (((3, 3),), lambda a: make("eigenvalues", a + a.T),
                    lambda a: torch.linalg.eigvalsh(a + a.T).flip(0)[:, None]),
    "eigenvalues of a number": (((),), lambda a: make("eigenvalues", a), lambda a: a),
    "spectral_radius": (((3, 3),), lambda a: make("spectral_radius", a), radius),
    "stable_rate": (((3, 2),), lambda a: make("stable_rate", a), first_unstable),
    "settled": (((4,), (), ()), lambda a, b, c: make("settled", a, b, c), verdict),
    "settled runs": (((3, 1, 4), (), (4,)), lambda a, b, c: make("settled", a, b, c), verdicts),
    "overflow": (((4,),), lambda a: make("overflow", a * number(10**308)), within),
}  # fmt: skip


# --- how they are written ------------------------------------------------------------------------
def _lms(p: Any, s: Shape) -> Expr:
    weights = s[1] if len(s) == 3 else 1
    start = p((weights, 1)) if weights != 1 else p()
    rate = p(s[2:]) if len(s) == 3 and s[2] != 1 else p()
    epochs = combine((1, s[0]), (-1, 1))
    return make("lms", p((3, weights)), p((3, 1)), start, rate, epochs=epochs)


def _epoch_map(p: Any, s: Shape) -> Expr:
    own = s[1:] if len(s) % 2 else s
    return make("epoch_map", p((2, own[0] if own else 1)), p(s[:1] if len(s) % 2 else ()))


def _square(p: Any) -> Expr:
    size = p.draw(build.dims)
    return p((size, size)) if size != 1 else p()


Fits = Callable[[Shape], bool]
_flat: Fits = lambda s: not s  # noqa: E731
MAKERS: dict[str, tuple[Fits, build.Maker]] = {
    "lms": (lambda s: len(s) in {1, 3} and isinstance(s[0], int) and s[0] > 1, _lms),
    "epoch_map": (lambda s: not s or len(s) == 1 or (len(s) == 2 and s[0] == s[1]), _epoch_map),
    "eigenvalues": (
        lambda s: not s or (len(s) == 2 and s[1] == 1),
        lambda p, s: make("eigenvalues", p((s[0], s[0])) if s else p()),
    ),
    "spectral_radius": (_flat, lambda p, s: make("spectral_radius", _square(p))),
    "stable_rate": (_flat, lambda p, s: make("stable_rate", p(p.draw(build.matrices)))),
    "settled": (_flat, lambda p, s: make("settled", p((3,)), p(), p())),
    "overflow": (_flat, lambda p, s: make("overflow", p((3,)))),
}
