"""The ops on maps beside Torch, for their derivatives at sizes that may be 1."""

from __future__ import annotations

from typing import Any

import torch

from solver.algebra.expr import make, number
from solver.algebra.ops.padding_modes import MODES
from solver.algebra.ops.planes import full
from solver.errors import FormulaError
from tests.algebra.map_cases import (
    FLIP,
    POOLS,
    STEPS,
    bare,
    chosen,
    conv,
    padded,
    pairs,
    pool,
    sides_of,
    square,
    swapped,
    toeplitz,
    transposed,
    windows,
)


def family(c: Any, m: int, n: int, k: int) -> None:
    """Add the cases of every op on maps, for sizes that may be 1."""
    A, W, S, v, s = map(c.ref, "AWSvs")
    around = (3, 4, 4, 3)
    wide = make("pad_zero", A, **sides_of(around))
    for op in FLIP:
        by_axis = {"stride": (3, 1), "dilation": (1, 2)}
        for steps in ({}, {"stride": 2}, {"dilation": 2}, {"stride": 3, "dilation": 2}, by_axis):
            if 2 * max(k, m) - 1 > min(m, n) + 7:
                continue
            full_ = STEPS | steps
            c.add(op, make(op, wide, W, **full_), "A W", _conv(op, around, full_))
    for mode, sides in (("zero", (1, 0, 2, 1)), ("circular", (0, 1, 1, 0))):
        word, back = MODES[mode].word, MODES[mode].back
        for key, array in (("A", A), ("S", S)):
            node = make(word, array, **sides_of(sides))
            c.add(word, node, key, _pad(mode, sides))
            c.add(
                back, make(back, node * node, **sides_of(sides)), key, _there_and_back(mode, sides)
            )
    if min(m, n) > 1:
        sides = (1, 0, 1, 1)
        node = make("pad_reflect", A, **sides_of(sides))
        c.add("pad_reflect", node, "A", _pad("reflect", sides))
        back_ = make("fold_reflect", node * node, **sides_of(sides))
        c.add("fold_reflect", back_, "A", _there_and_back("reflect", sides))
    _channels(c, k)
    _moved(c, m, n, k)
    _pooled(c, m, n)
    c.add("solve", make("solve", make("diag", v) if v.shape else v, v * v), "v", lambda x: x)
    c.add("alike", make("alike", A, A * A) * s, "A s", lambda a, t: _same(a, a * a) * t)
    over = make("over_maps", v, shape=(2, 3))
    c.add("over_maps", over, "v", lambda a: a.reshape(-1, 1, 1).expand(-1, 2, 3))
    c.add("map_sums", make("map_sums", over * over), "v", lambda a: bare(6 * square(a) ** 2))
    c.add("rank", make("rank", A) * s, "A s", lambda a, t: min(m, n) * t + 0 * a.sum())


def _channels(c: Any, k: int) -> None:
    S, W = c.ref("S"), c.ref("W")
    around = (2, 3, 3, 2)
    wide = make("pad_zero", S, **sides_of(around))
    steps: Any = {"stride": (2, 1), "dilation": (1, 2)}
    for maps, names, groups in ((S, "S", 1), (S, "S", k), (W, "S W", 1)):
        try:
            node = make("correlate_pairs", wide, maps, **steps, groups=groups)
        except FormulaError:
            continue  # a dilated window that does not fit
        function = _paired(around, groups, steps)
        c.add("correlate_pairs", node, names, function)
        if len(node.shape) == 4:
            swap = make("swap_maps", node * node, groups=groups)
            c.add("swap_maps", swap, names, _squared_and_swapped(function, groups))


def _paired(around: Any, groups: int, steps: Any) -> Any:
    def run(s: torch.Tensor, w: torch.Tensor | None = None) -> torch.Tensor:
        return pairs(padded(s, "zero", around), s if w is None else w, groups, **steps)

    return run


def _squared_and_swapped(function: Any, groups: int) -> Any:
    return lambda s: swapped(function(s) ** 2, groups)


def _same(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return 0 * a.sum() + float(torch.equal(a, b))


def _pad(mode: str, sides: Any) -> Any:
    return lambda a: padded(a, mode, sides)


def _there_and_back(mode: str, sides: Any) -> Any:
    def run(a: torch.Tensor) -> torch.Tensor:
        return transposed(lambda x: padded(x, mode, sides), a.shape, padded(a, mode, sides) ** 2)

    return run


def _conv(op: str, sides: Any, steps: Any) -> Any:
    return lambda a, w: conv(op, padded(a, "zero", sides), w, **steps)


def _moved(c: Any, m: int, n: int, k: int) -> None:
    A, S, W = map(c.ref, "ASW")
    c.add("flip2d", make("flip2d", A), "A", lambda a: a.flip(-2, -1) if a.ndim else a)
    c.add("roll2d", make("roll2d", A, number(1), number(-2)), "A", lambda a: _rolled(a, 1, -2))
    c.add("roll2d", make("roll2d", S, number(-1), number(0)), "S", lambda a: _rolled(a, -1, 0))
    c.add("flip2d", make("flip2d", S), "S", lambda a: a.flip(-2, -1))
    wide = make("spread2d", A, stride=2)
    c.add("spread2d", wide, "A", lambda a: _spread(a))
    thin = make("thin2d", wide * wide, stride=2, shape=full(A.shape))
    c.add("thin2d", thin, "A", lambda a: a * a)
    for key, array in (("A", A), ("S", S)):
        c.add("vec", make("vec", array), key, lambda a: bare(a.reshape(-1, 1)))
        back = make("unvec", make("vec", array), shape=full(array.shape))
        c.add("unvec", back, key, lambda a: a)
    window: Any = {"shape": (1, 1), "stride": 1, "dilation": 1}
    if min(m, n) > 1:
        window["shape"] = (2, 2)
    patches = make("patches2d", A, **window)
    c.add("patches2d", patches, "A", lambda a: bare(windows(a, window["shape"])))
    overlay = make("unpatch2d", patches * patches, **window, size=full(A.shape))
    c.add("unpatch2d", overlay, "A", lambda a: _overlay(a, window["shape"]))
    size: Any = {"shape": (k + 1, m + 1), "stride": 1, "dilation": 1}
    for op, word in (("convolve2d", "convolution_matrix"), ("correlate2d", "correlation_matrix")):
        c.add(word, make(word, W, **size), "W", _toeplitz(op, size["shape"]))
    matrix = make("correlation_matrix", W, **size)
    back = make("kernel_of_matrix", matrix * matrix, **size, kernel=full(W.shape))
    c.add("kernel_of_matrix", back, "W", lambda a: _squares(a, size["shape"]))


def _rolled(a: torch.Tensor, *steps: int) -> torch.Tensor:
    return bare(square(a).roll(steps, (-2, -1)))


def _spread(a: torch.Tensor) -> torch.Tensor:
    return transposed(lambda x: x[::2, ::2], [2 * d - 1 for d in square(a).shape], square(a))


def _overlay(a: torch.Tensor, shape: Any) -> torch.Tensor:
    return transposed(lambda x: windows(x, shape), square(a).shape, windows(a, shape) ** 2)


def _toeplitz(op: str, size: Any) -> Any:
    return lambda k: toeplitz(op, k, size)


def _squares(k: torch.Tensor, size: Any) -> torch.Tensor:
    """Add up the squares of each weight's copies: one for every place of the window."""
    k = square(k)
    return bare(4 * k**2)


def _pooled(c: Any, m: int, n: int) -> None:
    A, S = map(c.ref, "AS")
    for options in _fitting(m, n):
        for key, array in (("A", A), ("S", S)):
            for word in ("max", "average"):
                node = make(f"{word}_pool2d", array, **options)
                c.add(f"{word}_pool2d", node, key, _pool(word, options))
        top, mean = (make(f"{word}_pool2d", A, **options) for word in ("max", "average"))
        pick = make("max_pick2d", A * A, A, **options)
        c.add("max_pick2d", pick, "A", _pick(options))
        c.add("max_unpool2d", make("max_unpool2d", top, A, **options), "A", _unpool(options))
        share = make("average_unpool2d", mean, **options, shape=full(A.shape))
        c.add("average_unpool2d", share, "A", _share(options))


def _fitting(m: int, n: int) -> list[dict[str, Any]]:
    one = {"height": 1, "width": 1, "stride": 1, "padding": 0, "ceil": False}
    return [one] if min(m, n) < 3 else list(POOLS.values())


def _pool(word: str, options: Any) -> Any:
    return lambda a: pool(word, a, **options)


def _pick(options: Any) -> Any:
    return lambda a: chosen(a, a * a, **options)


def _unpool(options: Any) -> Any:
    return lambda a: bare(
        transposed(lambda x: chosen(a, x, **options), square(a).shape, pool("max", a, **options))
    )


def _share(options: Any) -> Any:
    return lambda a: bare(
        transposed(
            lambda x: pool("average", x, **options), square(a).shape, pool("average", a, **options)
        )
    )
