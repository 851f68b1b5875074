"""From the fields of a spec to ways with their products, and the prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from solver.algebra.expr import Expr, name, number
from solver.algebra.read import read
from solver.algebra.shapes import symbols_in
from solver.errors import Complaint, FormulaError, Mark, UndefinedName
from solver.kinds._cost.chain import MatrixChain, check_chain, factors_of
from solver.kinds._cost.counting import PRICE, Prices, entrywise, products, refuse_uncounted
from solver.kinds._cost.order import Known
from solver.kinds._cost.polynomial import NotPolynomial, polynomial
from solver.modelling.start import Start
from solver.spec.model import Formula

M, N, P = (name(letter) for letter in PRICE)
FLOPS = number(2) * M * N * P


@dataclass(frozen=True, slots=True)
class Way:
    """One way to compute something, and the matrix products in it, in the order of working."""

    key: str
    mark: Mark
    formula: Expr

    @property
    def products(self) -> tuple[Expr, ...]:
        return products(self.formula)

    @property
    def cost(self) -> str:
        return f"{self.key}_cost"

    @property
    def entrywise(self) -> str:
        return f"{self.key}_entrywise"

    def product(self, place: int) -> str:
        return f"{self.key}_{place + 1}"


def read_prices(start: Start, known: Known) -> Prices | None:
    """Read what a product costs, and what one entry costs; None where that is wrong."""
    own = start.spec.own
    sized = replace(known, least={**known.least, **dict.fromkeys((M, N, P), 1)})
    product = _price(own["product"], start, sized, PRICE) if "product" in own else FLOPS
    entry = _price(own["elementwise"], start, known, ()) if "elementwise" in own else None
    if product is None or ("elementwise" in own and entry is None):
        return None
    sizes = frozenset(given.name for given in start.world.givens if not given.shape)
    return Prices(product, entry, sizes)


def _price(formula: Formula, start: Start, known: Known, letters: tuple[str, ...]) -> Expr | None:
    found: Expr | None = start.complaints.attempt(
        formula.mark, partial(_read_price, formula.text, start, known, letters)
    )
    return found


def _read_price(text: str, start: Start, known: Known, letters: tuple[str, ...]) -> Expr:
    try:
        found = read(text, start.scope.with_names({key: name(key) for key in letters}))
    except UndefinedName as error:
        hint = f'give it, as `{error.wanted}: {{real: "> 0"}}`'
        hint += "; a product of m×n by n×p costs what is said in m, n and p" if letters else ""
        message = f"`{error.wanted}` is a price in no symbol that occurs here"
        raise FormulaError(message, hint, error.offset) from None
    if found.shape:
        raise FormulaError(f"a price is a number, not {found}")
    if _sign(found, known) in {-1, 0}:
        raise FormulaError(f"a price is above 0, not {found}")
    return found


def _sign(price: Expr, known: Known) -> int | None:
    """Give the sign of a price; None where that varies, or nothing tells."""
    try:
        return known.sign(polynomial(price))
    except NotPolynomial:
        return None


def read_ways(start: Start) -> tuple[Way, ...]:
    """Read the ways; what is wrong with one is complained about where it stands."""
    found = []
    for key, mark, formula in start.spec.own.get("ways", ()):
        way: Any = start.complaints.attempt(formula.mark, partial(_way, formula, start))
        if way is not None:
            found.append(Way(key, formula.mark, way))
            start.marks[f"{key}_cost"] = mark
        else:
            start.complaints.broken |= {f"{key}_cost", key}
    return tuple(found)


def _way(formula: Formula, start: Start) -> Expr:
    found = read(formula.text, start.scope)
    refuse_uncounted(found)
    if not products(found) and not any(True for _ in entrywise(found)):
        raise FormulaError(f"there is nothing to work out in {found}")
    return found


def refuse_free(way: Way, start: Start) -> None:
    """Complain of a way in which nothing costs anything."""
    if not way.products and "elementwise" not in start.spec.own:
        message = f"there is no product of matrices in `{way.key}`: it costs nothing"
        hint = "say what an entry costs that is worked out alone, as `elementwise: 1`"
        start.complaints.append(Complaint(way.mark, message, hint))


def read_chain(start: Start, prices: Prices | None) -> MatrixChain | None:
    """Read the chain whose best order is wanted, if there is one."""
    formula = start.spec.own.get("chain")
    if formula is None or prices is None:
        return None
    found: MatrixChain | None = start.complaints.attempt(
        formula.mark, partial(_chain, formula, start, prices)
    )
    return found


def _chain(formula: Formula, start: Start, prices: Prices) -> MatrixChain:
    found = read(formula.text, start.scope)
    known = {given.name for given in start.world.givens if given.value is not None}
    check_chain(found)
    for factor in factors_of(found):
        unknown = [key for key in symbols_in(factor.shape) if key not in known]
        if unknown:
            message = (
                f"the size {unknown[0]} of {factor} has no number: which order is best depends"
            )
            raise FormulaError(message, "give it a number, or compare orders in symbols as `ways:`")
    return MatrixChain(found, prices)
