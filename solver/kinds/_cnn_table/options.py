"""The options of a layer as formulas, and what must hold of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.algebra.expr import Expr, number, value_of
from solver.algebra.fit import described
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import Complaint, FormulaError, Mark
from solver.kinds._cnn_table.flow import ONE, Need, Pair
from solver.kinds._cnn_table.layers import LayerSpec, Sides
from solver.modelling.givens import Complaints
from solver.spec.model import Formula

ZERO = number(0)
TWO = number(2)


@dataclass(frozen=True, slots=True)
class Options:
    """Reads the options of one layer; what must hold of them is gathered in `needs`."""

    layer: LayerSpec
    scope: Scope
    complaints: Complaints
    needs: list[Need] = field(default_factory=list)

    def size(self, key: str, default: Expr = ONE, most: int | None = None) -> Expr:
        """Read a whole number above 0; what cannot be read has been complained about."""
        formula = self.layer.options.get(key)
        return default if formula is None else self._size(formula, 1, key, most)

    def _size(self, formula: Formula, least: int, key: str, most: int | None = None) -> Expr:
        found = read_size(formula, self.scope, self.complaints)
        if found is None:
            return ONE
        literal = value_of(found) is not None and str(found) == formula.text
        known = "" if literal else " is {0}"
        what = f"`{key}: {formula.text}`{known}: it must be a whole number, at least {least}"
        what += f" and at most {most}" if most else ""
        need = Need(formula.mark, found, what, least=least, most=most, shown=(found,))
        self.needs.append(need)
        return found

    def pair(self, key: str, default: Pair = (ONE, ONE), least: int = 1) -> Pair:
        """Read a number for height and width, or two."""
        sides: Sides | None = self.layer.options.get(key)
        if sides is None:
            return default
        if sides[0] == sides[1]:
            one = self._size(sides[0], least, key)
            return one, one
        high, wide = (self._size(side, least, key) for side in sides)
        return high, wide

    def padding(self, kernel: Pair, dilation: Pair) -> Pair:
        """Read the padding; `same` keeps the size at stride 1."""
        sides: Sides | None = self.layer.options.get("padding")
        if sides and [side.text for side in sides] == ["same", "same"]:
            high, wide = (self._same(sides[0].mark, kernel[k], dilation[k]) for k in (0, 1))
            return high, wide
        return self.pair("padding", (ZERO, ZERO), 0)

    def _same(self, mark: Mark, kernel: Expr, dilation: Expr) -> Expr:
        """Pad by D (K − 1)/2, which keeps the size at stride 1 if it is a whole number."""
        spread = (kernel - ONE) * dilation if value_of(dilation) != 1 else kernel - ONE
        sizes = value_of(kernel), value_of(dilation)
        half = spread / TWO
        if sizes[0] is not None and sizes[1] is not None:
            half = number(sizes[1] * (sizes[0] - 1) / 2)
        message = "no padding keeps the size: on each side it would be {0}"
        hint = "the kernel must have an odd size; or write the padding as a number"
        self.needs.append(Need(mark, half, message, hint, least=0, shown=(half,)))
        return half

    def require(self, value: Expr, message: str, hint: str = "", **bounds: object) -> None:
        """Note what must hold for the layer to make sense."""
        self.needs.append(Need(self.layer.mark, value, message, hint, **bounds))  # type: ignore[arg-type]

    def complain(self, message: str, hint: str = "") -> None:
        """Note that the layer cannot stand where it stands."""
        self.complaints.append(Complaint(self.layer.mark, message, hint))


def read_size(formula: Formula, scope: Scope, complaints: Complaints) -> Expr | None:
    """Read a formula for a size, which is one number."""

    def action() -> Expr:
        found = read(formula.text, scope)
        if found.shape:
            raise FormulaError(f"{described(found)} is not one number, as a size is")
        return found

    found: Expr | None = complaints.attempt(formula.mark, action)
    return found
