"""Padding: rows and columns set around maps, of zeros, wrapped around, or mirrored.

Each has its transpose, which takes the border off and gives every entry back what was copied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import at, numbered
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM, bracket, operator, plain_attr
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Words, Written, declare
from solver.algebra.ops.padding_modes import MODES, Mode
from solver.algebra.ops.planes import (
    Places,
    border_size,
    full,
    lifted,
    lowered,
    maps,
    returned,
    taken,
)
from solver.algebra.ops.slips import left_out
from solver.algebra.shapes import Dim, Shape, combine
from solver.errors import FormulaError

SIDES = ("top", "bottom", "left", "right")


def pad(array: Expr, mode: str, sides: Sequence[Dim]) -> Expr:
    """Pad maps at top, bottom, left and right; without any padding they stay as they are."""
    return make(MODES[mode].word, array, **dict(zip(SIDES, sides, strict=True)))


def _pairs(attrs: Attrs) -> tuple[Shape, Shape]:
    return (attrs["top"], attrs["bottom"]), (attrs["left"], attrs["right"])


def _borders(ctx: Context, node: Expr) -> tuple[tuple[int, ...], ...]:
    return tuple(map(ctx.dims, _pairs(dict(node.attrs))))


def _grown(mode: Mode, sign: int) -> Callable[[tuple[Expr, ...], Attrs], Shape]:
    def shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
        *lead, rows, columns = maps(args[0])
        found = []
        for size, border in zip((rows, columns), _pairs(attrs), strict=True):
            new = combine((1, size), *((sign, side) for side in border))
            if isinstance(new, int) and new < 1:
                raise FormulaError(f"nothing is left of {fit.described(args[0])}")
            for side in border:
                if wrong := mode.too_much(size if sign > 0 else new, side):
                    raise FormulaError(
                        f"{fit.described(args[0])} cannot be padded by {side}: {wrong}"
                    )
            found.append(new)
        return fit.squeezed((*lead, *found))

    return shape


def _padder(mode: Mode) -> Callable[[Context, Expr, Any], Any]:
    def kernel(ctx: Context, node: Expr, a: Any) -> Any:
        a = lifted(a, node.args[0])
        for axis, border in zip((-2, -1), _borders(ctx, node), strict=True):
            _check(mode, a.shape[axis], border)
            a = taken(ctx, a, mode.places(a.shape[axis], *border), axis)
        return lowered(a, node)

    return kernel


def _folder(mode: Mode) -> Callable[[Context, Expr, Any], Any]:
    def kernel(ctx: Context, node: Expr, g: Any) -> Any:
        g = lifted(g, node.args[0])
        for axis, border in zip((-2, -1), _borders(ctx, node), strict=True):
            size = g.shape[axis] - sum(border)
            _check(mode, size, border)
            g = returned(ctx, g, mode.places(size, *border), size, axis)
        return lowered(g, node)

    return kernel


def _check(mode: Mode, size: int, border: tuple[int, ...]) -> None:
    """Refuse a size that was a symbol, and is too small for its border."""
    for side in border:
        if wrong := mode.too_much(size, side):
            raise OutOfDomain(f"pads {size} entries by {side}: {wrong}")


def _transposed(word: str, why: str) -> Callable[[Expr, Expr, int], Gradient]:
    return lambda node, g, i: (make(word, g, **dict(node.attrs)), (why,))


def _call(word: str) -> Callable[..., Expr]:
    def call(array: Expr, top: Any, bottom: Any, left: Any, right: Any) -> Expr:
        sides = zip(SIDES, (top, bottom, left, right), strict=True)
        return make(word, array, **{key: border_size(side, key) for key, side in sides})

    return call


def _latex(word: str) -> Callable[[Any, Expr], Written]:
    def show(p: Any, e: Expr) -> Written:
        sides = [e.attr(side) for side in SIDES]
        mark = ",".join(map(p.size, sides[:1] if len(set(sides)) == 1 else sides))
        return f"{operator(word)}_{{{mark}}}{bracket(p.at(e.args[0], SUM))}", CALL

    return show


def _plain(word: str) -> Callable[[Any, Expr], Written]:
    def show(p: Any, e: Expr) -> Written:
        sides = ", ".join(plain_attr(e.attr(side)) for side in SIDES)
        return f"{word}({p.at(e.args[0], P_SUM)}, {sides})", P_ATOM

    return show


def _entry(mode: Mode) -> Callable[[Expr, Sequence[Expr]], Expr]:
    def one(node: Expr, index: Sequence[Expr]) -> Expr:
        """Find the entry of a padded map: one of the map, or 0 in the border."""
        *lead, row, column = numbered(node, index)
        down, across = _sources(mode, node, node.args[0])
        found = down[row - 1], across[column - 1]
        inside = [place + 1 for place in found if place is not None]
        return at(node.args[0], *lead, *inside) if len(inside) == 2 else number(0)

    return one


def _back_entry(mode: Mode) -> Callable[[Expr, Sequence[Expr]], Expr]:
    def one(node: Expr, index: Sequence[Expr]) -> Expr:
        """Add up the entries that a place of the map was copied to."""
        *lead, row, column = numbered(node, index)
        down, across = _sources(mode, node, node)
        copies = [
            at(node.args[0], *lead, k + 1, m + 1)
            for k, i in enumerate(down) for m, j in enumerate(across)
            if (i, j) == (row - 1, column - 1)
        ]  # fmt: skip
        return reduce(lambda total, copy: total + copy, copies)

    return one


def _sources(mode: Mode, node: Expr, inner: Expr) -> tuple[Places, Places]:
    """Say for every row and column of the larger map which one of the inner map it is."""
    sizes = full(inner.shape)[-2:]
    down, across = (
        mode.places(int(str(size)), *(int(str(side)) for side in border))
        for size, border in zip(sizes, _pairs(dict(node.attrs)), strict=True)
    )
    return down, across


def _wrong_mode(word: str) -> Callable[[Expr], Expr | None]:
    def change(node: Expr) -> Expr | None:
        try:
            return make(word, node.args[0], **dict(node.attrs))
        except FormulaError:
            return None

    return change


def _slips(mode: str) -> tuple[Slip, ...]:
    others = (
        Slip(f"{other.says} instead of {MODES[mode].says}", _wrong_mode(other.word))
        for key, other in MODES.items()
        if key != mode
    )
    return (*others, left_out("the padding"))


_SAYS: dict[str, Words] = {
    "zero": ("set zeros around the array",),
    "circular": ("wrap the array around: what leaves on one side comes in on the other",),
    "reflect": ("mirror the array at its edges, without repeating the edge",),
}
_NAMES = {"zero": "pad", "circular": "wrap", "reflect": "mirror"}
_BACK = {
    "zero": "the border was constant: it gets no gradient",
    "circular": "entries that were copied into the border get the gradients of all their copies",
    "reflect": "entries that were mirrored into the border get the gradients of all their copies",
}

for _key, _mode in MODES.items():
    declare(
        Op(
            _mode.word,
            _grown(_mode, 1),
            _padder(_mode),
            vjp=_transposed(_mode.back, _BACK[_key]),
            entry=_entry(_mode),
            latex=_latex(_NAMES[_key]),
            plain=_plain(_mode.word),
            call=_call(_mode.word),
            says=_SAYS[_key],
            slips=_slips(_key),
        )
    )
    declare(
        Op(
            _mode.back,
            _grown(_mode, -1),
            _folder(_mode),
            vjp=_transposed(_mode.word, "the transpose of taking a border off is padding"),
            entry=_back_entry(_mode),
            latex=_latex({"zero": "crop"}.get(_key, f"{_NAMES[_key]} back")),
            plain=_plain(_mode.back),
            call=_call(_mode.back),
            says=("take the border off, and add its entries where they came from",)
            if _key != "zero"
            else ("take the border off",),
        )
    )
