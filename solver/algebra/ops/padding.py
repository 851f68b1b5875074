"""Padding: rows and columns set around maps, of zeros, wrapped around, or mirrored.

Each has its transpose, which takes the border off and gives every entry back what was copied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import entry
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM, bracket, operator
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Words, Written, declare
from solver.algebra.ops.planes import (
    Places,
    full,
    lifted,
    lowered,
    maps,
    returned,
    taken,
    whole_number,
)
from solver.algebra.shapes import Dim, Shape, combine
from solver.errors import FormulaError

SIDES = ("top", "bottom", "left", "right")


def _zero(size: int, before: int, after: int) -> Places:
    return [*[None] * before, *range(size), *[None] * after]


def _circular(size: int, before: int, after: int) -> Places:
    return [k % size for k in range(-before, size + after)]


def _reflect(size: int, before: int, after: int) -> Places:
    return [abs((k + size - 1) % (2 * size - 2) - size + 1) for k in range(-before, size + after)]


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of padding: its op and that of its transpose, and the most it can add to a size."""

    word: str
    back: str
    places: Callable[[int, int, int], Places]
    says: str
    spare: int | None  # a side gets at most `size - spare`; None for any number

    def refuse(self, arg: Expr, size: Dim, border: int) -> None:
        """Refuse a border that there are too few entries for."""
        if self.spare is not None and isinstance(size, int) and border > size - self.spare:
            raise FormulaError(
                f"{fit.described(arg)} cannot be padded by {border}: "
                f"{self.says} takes at most {size - self.spare} there",
            )


MODES = {
    "zero": Mode("pad_zero", "crop2d", _zero, "padding with zeros", None),
    "circular": Mode("pad_circular", "fold_circular", _circular, "wrapping around", 0),
    "reflect": Mode("pad_reflect", "fold_reflect", _reflect, "mirroring", 1),
}


def pad(array: Expr, mode: str, sides: Sequence[int]) -> Expr:
    """Pad maps at top, bottom, left and right; without any padding they stay as they are."""
    return make(MODES[mode].word, array, **dict(zip(SIDES, sides, strict=True)))


def _pairs(attrs: Attrs) -> tuple[tuple[int, int], tuple[int, int]]:
    return (attrs["top"], attrs["bottom"]), (attrs["left"], attrs["right"])


def _grown(mode: Mode, sign: int) -> Callable[[tuple[Expr, ...], Attrs], Shape]:
    def shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
        *lead, rows, columns = maps(args[0])
        found = []
        for size, border in zip((rows, columns), _pairs(attrs), strict=True):
            new = combine((1, size), (sign, sum(border)))
            if isinstance(new, int) and new < 1:
                raise FormulaError(f"nothing is left of {fit.described(args[0])}")
            for side in border:
                mode.refuse(args[0], size if sign > 0 else new, side)
            found.append(new)
        return fit.squeezed((*lead, *found))

    return shape


def _padder(mode: Mode) -> Callable[[Context, Expr, Any], Any]:
    def kernel(ctx: Context, node: Expr, a: Any) -> Any:
        a = lifted(a, node.args[0])
        for axis, border in zip((-2, -1), _pairs(dict(node.attrs)), strict=True):
            a = taken(ctx, a, mode.places(a.shape[axis], *border), axis)
        return lowered(a, node)

    return kernel


def _folder(mode: Mode) -> Callable[[Context, Expr, Any], Any]:
    def kernel(ctx: Context, node: Expr, g: Any) -> Any:
        g = lifted(g, node.args[0])
        for axis, border in zip((-2, -1), _pairs(dict(node.attrs)), strict=True):
            size = g.shape[axis] - sum(border)
            g = returned(ctx, g, mode.places(size, *border), size, axis)
        return lowered(g, node)

    return kernel


def _transposed(word: str, why: str) -> Callable[[Expr, Expr, int], Gradient]:
    return lambda node, g, i: (make(word, g, **dict(node.attrs)), (why,))


def _call(word: str) -> Callable[..., Expr]:
    def call(array: Expr, top: Any, bottom: Any, left: Any, right: Any) -> Expr:
        sides = zip(SIDES, (top, bottom, left, right), strict=True)
        return make(word, array, **{key: whole_number(side, key) for key, side in sides})

    return call


def _latex(word: str) -> Callable[[Any, Expr], Written]:
    def show(p: Any, e: Expr) -> Written:
        sides = [e.attr(side) for side in SIDES]
        mark = str(sides[0]) if len(set(sides)) == 1 else ",".join(map(str, sides))
        return f"{operator(word)}_{{{mark}}}{bracket(p.at(e.args[0], SUM))}", CALL

    return show


def _plain(word: str) -> Callable[[Any, Expr], Written]:
    def show(p: Any, e: Expr) -> Written:
        sides = ", ".join(str(e.attr(side)) for side in SIDES)
        return f"{word}({p.at(e.args[0], P_SUM)}, {sides})", P_ATOM

    return show


def _entry(mode: Mode) -> Callable[[Expr, Sequence[Expr]], Expr]:
    def one(node: Expr, index: Sequence[Expr]) -> Expr:
        """Find the entry of a padded matrix: one of the matrix, or 0 in the border."""
        places = [_source(mode, node, k, place) for k, place in enumerate(index)]
        inside = [number(place + 1) for place in places if place is not None]
        return entry(node.args[0], inside) if len(inside) == 2 else number(0)

    return one


def _source(mode: Mode, node: Expr, axis: int, place: Expr) -> int | None:
    size, found = full(node.args[0].shape)[axis], value_of(place)
    if not isinstance(size, int) or found is None or len(node.shape) > 2:
        raise FormulaError(f"{node} has no entrywise form")
    return mode.places(size, *_pairs(dict(node.attrs))[axis])[int(found) - 1]


def _wrong_mode(word: str) -> Callable[[Expr], Expr | None]:
    def change(node: Expr) -> Expr | None:
        try:
            return make(word, node.args[0], **dict(node.attrs))
        except FormulaError:
            return None

    return change


def _slips(mode: str) -> tuple[Slip, ...]:
    return tuple(
        Slip(f"{other.says} instead of {MODES[mode].says}", _wrong_mode(other.word))
        for key, other in MODES.items()
        if key != mode
    )


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
            latex=_latex({"zero": "crop"}.get(_key, f"{_NAMES[_key]} back")),
            plain=_plain(_mode.back),
            call=_call(_mode.back),
            says=("take the border off, and add its entries where they came from",)
            if _key != "zero"
            else ("take the border off",),
        )
    )
