"""Formulas over maps of a given shape, to be printed and read back."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from solver.algebra.expr import Expr, make, number
from solver.algebra.fit import squeezed
from solver.algebra.ops.padding_modes import MODES
from solver.algebra.ops.planes import full, steps_of
from solver.algebra.shapes import Shape, combine
from tests.algebra import builders as build
from tests.algebra.map_cases import FLIP, STEPS

Fits = Callable[[Shape], bool]


def _flat(s: Shape) -> bool:
    return len(s) in {0, 2}


def _numbered(s: Shape) -> bool:
    return _flat(s) and all(isinstance(dim, int) for dim in s)


def _tall(s: Shape) -> bool:
    return len(s) == 2 and s[0] not in {1, 2}


def _odd(s: Shape) -> bool:
    return _numbered(s) and all(dim in {1, 3} for dim in s)


def _wide(s: Shape) -> bool:
    return _numbered(s) and full(s)[1] >= full(s)[0]  # type: ignore[operator]


def _column(s: Shape) -> bool:
    return _numbered(s) and full(s)[1] == 1


def _taller(s: Shape, by: int) -> Shape:
    rows, columns = full(s)
    return squeezed((combine((1, rows), (1, by)), columns))


def _numbers(s: Shape) -> tuple[int, int]:
    rows, columns = full(s)
    return int(str(rows)), int(str(columns))


def _bordered(word: str, sign: int) -> build.Maker:
    sides = {"top": 1, "bottom": 0, "left": 0, "right": 0}
    return lambda p, s: make(word, p(_taller(s, -sign)), **sides)


def _convolved(word: str) -> build.Maker:
    def convolved(p: Any, s: Shape) -> Expr:
        gap = build.chosen(p, 1, 2)
        steps = STEPS | {"dilation": steps_of(gap, 2)}
        return make(word, p(_taller(s, gap)), p((2, 1)), **steps)

    return convolved


def _pooling(word: str, *by: int) -> build.Maker:
    options = {"height": 2, "width": 1, "stride": 1, "padding": 0, "ceil": False}

    def pooled_(p: Any, s: Shape) -> Expr:
        more = {"shape": full(s)} if word == "average_unpool2d" else {}
        return make(word, *(p(_taller(s, one)) for one in by), **options, **more)

    return pooled_


_ONE: Any = {"stride": 1, "dilation": 1}


def _patches(p: Any, s: Shape) -> Expr:
    rows, cells = _numbers(s)
    return make("patches2d", p(squeezed((rows + cells - 1, 1))), shape=(cells, 1), **_ONE)


def _unpatches(p: Any, s: Shape) -> Expr:
    inner = p(squeezed((prod(_numbers(s)), 1)))
    return make("unpatch2d", inner, shape=(1, 1), size=_numbers(s), **_ONE)


def _matrix(word: str) -> build.Maker:
    def matrix(p: Any, s: Shape) -> Expr:
        rows, columns = _numbers(s)
        return make(word, p(squeezed((columns - rows + 1, 1))), shape=(columns, 1), **_ONE)

    return matrix


def _back(p: Any, s: Shape) -> Expr:
    inner = p(squeezed((1, prod(_numbers(s)))))
    return make("kernel_of_matrix", inner, shape=_numbers(s), kernel=_numbers(s), **_ONE)


def _unvec(p: Any, s: Shape) -> Expr:
    return make("unvec", p(squeezed((prod(_numbers(s)), 1))), shape=_numbers(s))


def _spreading(p: Any, s: Shape) -> Expr:
    return make("spread2d", p(squeezed(tuple((n + 1) // 2 for n in _numbers(s)))), stride=2)


def _thinning(p: Any, s: Shape) -> Expr:
    large = tuple(combine((2, dim), (1, -1)) for dim in full(s))
    return make("thin2d", p(squeezed(large)), stride=2, shape=full(s))


def _solving(p: Any, s: Shape) -> Expr:
    return make("solve", p(squeezed((full(s)[0], full(s)[0]))), p(s))


def _comparing(p: Any, s: Shape) -> Expr:
    shape = p.draw(build.matrices)
    return make("alike", p(shape), p(shape))


def _paired(p: Any, s: Shape) -> Expr:
    maps = combine((1, s[-2]), (1, 1))
    image = p((s[-3], maps, s[-1]))
    return make("correlate_pairs", image, p((*s[:-3], 2, 1)), **STEPS)


def _swapped(p: Any, s: Shape) -> Expr:
    kernels = make("unvec", p(s), shape=(full(s)[0], 1, 1, 1))
    return make("vec", make("swap_maps", kernels, groups=1))


MAKERS: dict[str, tuple[Fits, build.Maker]] = {
    **{mode.word: (_tall, _bordered(mode.word, 1)) for mode in MODES.values()},
    **{mode.back: (_tall, _bordered(mode.back, -1)) for mode in MODES.values()},
    **{op: (_flat, _convolved(op)) for op in FLIP},
    "correlate_pairs": (lambda s: len(s) == 3, _paired),
    "swap_maps": (_column, _swapped),
    "roll2d": (_flat, lambda p, s: make("roll2d", p(s), number(1), number(-2))),
    "flip2d": (lambda s: len(s) in {2, 3}, lambda p, s: make("flip2d", p(s))),
    "spread2d": (_odd, _spreading),
    "thin2d": (_flat, _thinning),
    "vec": (_column, lambda p, s: make("vec", p(full(s)[::-1] if s else s))),
    "unvec": (_numbered, _unvec),
    "patches2d": (_numbered, _patches),
    "unpatch2d": (_numbered, _unpatches),
    "convolution_matrix": (_wide, _matrix("convolution_matrix")),
    "correlation_matrix": (_wide, _matrix("correlation_matrix")),
    "kernel_of_matrix": (_numbered, _back),
    "max_pool2d": (_flat, _pooling("max_pool2d", 1)),
    "average_pool2d": (_flat, _pooling("average_pool2d", 1)),
    "pool_gap2d": (_flat, _pooling("pool_gap2d", 1)),
    "max_unpool2d": (_tall, _pooling("max_unpool2d", -1, 0)),
    "max_pick2d": (_flat, _pooling("max_pick2d", 1, 1)),
    "average_unpool2d": (_tall, _pooling("average_unpool2d", -1)),
    "solve": (_flat, _solving),
    "alike": (lambda s: not s, _comparing),
    "over_maps": (
        lambda s: len(s) == 3,
        lambda p, s: make("over_maps", p(squeezed((s[0], 1))), shape=s[1:]),
    ),
    "map_sums": (_column, lambda p, s: make("map_sums", p((full(s)[0], 2, 1)))),
    "rank": (lambda s: not s, lambda p, s: make("rank", p(p.draw(build.matrices)))),
}
