"""Gradients of a convolution in index notation, from the one rule of which entries meet.

y[i, j] = Σ_{h,l} x[s(i−1) + d(h−1) + 1, …] · w[h, l]        (a kernel that is turned: k+1−h for h)
dw[h, l] = Σ_{i,j} x[s(i−1) + d(h−1) + 1, …] · dy[i, j]
dx[p, q] = Σ_{h,l} dŷ[p + d(k−h), …] · w[h, l],  dŷ = dy with s−1 zeros between and zeros around
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from solver.algebra.entries import picked
from solver.algebra.expr import Expr, make, name, names_in, number
from solver.algebra.op import Law, Rewriting, Words
from solver.algebra.ops.by_entry import by_entry
from solver.algebra.ops.convolution_axis import Axis
from solver.algebra.ops.convolution_gradient import correlation_of
from solver.algebra.ops.leaves import size
from solver.algebra.ops.planes import full, window_of
from solver.algebra.shapes import Shape, symbols_in

MOST = 1500  # products that are added up again, entry by entry, to confirm a line
_LETTERS = "ijhlpqrstuvabcefgmnoxyz"


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A convolution of one map with one kernel, entry by entry, along its two axes."""

    node: Expr
    axes: tuple[Axis, ...]

    @property
    def weight(self) -> Expr:
        """The general entry of the kernel."""
        return picked(self.node.args[1], *(name(axis.h) for axis in self.axes))

    @property
    def entry(self) -> Expr:
        """The general entry of the input."""
        return picked(self.node.args[0], *(name(axis.p) for axis in self.axes))

    def met(self) -> Expr:
        """Write the entry of the input that a weight meets behind an entry of the output."""
        return picked(self.node.args[0], *(axis.met() for axis in self.axes))

    def summed(self, body: Expr, letters: Iterable[str], shape: Shape) -> Expr:
        """Add up over a map."""
        for letter, dim in reversed(list(zip(letters, full(shape), strict=True))):
            if dim != 1:
                body = make("bigsum", body, number(1), size(dim), index=letter)
        return body

    def over_output(self, body: Expr) -> Expr:
        return self.summed(body, [axis.i for axis in self.axes], self.node.shape)

    def over_kernel(self, body: Expr) -> Expr:
        return self.summed(body, [axis.h for axis in self.axes], self.node.args[1].shape)

    def place(self) -> Law:
        """Write where in the output a weight meets an entry of the input."""
        texts, latex = zip(*(axis.out() for axis in self.axes), strict=True)
        return Law(f"({', '.join(texts)})", rf"\left({', '.join(latex)}\right)")


def index_forms(node: Expr, g: Expr, i: int, flipped: bool) -> tuple[Rewriting, ...]:
    """Derive the gradient of one map by one kernel entry by entry; nothing for several channels."""
    image, kernel = node.args
    if max(len(image.shape), len(kernel.shape)) > 2 or not _is_few(node):
        return ()
    letters = free_letters(node, g, _LETTERS[:6])
    return (_to_image if i == 0 else _to_kernel)(_Meeting(node, _axes(node, letters, flipped)), g)


def free_letters(node: Expr, g: Expr, wanted: str) -> tuple[str, ...]:
    """Choose letters that name nothing in a node, the wanted ones where they are free."""
    taken = {*names_in(node), *names_in(g)}
    taken |= {key for arg in (*node.args, node) for key in symbols_in(arg.shape)}
    bare = {key.rpartition(".")[2] for key in taken}
    spare = [letter for letter in _LETTERS if letter not in {*bare, *wanted}]
    return tuple(spare.pop(0) if letter in bare else letter for letter in wanted)


def _axes(node: Expr, letters: Sequence[str], flipped: bool) -> tuple[Axis, ...]:
    """Name the letters of the output, the kernel and the input, two each."""
    window = window_of(node.args[1].shape, dict(node.attrs))
    places = full(node.shape)[-2:]
    steps = zip(places, window.shape, window.strides, window.dilations, strict=True)
    return tuple(
        Axis(letters[k], letters[k + 2], letters[k + 4], *moves, flipped)
        for k, moves in enumerate(steps)
    )


def channel_law(node: Expr, i: int, flipped: bool) -> Words:
    """Write the gradient entry by entry where there are several channels or kernels."""
    image, kernel = (len(full(arg.shape)) for arg in node.args)
    if max(image, kernel) == 2:
        return ()
    axes = _axes(node, "ijhlpq", flipped)
    maps, channels = "f" * (kernel > image), "c" * (image == 3)
    x, w = (_letter(arg, usual) for arg, usual in zip(node.args, "xw", strict=True))
    out, own = [*maps, "i", "j"], [*maps, *channels, "h", "l"]
    if i == 1:
        met = [*channels, *(str(axis.met()) for axis in axes)]
        law = _law((w, own), "i,j", ("dy", out), (x, met))
        return "chain rule: ", law, _group(node)
    back = [*maps, *(axis.out()[0] for axis in axes)]
    law = _law((x, [*channels, "p", "q"]), ",".join([*maps, "h", "l"]), ("dy", back), (w, own))
    return "chain rule: ", law, ", over the entries of the output that there are", _group(node)


def _group(node: Expr) -> str:
    grouped = node.attr("groups") > 1
    return ", where c counts the channels that the kernels of one group see" if grouped else ""


def _letter(array: Expr, usual: str) -> str:
    """Choose the small letter of an array, if it has one that is free; with a hat if it has."""
    named = str(array.attr("name")).rpartition(".")[2].lower() if array.op == "name" else ""
    letter = named.removesuffix("hat")
    known = len(letter) == 1 and letter.isalpha() and letter not in "cfijhlpqy"
    return (letter if known else usual) + "hat" * named.endswith("hat")


def _law(left: tuple[str, Sequence[str]], over: str, *factors: tuple[str, Sequence[str]]) -> Law:
    texts = [f"{key}({', '.join(marks)})" for key, marks in (("d" + left[0], left[1]), *factors)]
    text = f"{texts[0]} = Σ {texts[1]} {texts[2]}".replace(" - ", "-").replace(" + ", "+")
    first, *others = (f"{_latex(key)}_{{{','.join(marks)}}}" for key, marks in (left, *factors))
    shown = rf"\mathrm{{d}}{first} = \sum_{{{over}}} {others[0]}\, {others[1]}"
    return Law(text, shown.replace(" * ", ""))


def _latex(key: str) -> str:
    if key == "dy":
        return r"\mathrm{d}y"
    return rf"\hat{{{key.removesuffix('hat')}}}" if key.endswith("hat") else key


def _is_few(node: Expr) -> bool:
    counts = [dim for shape in (node.shape, node.args[1].shape) for dim in full(shape)]
    known = [dim for dim in counts if isinstance(dim, int)]
    return len(known) < len(counts) or prod(known) <= MOST


def _to_kernel(m: _Meeting, g: Expr) -> tuple[Rewriting, ...]:
    met, arriving = m.met(), picked(g, *(name(axis.i) for axis in m.axes))
    own = tuple((axis.h, axis.size) for axis in m.axes)
    plain = all(axis.stride == axis.gap == 1 for axis in m.axes)
    output: Words = ("an entry of the output is ", m.over_kernel(met * m.weight), ", and its")
    why: Words = (
        *(output if plain else ("an entry of the output adds up products; its",)),
        " derivative by ", m.weight, " is the entry that it meets, ", met,
        ": chain rule, added up over all entries of the output",
    )  # fmt: skip
    summed = m.over_output(met * arriving)
    if not m.node.args[1].shape:
        return ((summed, why),)
    patches = m.over_output(arriving * by_entry(met, *own))
    return (by_entry(summed, *own), why), (patches, (_PATCHES,))


_PATCHES = "the same as a weighted sum of patches of the input, one for each entry of the output"


_CHAIN = ": chain rule"
_AROUND = ", if there is one: chain rule, with zeros around the upstream gradient for the others"


def _to_image(m: _Meeting, g: Expr) -> tuple[Rewriting, ...]:
    border = correlation_of(m.node).bordered(g)
    body = picked(border, *(axis.back() for axis in m.axes)) * m.weight
    there = zip((axis.p for axis in m.axes), full(m.node.args[0].shape), strict=True)
    why: Words = (
        m.entry, " meets ", m.weight, " behind the entry of the output at ", m.place(),
        _CHAIN if border == g else _AROUND,
    )  # fmt: skip
    return ((by_entry(m.over_kernel(body), *there), why),)
