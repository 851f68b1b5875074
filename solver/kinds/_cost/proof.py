"""That two ways compute the same, whatever their brackets: the words of which both are sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import lcm

from solver.algebra.expr import Expr, number
from solver.algebra.ops.constants import fill
from solver.algebra.ops.group import grouped
from solver.algebra.shapes import Shape
from solver.algebra.terms import Coefficient, Term, build
from solver.kinds._cost.ring import ONE, Part, Parts, negative, parts_of

Letter = tuple[Expr, bool]  # a matrix, and whether it is transposed
Word = tuple[Letter, ...]
Key = tuple[frozenset[tuple[Expr, int]], frozenset[tuple[Word, int]], Word]


def _letters(product: Expr | None) -> Iterator[Letter]:
    if product is None:
        return
    if product.op == "matmul" or (product.op == "mul" and not product.shape):
        for arg in product.args:
            yield from _letters(arg)
    elif product.op == "T":
        yield product.args[0], True
    else:
        yield product, False


def _shape(letter: Letter) -> Shape:
    shape = letter[0].shape or (1, 1)
    return shape[::-1] if letter[1] else shape


def _split(word: Word) -> tuple[list[Word], Word]:
    """Split where the inner size is 1: there a product is a number, which may stand anywhere."""
    pieces: list[list[Letter]] = []
    for letter in word:
        if not pieces or _shape(letter)[0] == 1:
            pieces.append([])
        pieces[-1].append(letter)
    numbers, rest = [], list[Letter]()
    for piece in map(tuple, pieces):
        if _shape(piece[0])[0] == _shape(piece[-1])[1] == 1:
            numbers.append(min(piece, _mirror(piece), key=str))
        else:
            rest += piece
    return numbers, tuple(rest)


def _mirror(word: Word) -> Word:
    return tuple((matrix, not turned and bool(matrix.shape)) for matrix, turned in reversed(word))


def key_of(part: Part) -> Key:
    """Name what a part is, but for its coefficient."""
    numbers, word = _split(tuple(_letters(part.product)))
    scale = []
    for base, power in part.scale.factors:
        if base.op == "matmul" and power > 0:
            numbers += _split(tuple(_letters(base)))[0] * power
        else:
            scale.append((base, power))
    return frozenset(scale), frozenset(Counter(numbers).items()), word


def totals(parts: Parts) -> dict[Key, Coefficient]:
    """Add up the coefficients of equal words."""
    found: dict[Key, Coefficient] = {}
    for part in parts:
        key = key_of(part)
        found[key] = found.get(key, 0) + part.scale.coefficient
    return {key: count for key, count in found.items() if count}


def merged(parts: Parts) -> Parts:
    """Add up parts that are the same word, each where it first stands."""
    left = totals(parts)
    kept = []
    for part in parts:
        if key_of(part) in left:
            count = left.pop(key_of(part))
            kept.append(Part(Term(count, part.scale.factors), part.product))
    return tuple(kept)


def in_order_of(parts: Parts, others: Parts) -> Parts:
    """Put the parts in the order of the same words elsewhere."""
    order = [key_of(part) for part in others]
    return tuple(sorted(parts, key=lambda part: order.index(key_of(part))))


def difference(left: Expr, right: Expr) -> Expr | None:
    """Give what two formulas differ by, multiplied out; None if they are the same."""
    rest = merged(parts_of(left) + negative(parts_of(right)))
    return written(rest, left.shape) if rest else None


# --- writing -------------------------------------------------------------------------------------
def written(parts: Parts, shape: Shape) -> Expr:
    """Write parts as a sum over one denominator, in their order, the brackets shown."""
    if not parts:
        return fill(number(0), shape)
    bottom = lcm(*(part.scale.coefficient.denominator for part in parts))
    terms = [_term(part, bottom, shape) for part in parts]
    lead = next((k for k, part in enumerate(parts) if part.scale.coefficient > 0), 0)
    terms.insert(0, terms.pop(lead))
    signs = [part.scale.coefficient < 0 for part in parts]
    signs.insert(0, signs.pop(lead))
    total = -terms[0] if signs[0] else terms[0]
    for minus, term in zip(signs[1:], terms[1:], strict=True):
        total = total - term if minus else total + term
    return grouped(total / number(bottom) if bottom > 1 else total)


def _term(part: Part, bottom: int, shape: Shape) -> Expr:
    scale = Term(part.scale.size * bottom, part.scale.factors)
    product = part.expr(shape)
    if scale == ONE:
        return product
    factor = build((scale,), ())
    return factor if part.product is None and not shape else factor * product
