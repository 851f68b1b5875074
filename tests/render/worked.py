"""A set of two problems, as its answer key and as the handout."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import ops  # noqa: F401 - fills the op table
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.shapes import symbol
from solver.document.blocks import (
    Belongs,
    Block,
    Box,
    Chain,
    Diagram,
    Document,
    Figure,
    Filled,
    Heading,
    Inlines,
    Items,
    Layer,
    Link,
    Paragraph,
    Room,
    ShapeOf,
    Source,
    StepBlock,
    Table,
    Text,
    Unit,
    Value,
    Wire,
)
from tests.render.build import f, matrix, words

X1, T = name("x1", (3, 1)), name("t", (2, 1))
W1, B1, W2, B2 = name("W1", (2, 3)), name("b1", (2, 1)), name("W2", (2, 2)), name("b2", (2, 1))
Z, X2, X3, L = name("z", (2, 1)), name("x2", (2, 1)), name("x3", (2, 1)), name("L")
DX3, DX2, DZ = (name(f"dL/d{n}", (2, 1)) for n in ("x3", "x2", "z"))
DW1, DW2 = name("dL/dW1", (2, 3)), name("dL/dW2", (2, 2))

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
    "dL/dz": matrix([1], [3]),
    "dL/dW2": matrix([1, 3], [1, 3]),
    "dL/dW1": matrix([1, 1, -1], [3, 3, -3]),
}


def step(
    ref: Expr, formula: Expr, why: Inlines, asked: bool = False, *blocks: Block, reason: str = ""
) -> StepBlock:
    """Make a step as the key prints it: symbols, numbers put in, result."""
    label = ref.attr("name")
    links = (
        Link(f(formula), words(reason) if reason else ()),
        Link(Filled(formula, tuple(VALUES.items()))),
        Link(Value(VALUES[label]), boxed=asked),
    )
    return StepBlock(label, why, Chain(f(ref), links), ref.shape, asked, blocks)


def network() -> Diagram:
    """Draw the two layers of the worked problem with their values."""

    def units(label: str) -> tuple[Unit, ...]:
        return tuple(
            Unit(Source(f"x_{{{label[-1]},{i + 1}}}"), Value(row[0]))
            for i, row in enumerate(VALUES[KEY[label]])
        )

    return Diagram(
        (
            Layer(f(X1), (3, 1), units("x_1"), role="input"),
            Layer(f(X2), (2, 1), units("x_2"), words(Source("W_1 x_1 + b_1"), ", then ReLU")),
            Layer(f(X3), (2, 1), units("x_3"), words(Source("W_2 x_2 + b_2")), role="output"),
            Layer(
                f(L),
                (),
                (Unit(f(L), Value(Fraction(9))),),
                words("sum of ", Source("|t - x_3|")),
                role="loss",
            ),
            Layer(f(T), (2, 1), role="target"),
        ),
        (Wire(0, 1), Wire(1, 2), Wire(2, 3), Wire(4, 3)),
    )


KEY = {"x_1": "x1", "x_2": "x2", "x_3": "x3"}


def worked() -> Document:
    """Two problems, of a kind that every course sets, as the answer key prints them."""
    return Document(
        "Homework 1: linear models and back propagation",
        (*_symbolic(), *_numeric()),
        "ECE 661, Spring 2025 · due Monday, 3 February",
        instructions=(
            Paragraph(
                words(
                    "Show every step. Where a function has a kink, say which subgradient you take."
                )
            ),
        ),
    )


def _symbolic() -> tuple[Block, ...]:
    n, m, k = symbol("n"), symbol("m"), symbol("k")
    x1, x2, z = name("x1", (n, 1)), name("x2", (m, 1)), name("z", (m, 1))
    w1, b1, w2, b2 = name("W1", (m, n)), name("b1", (m, 1)), name("W2", (k, m)), name("b2", (k, 1))
    x3, t, loss = name("x3", (k, 1)), name("t", (k, 1)), name("L")
    dx3, dx2, dz = (name(f"dL/d{v}", s) for v, s in (("x3", (k, 1)), ("x2", (m, 1)), ("z", (m, 1))))
    dw1 = name("dL/dW1", (m, n))
    sigma = make("sigmoid", z)

    def one(ref: Expr, formula: Expr, why: Inlines, asked: bool = False) -> StepBlock:
        chain = Chain(f(ref), (Link(f(formula), boxed=asked),))
        return StepBlock(ref.attr("name"), why, chain, ref.shape, asked)

    return (
        Heading(1, words("Problem 3.1 Two layers, sigmoid, L1 loss"), "10 points"),
        Paragraph(
            words(
                "A network of two fully connected layers takes ", Belongs(x1), " to ", Belongs(x3),
                ", with weights ", Belongs(w1), " and ", Belongs(w2), ". The target is ", Belongs(t),
                ". Derive the gradients of the loss in vectorised form.",
            )
        ),
        Chain(f(z), (Link(f(w1 @ x1 + b1), words("first layer")),)),
        Chain(f(x2), (Link(f(sigma), words("entry by entry")),)),
        Chain(f(x3), (Link(f(w2 @ x2 + b2), words("second layer")),)),
        Chain(f(loss), (Link(f(make("sum", make("abs", t - x3), axis=None)), words("L1 loss")),)),
        Heading(2, words("(a) The gradient at the output"), "4 points"),
        one(dx3, -make("sign", t - x3), words("the derivative of ", Source("|u|"), " is its sign; ", f(x3), " enters with a minus"), True),
        one(name("dL/dW2", (k, m)), dx3 @ x2.T, words("the upstream gradient times the transposed input of the layer"), True),
        one(name("dL/db2", (k, 1)), dx3, words("a bias passes the gradient on unchanged"), True),
        Heading(2, words("(b) Back through the hidden layer"), "6 points"),
        one(dx2, w2.T @ dx3, words("the weight matrix, transposed, carries the gradient back")),
        StepBlock(
            "dL/dz",
            words("the sigmoid acts on each entry alone, so its derivative multiplies entry by entry"),
            Chain(f(dz), (
                Link(f(dx2 * (sigma * (number(1) - sigma))), words(Source(r"\sigma' = \sigma(1 - \sigma)"))),
                Link(f((w2.T @ dx3) * (sigma * (number(1) - sigma))), words("put in ", f(dx2))),
            )),
            (m, 1),
        ),
        one(dw1, ((w2.T @ -make("sign", t - x3)) * (sigma * (number(1) - sigma))) @ x1.T,
            words("the upstream gradient times the transposed input of the layer"), True),
        Box("Note", (Paragraph(words(
            "At an entry where ", Source("t_i = x_{3,i}"), " the loss has a kink. Every value in ",
            Source("[-1, 1]"), " is a subgradient there; this key takes 0.")),)),
    )  # fmt: skip


def _numeric() -> tuple[Block, ...]:
    return (
        Heading(1, words("Problem 3.2 The same network with ReLU, in numbers"), "5 points"),
        Paragraph(words("Replace the sigmoid by ReLU, and calculate the loss and its gradients for")),
        Chain(f(X1), (Link(Value(VALUES["x1"])),)),
        Chain(f(W1), (Link(Value(VALUES["W1"])),)),
        Figure(network(), words("The network with the values of the forward pass.")),
        Heading(3, words("Forward pass")),
        step(Z, W1 @ X1 + B1, words("each unit adds up its weighted inputs and its bias")),
        step(X2, make("relu", Z), words("ReLU keeps what is positive")),
        step(X3, W2 @ X2 + B2, words("the output layer is affine")),
        step(L, make("sum", make("abs", T - X3), axis=None), words("the L1 loss adds up the absolute errors"), True),
        Heading(3, words("Backward pass")),
        step(DX3, -make("sign", T - X3), words("the sign of the error; ", f(X3), " enters with a minus")),
        step(DW2, DX3 @ X2.T, words("the upstream gradient times the transposed input"), True,
             Paragraph(words("For example, the entry in row 1 and column 2 is ", Source(r"1 \cdot 3 = 3"), "."))),
        step(DX2, W2.T @ DX3, words("the weight matrix, transposed, carries the gradient back")),
        StepBlock("dL/dz", words("both units are active, ", Source("z > 0"), ", so the mask is all ones"),
                  Chain(f(DZ), (Link(f(DX2 * name("mask", (2, 1))), words("ReLU passes the gradient where ", Source("z > 0"))),
                                Link(Value(VALUES["dL/dz"])))), (2, 1)),
        step(DW1, DZ @ X1.T, words("the upstream gradient times the transposed input"), True),
        Paragraph(words("Rounded values: ", Value(Fraction(1, 3)), " is exact, and ", Value(VALUES["x1"]),
                        " is the input, of shape ", ShapeOf((3, 1)), ".")),
        Table((words("step"), words("shape"), words("value")),
              (((Text("L", "code"),), (ShapeOf(()),), (Value(Fraction(9)),)),
               ((Text("dL/dW1", "code"),), (ShapeOf((2, 3)),), (Value(VALUES["dL/dW1"]),)),
               ((Text("dL/dW2", "code"),), (ShapeOf((2, 2)),), (Value(VALUES["dL/dW2"]),))), "lcr"),
        Box("Model answer", (
            Paragraph(words("No unit is dead, since ", Source(r"z = [1, 3]^\top"), " is positive.")),
            Items(((Paragraph(words("names the active units (1 point)")),), (Paragraph(words("gives the mask (1 point)")),))),
        )),
        Box("Checked", (Paragraph(words("The values agree on three independent routes: exact, NumPy, finite differences.")),)),
    )  # fmt: skip


def handout() -> Document:
    """The sheet a student gets: statements, and room to answer."""
    return Document(
        "Homework 1: linear models and back propagation",
        (
            Heading(1, words("Problem 3.2 Two layers, ReLU, L1 loss"), "5 points"),
            Paragraph(words("Calculate the loss and its gradients.")),
            Room(
                words(Source(r"\frac{\partial L}{\partial W_1} ="), "  of shape ", ShapeOf((2, 3))),
                5,
            ),
            Room(words("Which units receive no gradient, and why?"), 30),
        ),
        "ECE 661, Spring 2025",
        "handout",
    )
