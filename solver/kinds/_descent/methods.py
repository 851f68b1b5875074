"""The methods of descent by name: update equations in order, with the values they start from.

In the equations `x` stands for the variable, `g` for the gradient at the `x` before the update,
`grad(…)` for the gradient elsewhere, and `t` for the number of the update, from 1. With a `batch`
the gradients are those on the next samples, of which `i` keeps the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

VARIABLE, GRADIENT, COUNT, PLACE = "x", "g", "t", "i"


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a parameter may have: above 0, or from 0 up to 1 without it."""

    words: str
    least: Fraction
    open_below: bool
    below: Fraction | None = None

    def __contains__(self, value: Fraction) -> bool:
        above = value > self.least if self.open_below else value >= self.least
        return above and (self.below is None or value < self.below)


POSITIVE = Range("a number above 0", Fraction(0), True)
SHARE = Range("at least 0 and below 1", Fraction(0), False, Fraction(1))


@dataclass(frozen=True, slots=True)
class Method:
    """Update equations in order, what states start from, and parameters with usual values.

    `usual` has None for a parameter that must be given.
    """

    title: str
    update: tuple[str, ...]
    start: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, Fraction | None] = field(default_factory=dict)
    batch: int = 0  # samples of each update, where the method says how many


RANGES: Mapping[str, Range] = {
    "eta": POSITIVE,
    "epsilon": POSITIVE,
    "beta": SHARE,
    "beta1": SHARE,
    "beta2": SHARE,
}
_STEP = {"eta": None}
_MOMENTUM = {"eta": None, "beta": None}
_TINY = Fraction(1, 10**8)

METHODS: Mapping[str, Method] = {
    "gradient_descent": Method("gradient descent", ("x = x - eta*g",), {}, _STEP),
    # Robbins & Monro 1951: the gradient on one sample after another
    "sgd": Method("stochastic gradient descent", ("x = x - eta*g",), {}, _STEP, 1),
    "minibatch": Method("minibatch gradient descent", ("x = x - eta*g",), {}, _STEP),
    # an average of the gradients with exponential weights
    "momentum": Method(
        "momentum as an exponential average",
        ("v = beta*v + (1 - beta)*g", "x = x - eta*v"),
        {"v": GRADIENT},
        _MOMENTUM,
    ),
    # Polyak 1964, in the form of torch.optim.SGD(momentum=…)
    "heavy_ball": Method(
        "momentum as a heavy ball",
        ("v = beta*v + g", "x = x - eta*v"),
        {"v": "0"},
        _MOMENTUM,
    ),
    # Rumelhart, Hinton & Williams 1986: the last change is kept in part
    "velocity": Method(
        "momentum as a velocity",
        ("v = beta*v - eta*g", "x = x + v"),
        {"v": "0"},
        _MOMENTUM,
    ),
    # Sutskever et al. 2013: the gradient is taken where the velocity leads
    "nesterov": Method(
        "Nesterov's momentum",
        ("y = x + beta*v", "g = grad(y)", "v = beta*v - eta*g", "x = x + v"),
        {"v": "0"},
        _MOMENTUM,
    ),
    # Tieleman & Hinton 2012
    "rmsprop": Method(
        "RMSprop",
        ("s = beta*s + (1 - beta)*g**2", "x = x - eta*g/(sqrt(s) + epsilon)"),
        {"s": "0"},
        {"eta": None, "beta": Fraction(9, 10), "epsilon": _TINY},
    ),
    # Kingma & Ba 2015, algorithm 1
    "adam": Method(
        "Adam",
        (
            "m = beta1*m + (1 - beta1)*g",
            "v = beta2*v + (1 - beta2)*g**2",
            "x = x - eta*(m/(1 - beta1**t))/(sqrt(v/(1 - beta2**t)) + epsilon)",
        ),
        {"m": "0", "v": "0"},
        {
            "eta": None,
            "beta1": Fraction(9, 10),
            "beta2": Fraction(999, 1000),
            "epsilon": _TINY,
        },
    ),
}
