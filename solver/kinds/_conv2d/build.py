"""From the keys of a problem to its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.op import OPS, Words
from solver.algebra.ops.leaves import size
from solver.algebra.ops.padding import pad
from solver.algebra.ops.planes import full
from solver.algebra.shapes import show
from solver.errors import FormulaError
from solver.kinds._conv2d.effect import effect_steps, factor_steps
from solver.kinds._conv2d.law import law_of
from solver.kinds._conv2d.layer import DEFAULTS, NONE, Keys, Layer, layer_of
from solver.kinds._conv2d.matrix import flipped_line, matrix_steps, recovery_steps
from solver.kinds._conv2d.pools import pool_steps
from solver.kinds._conv2d.sizes import same_steps, shape_steps, stride_steps
from solver.modelling.mentions import words_in
from solver.modelling.start import Start
from solver.plan import Step
from solver.spec.model import Ask, Asked


def build(start: Start, asks: tuple[Asked, ...]) -> Iterator[Step]:
    """Make the steps of a layer: what it computes, and what is asked about it."""
    keys = Keys(start)
    layer, wanted = layer_of(keys), _wanted(start, asks)
    if layer is None:
        yield from pool_steps(keys, keys.given("input"))
        return
    padded = _padded(keys, layer)
    border = padded.ref if padded else layer.image
    found = _found(keys, layer, border) if layer.kernel is None else ()
    kernel = found[-2].ref if found else layer.kernel
    assert kernel is not None
    step = () if found else (_convolved(keys, layer, border, kernel),)
    result = step[0].ref if step else keys.given("output")
    before = tuple(_sizes(layer, result))
    after = (*_about(keys, layer, (border, kernel, result), wanted), *_pools(keys, result))
    own = (*((padded,) if padded else ()), *found, *step)
    chosen = _Chosen(wanted, _strange(start, asks, (*before, own, *after)))
    yield from (*chosen.of(before), *own, *chosen.of(after))


def _found(keys: Keys, layer: Layer, border: Expr) -> tuple[Step, ...]:
    """Find the kernel: it is the last step but one, and the last gives the output back."""
    output, key = keys.given("output"), keys.of("kernel", DEFAULTS["kernel"])
    _check_output(keys, layer, border, output)
    steps: tuple[Step, ...] = keys.attempt(
        "find", lambda: tuple(recovery_steps(layer, border, output, key))
    )
    for step in steps:
        keys.start.marks[step.name] = keys.mark("find")
    return steps


def _check_output(keys: Keys, layer: Layer, border: Expr, output: Expr) -> None:
    """Refuse an output of another shape than the layer gives."""
    if len(full(border.shape)) != 2 or len(full(output.shape)) != 2:
        message = "a kernel is found from one map to another, without channels"
        raise keys.refuse("find", message)
    expected = keys.attempt("window", lambda: layer.window.counts(*full(border.shape)))
    if full(output.shape) != expected:
        window = f"{layer.window.height}×{layer.window.width}"
        message = (
            f"{output} is {show(full(output.shape))}, but a kernel of {window} makes "
            f"{show(expected)} of {fit.described(border)}"
        )
        raise keys.refuse("window", message, "is the padding, or the stride, missing?")


def _wanted(start: Start, asks: tuple[Asked, ...]) -> frozenset[str]:
    """List the words of all that is asked, shown or mentioned: only steps among them are made."""
    words = words_in(start.spec, asks) | start.spec.own.get("upstream", {}).keys()
    return frozenset(words | ({"separable"} if words & _FACTORS else set()))


# --- the layer itself ----------------------------------------------------------------------------
def _padded(keys: Keys, layer: Layer) -> Step | None:
    if layer.sides == NONE:
        return None
    formula = keys.attempt("padding", lambda: pad(layer.image, layer.mode, layer.sides))
    says = OPS[formula.op].says
    bare = str(layer.image).rpartition(".")[2]
    return Step(f"{bare}hat", formula, says, title=("the padded input",))


def _convolved(keys: Keys, layer: Layer, border: Expr, kernel: Expr) -> Step:
    key = "groups" if "groups" in keys.own else "operation"
    formula = keys.attempt(key, lambda: make(layer.op, border, kernel, **layer.steps))
    why: Words = (*OPS[layer.op].says, ": ", law_of(layer))
    if layer.groups > 1:
        why = (*why, ", where each kernel sees the channels of its own group only")
    after = flipped_line(layer, border, kernel) if layer.bias is None else ()
    if layer.bias is not None:
        bias = layer.bias
        formula = keys.attempt("bias", lambda: _biased(formula, bias))
        why = (*why, "; then add the bias")
    keys.start.marks[layer.output] = keys.mark("output" if "output" in keys.own else "operation")
    return Step(layer.output, formula, why, after=after)


def _biased(formula: Expr, bias: Expr) -> Expr:
    several = len(formula.shape) == 3 and bias.shape
    if several and bias.shape != (formula.shape[0], 1):
        raise FormulaError(
            f"the bias {fit.described(bias)} has not one entry for each of {formula.shape[0]} maps"
        )
    if several:
        return formula + make("over_maps", bias, shape=formula.shape[1:])
    return formula + bias


# --- questions about it --------------------------------------------------------------------------
Family = tuple[Step, ...]
_FACTORS = frozenset({"column_factor", "row_factor"})  # which say nothing unless separable
_MATRIX = frozenset({"matrix", "matrix_product", "matrix_same"})


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Chooses the families of steps that something is asked of; all where a name is misspelt.

    The complaint about that name lists what is known, or finds what was meant.
    """

    wanted: frozenset[str]
    everything: bool

    def of(self, families: Iterable[Family]) -> Iterator[Step]:
        for family in families:
            if self.everything or any(step.name in self.wanted for step in family):
                yield from family


def _strange(start: Start, asks: tuple[Asked, ...], families: Iterable[Family]) -> bool:
    """Tell whether a name is asked for that nothing here has."""
    known = {step.name for family in families for step in family} | set(start.scope.names)
    names = [ask.formula.text for ask in asks if isinstance(ask, Ask)]
    return any(text.isidentifier() and text not in known for text in names)


def _sizes(layer: Layer, result: Expr) -> Iterator[Family]:
    maps = size(full(result.shape)[0]) if len(full(result.shape)) == 3 else None
    yield tuple(shape_steps(layer, maps))
    yield tuple(same_steps(layer))
    yield tuple(stride_steps(layer))


def _about(
    keys: Keys, layer: Layer, arrays: tuple[Expr, Expr, Expr], wanted: frozenset[str]
) -> Iterator[Family]:
    _, kernel, _ = arrays
    if len(full(kernel.shape)) > 2:
        return
    yield tuple(effect_steps(kernel))
    yield tuple(factor_steps(kernel))
    if wanted & _MATRIX:
        yield keys.attempt("operation", lambda: tuple(matrix_steps(layer, *arrays)))


def _pools(keys: Keys, result: Expr) -> Iterator[Family]:
    if "pool" in keys.own:
        yield tuple(pool_steps(keys, result))
