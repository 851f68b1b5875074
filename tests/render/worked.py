"""A problem with its numbers worked out, as the answer key prints it, and as a handout."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, make, name
from solver.algebra.shapes import symbol
from solver.document.blocks import (
    Belongs,
    Block,
    Box,
    Diagram,
    Document,
    Figure,
    Filled,
    Formula,
    Heading,
    Items,
    Layer,
    Link,
    Room,
    ShapeOf,
    StepBlock,
    Table,
    Text,
    Unit,
    Value,
    Wire,
)
from tests.render.build import because, boxed, chain, f, matrix, s, say, step, words

X1, T = name("x1", (3, 1)), name("t", (2, 1))
W1, B1, W2, B2 = name("W1", (2, 3)), name("b1", (2, 1)), name("W2", (2, 2)), name("b2", (2, 1))
Z, X2, X3, L = name("z", (2, 1)), name("x2", (2, 1)), name("x3", (2, 1)), name("L")
DX3, DX2, DZ = (name(f"dL/d{n}", (2, 1)) for n in ("x3", "x2", "z"))
DW1, DW2 = name("dL/dW1", (2, 3)), name("dL/dW2", (2, 2))
LOSS = make("sum", make("abs", T - X3), axis=None)

VALUES: dict[str, Any] = {
    "x1": matrix([1], [1], [-1]),
    "t": matrix([1], [2]),
    "W1": matrix([0, 1, 1], [-2, 2, -1]),
    "b1": matrix([1], [2]),
    "W2": matrix([0, 2], [1, 1]),
    "b2": matrix([1], [1]),
    "z": matrix([1], [3]),
    "x2": matrix([1], [3]),
    "x3": matrix([7], [5]),
    "L": Fraction(9),
    "dL/dx3": matrix([1], [1]),
    "dL/dx2": matrix([1], [3]),
    "dL/dW2": matrix([1, 3], [1, 3]),
    "dL/dW1": matrix([1, 1, -1], [3, 3, -3]),
}


def key() -> Document:
    """Make the answer key of a set of two problems."""
    return Document(
        "Homework 1: linear models and back propagation",
        (*symbolic(), *numeric()),
        "Deep learning, spring term · due Monday, 3 February",
        instructions=(say("Show every step. Where a function has a kink, say what you take."),),
    )


def handout() -> Document:
    """Make the sheet that a student gets."""
    answer = words(s(r"\frac{\partial L}{\partial W_1} ="), " of shape ", ShapeOf((2, 3)))
    return Document(
        "Homework 1: linear models and back propagation",
        (
            Heading(1, words("Problem 3.2. Two layers, ReLU, L1 loss"), "5 points"),
            say("Calculate the loss and its gradients."),
            Room(answer, 5),
            Room(words("Which units receive no gradient, and why?"), 8),
        ),
        "Deep learning, spring term",
        "handout",
    )


def symbolic() -> tuple[Block, ...]:
    """Derive two gradients in symbols."""
    m, k = symbol("m"), symbol("k")
    x2, t, x3 = name("x2", (m, 1)), name("t", (k, 1)), name("x3", (k, 1))
    dx3, dw2 = name("dL/dx3", (k, 1)), name("dL/dW2", (k, m))
    signs = -make("sign", t - x3)
    return (
        Heading(1, words("Problem 3.1. Two layers, L1 loss"), "10 points"),
        say("The output is ", Belongs(x3), ", the target ", Belongs(t), "."),
        chain(s("L"), because(Formula(make("sum", make("abs", t - x3), axis=None)), "L1 loss")),
        Heading(2, words("(a) The gradient at the output"), "4 points"),
        step(dx3, words("the derivative of ", s("|u|"), " is its sign"), boxed(f(signs))),
        Heading(2, words("(b) The gradient of the weights"), "6 points"),
        step(
            dw2,
            words("the upstream gradient times the transposed input of the layer"),
            f(dx3 @ x2.T),
            because(f(signs @ x2.T), "put in ", f(dx3), boxed=True),
        ),
        Box("Note", (say("At an entry where ", s("t_i = x_{3,i}"), " the loss has a kink."),)),
    )


def numeric() -> tuple[Block, ...]:
    """Work the problem out in numbers."""
    return (
        Heading(1, words("Problem 3.2. The same network with ReLU, in numbers"), "5 points"),
        say("Calculate the loss and its gradients for"),
        chain(f(W1), Value(VALUES["W1"])),
        Figure(network(), words("The network with the values of the forward pass.")),
        Heading(3, words("Forward pass")),
        _filled(Z, W1 @ X1 + B1, "each unit adds up its weighted inputs and its bias"),
        _filled(X2, make("relu", Z), "ReLU keeps what is positive"),
        _filled(X3, W2 @ X2 + B2, "the output layer is affine"),
        _filled(L, LOSS, "the L1 loss adds up the absolute errors", asked=True),
        Heading(3, words("Backward pass")),
        _filled(DX3, -make("sign", T - X3), "the sign of the error"),
        _filled(DW2, DX3 @ X2.T, "the upstream gradient times the transposed input", asked=True),
        _filled(DX2, W2.T @ DX3, "the weight matrix, transposed, carries the gradient back"),
        _filled(DW1, DX2 @ X1.T, "the upstream gradient times the transposed input", asked=True),
        say("Here ", Value(Fraction(1, 3)), " and ", f(DW1), " and ", Formula(Z, W1 @ X1), "."),
        _summary(),
        Box("Model answer", (say("No unit is dead."), Items(((say("names them"),),)))),
        Box("Checked", (say("Every step agrees with NumPy."),)),
    )


def _filled(ref: Expr, formula: Expr, why: str, asked: bool = False) -> StepBlock:
    """Make a step as the key prints it: symbols, numbers put in, result."""
    numbers = Filled(formula, tuple(VALUES.items()))
    result = Link(Value(VALUES[ref.attr("name")]), boxed=asked)
    return step(ref, words(why), f(formula), numbers, result)


def _summary() -> Table:
    names = ("L", "dL/dW1", "dL/dW2")
    rows = tuple((words(Text(n, "code")), (Value(VALUES[n]),)) for n in names)
    return Table((words("step"), words("value")), rows, "lr")


def network() -> Diagram:
    """Draw the two layers with their values."""
    loss = Layer(f(L), (), (Unit(f(L), Value(Fraction(9))),), words("sum of ", s("|t - x_3|")))
    layers = (
        Layer(f(X1), (3, 1), _units("x1"), role="input"),
        Layer(f(X2), (2, 1), _units("x2"), words(s("W_1 x_1 + b_1"), ", then ReLU")),
        Layer(f(X3), (2, 1), _units("x3"), words(s("W_2 x_2 + b_2")), "output"),
        loss,
        Layer(f(T), (2, 1), role="target"),
    )
    return Diagram(layers, (Wire(0, 1), Wire(1, 2), Wire(2, 3), Wire(4, 3)))


def _units(label: str) -> tuple[Unit, ...]:
    return tuple(
        Unit(s(f"x_{{{label[1]},{i + 1}}}"), Value(row[0])) for i, row in enumerate(VALUES[label])
    )
