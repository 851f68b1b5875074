"""Random networks: the equations an author would write, and the same pass written in Torch.

The two are built from one description, but share no code: the equations are text, and the Torch
pass works on full matrices with Torch's own functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from solver.algebra.expr import Expr, name
from solver.algebra.fit import squeezed
from solver.algebra.read import read
from solver.algebra.scope import Function, Scope
from solver.derivation.forward import Forward
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step

F = torch.nn.functional
ACTIVATIONS: dict[str, Any] = {
    "{}": lambda z: z,
    "sigmoid({})": torch.sigmoid,
    "tanh({})": torch.tanh,
    "relu({})": torch.relu,
    "leaky_relu({})": lambda z: F.leaky_relu(z, 0.01),
    "leaky_relu({}, 0.3)": lambda z: F.leaky_relu(z, 0.3),
    "elu({})": F.elu,
    "elu({}, alpha=0.5)": lambda z: F.elu(z, alpha=0.5),
    "gelu({})": lambda z: z * torch.sigmoid(1.702 * z),
    "gelu_erf({})": F.gelu,
    "softplus({})": lambda z: F.softplus(z, threshold=1e9),
    "exp(-{}**2)": lambda z: torch.exp(-z * z),
    "sqrt(1 + {}**2)": lambda z: torch.sqrt(1 + z * z),
    "erf({})": torch.erf,
    "swish({})": lambda z: z * torch.sigmoid(1.5 * z),
    "{}**3 / (1 + {}**2)": lambda z: z**3 / (1 + z**2),
    "0.5 - {} * sigmoid(-{})": lambda z: 0.5 - z * torch.sigmoid(-z),
    "abs({}) / (1 + abs({}))": lambda z: z.abs() / (1 + z.abs()),
}
LOSSES = ("l1", "squares", "half", "mean", "likelihood", "entropy", "norm")
FACTS = ("one_hot", "sums_to_1", "")


@dataclass(frozen=True)
class Layer:
    """One layer: its activation, and whether it adds its input or reuses the weights before."""

    activation: str
    residual: bool
    shared: bool


@dataclass(frozen=True)
class Net:
    """A network: sizes of its layers, how many samples stand side by side, which way it goes."""

    widths: tuple[int, ...]
    samples: int
    rows: bool
    layers: tuple[Layer, ...]
    loss: str
    fact: str

    # --- the equations ---------------------------------------------------------------------------
    def dims(self) -> dict[str, tuple[int, int]]:
        """Give every name its matrix dimensions."""
        found = {"x0": self._turned(self.widths[0], self.samples)}
        for k, (before, after) in enumerate(zip(self.widths, self.widths[1:], strict=False), 1):
            if self.weight(k) == f"W{k}":
                found[f"W{k}"] = self._turned(after, before)
            found[f"b{k}"] = self._turned(after, 1)
        return found | {"t": self._turned(self.widths[-1], self.samples)}

    def _turned(self, first: int, second: int) -> tuple[int, int]:
        return (second, first) if self.rows else (first, second)

    def weight(self, k: int) -> str:
        """Name the weights of a layer: those of the layer before if they are shared and fit."""
        fits = k > 1 and self.widths[k] == self.widths[k - 1] == self.widths[k - 2]
        return self.weight(k - 1) if fits and self.layers[k - 1].shared else f"W{k}"

    def adds_input(self, k: int) -> bool:
        """Tell whether a layer is residual."""
        return self.layers[k - 1].residual and self.widths[k] == self.widths[k - 1]

    def equations(self) -> dict[str, str]:
        """Write the forward pass as an author would."""
        found = {}
        for k, layer in enumerate(self.layers, 1):
            before, weight = f"x{k - 1}", self.weight(k)
            product = f"{before} @ {weight}" if self.rows else f"{weight} @ {before}"
            repeat = "rows" if self.rows else "cols"
            bias = f"{repeat}(b{k}, {self.samples})" if self.samples > 1 else f"b{k}"
            found[f"z{k}"] = f"{product} + {bias}"
            active = layer.activation.replace("{}", f"z{k}")
            found[f"x{k}"] = f"{active} + {before}" if self.adds_input(k) else active
        return found | self._loss(f"x{len(self.layers)}")

    def _loss(self, y: str) -> dict[str, str]:
        if self.loss == "entropy":
            axis = f", axis={int(self.rows)}" if self.samples > 1 else ""
            return {"o": f"softmax({y}{axis})", "L": "-sum(t * log(o))"}
        if self.loss == "likelihood":
            terms = "t * log(p) + (1 - t) * log(1 - p)"
            return {"p": f"sigmoid({y})", "L": f"-sum({terms})"}
        if self.loss == "half" and self.samples == 1:
            d = f"(t - {y})"
            return {"L": f"{d} @ {d}.T / 2" if self.rows else f"1/2 * {d}.T @ {d}"}
        simple = {
            "l1": f"sum(abs(t - {y}))", "squares": f"sum(({y} - t)**2)",
            "half": f"sum((t - {y})**2) / 2", "mean": f"mean(({y} - t)**2)",
            "norm": f"norm({y} - t) + norm({y}, 1) / 2",
        }  # fmt: skip
        return {"L": simple[self.loss]}

    def forward(self) -> Forward:
        """Read the equations."""
        swish = read("u * sigmoid(1.5 * u)", Scope({"u": name("u")}))
        givens = {key: squeezed(dims) for key, dims in self.dims().items()}
        names = {key: name(key, shape) for key, shape in givens.items()}
        formulas: dict[str, Expr] = {}
        for key, text in self.equations().items():
            formulas[key] = read(text, Scope(names, {"swish": Function("u", swish)}))
            names[key] = name(key, formulas[key].shape)
        facts = {"t": frozenset({self.fact} - {""})}
        return Forward(formulas, givens, facts)

    # --- the same in Torch -----------------------------------------------------------------------
    def run(self, tensors: Mapping[str, Any]) -> dict[str, Any]:
        """Compute every step; all tensors are matrices."""
        found, x = {}, tensors["x0"]
        for k, layer in enumerate(self.layers, 1):
            W, b = tensors[self.weight(k)], tensors[f"b{k}"]
            z = x @ W + b if self.rows else W @ x + b
            active = ACTIVATIONS[layer.activation](z)
            x = active + x if self.adds_input(k) else active
            found |= {f"z{k}": z, f"x{k}": x}
        return found | {"L": self.torch_loss(x, tensors["t"])}

    def torch_loss(self, y: Any, t: Any) -> Any:
        """Compute the loss with Torch's own losses where it has them."""
        if self.loss == "entropy":
            return -(t * torch.log_softmax(y, 1 if self.rows else 0)).sum()
        if self.loss == "likelihood":
            return F.binary_cross_entropy_with_logits(y, t, reduction="sum")
        if self.loss == "norm":
            return torch.linalg.matrix_norm(y - t) + y.abs().sum() / 2
        if self.loss == "l1":
            return F.l1_loss(y, t, reduction="sum")
        squares = F.mse_loss(y, t, reduction="mean" if self.loss == "mean" else "sum")
        return squares / 2 if self.loss == "half" else squares

    # --- numbers ---------------------------------------------------------------------------------
    def arrays(self, seed: int, batch: tuple[int, ...]) -> dict[str, Any]:
        """Draw full matrices, small enough that six layers neither explode nor saturate."""
        rng = np.random.default_rng(seed)
        found = {}
        for key, dims in self.dims().items():
            scale = 1.5 / max(dims) if key.startswith("W") else 1.0
            found[key] = scale * rng.uniform(-1, 1, size=(*batch, *dims))
        found["t"] = self._targets(found["t"], rng)
        return found

    def _targets(self, free: Any, rng: Any) -> Any:
        axis = -1 if self.rows else -2
        size = np.abs(free) + 0.1
        if self.fact == "one_hot":
            return (size == size.max(axis=axis, keepdims=True)).astype(float)
        if self.fact == "sums_to_1":
            return size / size.sum(axis=axis, keepdims=True)
        return size / 1.2 if self.loss == "likelihood" else free


def networks(most: int = 6, single: bool = False) -> st.SearchStrategy[Net]:
    """Draw networks of up to `most` layers; a third of them have every size equal."""
    layer = st.builds(Layer, st.sampled_from(sorted(ACTIVATIONS)), st.booleans(), st.booleans())
    layers = st.lists(layer, min_size=1, max_size=most).map(tuple)

    @st.composite
    def draw(pick: Any) -> Net:
        chosen = pick(layers)
        count = len(chosen) + 1
        same = pick(st.sampled_from([0, 0, 1, 2, 3]))
        width = st.integers(1, 4)
        widths = (same,) * count if same else tuple(pick(width) for _ in range(count))
        samples = 1 if single else same or pick(st.sampled_from([1, 1, 2, 3]))
        loss, fact = pick(st.sampled_from(LOSSES)), pick(st.sampled_from(FACTS))
        return Net(widths, samples, pick(st.booleans()), chosen, loss, fact)

    return draw()


def solved(net: Net, forward: Forward, steps: tuple[Step, ...], arrays: Mapping[str, Any]) -> Any:
    """Evaluate the forward pass and derived steps with NumPy, shapes as the algebra has them."""
    givens = tuple(Given(key, shape) for key, shape in forward.givens.items())
    ahead = tuple(Step(key, formula, ()) for key, formula in forward.formulas.items())
    values = {}
    for key, array in arrays.items():
        batch = array.shape[:-2]
        values[key] = array.reshape((*batch, *squeezed(array.shape[-2:])))
    return evaluate(Plan(givens, (*ahead, *steps)), values, "numpy")


def with_lines(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Make a step of every further line of a step, right after it."""
    found = []
    for step in steps:
        lines = enumerate((*step.before, *step.after))
        found += [step, *(Step(f"{step.name} line {k}", line.expr, ()) for k, line in lines)]
    return tuple(found)


def at(values: Any, place: tuple[int, ...], shape: Any) -> Any:
    """Pick one set of a batch; a value that does not vary has no batch axes."""
    values = np.asarray(values)
    return values[place] if values.ndim > len(shape) else values
