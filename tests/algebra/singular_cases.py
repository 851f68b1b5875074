"""Formulas over singular values, few bits, brackets and the least of a list, beside Torch's own."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import torch

from solver.algebra.expr import Expr, make, number
from solver.algebra.ops.minifloat import minifloat
from solver.algebra.shapes import is_vector
from tests.algebra.builders import M, N, chosen

Parts = tuple[tuple[tuple[int, ...], ...], Callable[..., Expr], Callable[..., torch.Tensor]]


def few_bits(a: torch.Tensor) -> Any:
    """Let Torch convert to its own fp8, which saturates nothing here."""
    return a.to(torch.float8_e4m3fn).to(a.dtype)


def polar(a: torch.Tensor) -> Any:
    return a @ torch.linalg.pinv(root(a.mT @ a))


def root(a: torch.Tensor) -> Any:
    values, vectors = torch.linalg.eigh(a)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.mT


def leading(a: torch.Tensor) -> Any:
    u, _, v = torch.svd(a)
    return u[:, :1] @ v[:, :1].mT


def spectral(a: torch.Tensor) -> Any:
    return torch.linalg.matrix_norm(a.reshape(a.shape or (1, 1)), ord=2)


WIDE, TALL = (2, 3), (3, 2)
KERNELS: dict[str, Parts] = {
    "spectral_norm": ((TALL,), lambda a: make("spectral_norm", a), spectral),
    "spectral_norm wide": ((WIDE,), lambda a: make("spectral_norm", a), spectral),
    "spectral_norm scalar": (((),), lambda a: make("spectral_norm", a), torch.abs),
    "polar": ((TALL,), lambda a: make("polar", a), polar),
    "leading": ((TALL,), lambda a: make("leading", a), leading),
    "minifloat": ((WIDE,), minifloat, few_bits),
    "minifloat of small": (
        (WIDE,),
        lambda a: minifloat(a * number(Fraction(1, 256))),
        lambda a: few_bits(a / 256),
    ),
    "group": ((WIDE,), lambda a: make("group", a), lambda a: a),
    "min": (((3, 1),), lambda a: make("min", a), torch.amin),
    "min of sequence": (((4,),), lambda a: make("min", a), torch.amin),
    "argmin": (((3, 1),), lambda a: make("argmin", a), lambda a: a.argmin() + 1.0),
}


# --- formulas at random --------------------------------------------------------------------------
def _scalar(s: Any) -> bool:
    return not s


def _flat(s: Any) -> bool:
    return len(s) in {0, 2}


def _bits(p: Any, s: Any) -> Expr:
    return minifloat(p(s), chosen(p, 4, 5), chosen(p, 2, 3), chosen(p, None, Fraction(240)))


def _list(p: Any) -> Any:
    return p(chosen(p, (), (3, 1), (1, N), (M,)))


MAKERS: dict[str, Any] = {
    "spectral_norm": (_scalar, lambda p, s: make("spectral_norm", p(chosen(p, (), (M, N))))),
    **{op: (_flat, lambda p, s, op=op: make(op, p(s))) for op in ("polar", "leading")},
    "minifloat": (lambda s: True, _bits),
    **{op: (_scalar, lambda p, s, op=op: make(op, _list(p))) for op in ("min", "argmin")},
}


# --- derivatives ---------------------------------------------------------------------------------
def family(c: Any, m: int, n: int, k: int) -> None:
    """Add the cases of what has a derivative."""
    for key in ("A", "v", "r", "s"):
        c.add("spectral_norm", make("spectral_norm", c.ref(key)), key, spectral)
        c.add("group", make("group", c.ref(key)), key, lambda x: x)
        c.add("minifloat", minifloat(c.ref(key)), key, lambda x: few_bits(x.detach()) + 0 * x)
    for key in ("v", "r", "s", "q"):
        if not c.ref(key).shape or is_vector(c.ref(key).shape):
            c.add("min", make("min", c.ref(key)), key, torch.amin)
            c.add("argmin", make("argmin", c.ref(key)), key, lambda x: x.argmin() + 1 + 0 * x.sum())
