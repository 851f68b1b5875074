"""Reading formulas: what they mean, what is refused and where, and that nothing else happens."""

from __future__ import annotations

from fractions import Fraction

import pytest

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.read import read, read_comparison
from solver.algebra.scope import Function, Scope
from solver.algebra.shapes import symbol
from solver.errors import FormulaError

M, N = symbol("m"), symbol("n")
a, b, c = map(name, "abc")
A, v, W1, x2 = name("A", (3, 3)), name("v", (3, 1)), name("W1", (M, N)), name("x2", (M, 1))
L, slope = name("L"), name("dL/dW1", (M, N))
one, two, half = number(1), number(2), number(Fraction(1, 2))


def derivative(top: str, bottom: str) -> Expr:
    if (top, bottom) != ("L", "W1"):
        raise FormulaError(f"d{top}/d{bottom} is not defined here")
    return slope


SCOPE = Scope(
    {"a": a, "b": b, "c": c, "A": A, "v": v, "W1": W1, "x2": x2, "L": L,
     "m": make("dim", size=M), "n": make("dim", size=N), "delta": name("delta")},
    {"f": Function("u", name("u") * two), "g": Function("u", None)},
    derivative,
)  # fmt: skip


def leaky(arg: Expr, slope: str) -> Expr:
    return make("leaky_relu", arg, slope=Fraction(slope))


@pytest.mark.parametrize(
    ("text", "expr"),
    [
        ("a + b * c", a + (b * c)),
        ("(a + b) * c", (a + b) * c),
        ("a - b - c", (a - b) - c),
        ("a / b * c", (a / b) * c),
        ("a @ b", a * b),  # scalars: a 1×1 product
        ("A @ A * A", (A @ A) * A),
        ("-a**2", -(a**two)),
        ("(-a)**2", (-a) ** two),
        ("-2**2", -(two**two)),
        ("2**-1", two ** number(-1)),
        ("a**b**c", a ** (b**c)),
        ("(a**b)**c", (a**b) ** c),
        ("-a * b", (-a) * b),
        ("a - -b", a - (-b)),
        ("+a", a),
        ("-A.T", -(A.T)),
        ("(-A).T", (-A).T),
        ("A.T**2", A.T**two),
        ("a\n  + b", a + b),
        ("a − b·c × a ⊙ b", a - b * c * a * b),
        ("dL/dW1", slope),
        ("0.5*dL/dW1", half * slope),
        ("dL/dW1.T @ x2", slope.T @ x2),
        ("dL/dW1**2", slope**two),
        ("-dL/dW1/a", (-slope) / a),
        ("delta/a", name("delta") / a),
        ("v[1]", make("index", v, one)),
        ("A[1, 2]", make("index", A, one, two)),
        ("(A @ v)[2]**2", make("index", A @ v, two) ** two),
        ("[a, b]", make("stack", a, b, columns=1)),
        ("[[a, b]]", make("stack", a, b, columns=2)),
        ("[[a, b], [c, 1]]", make("stack", a, b, c, one, columns=2)),
        ("leaky_relu(a)", leaky(a, "0.01")),
        ("leaky_relu(a, 0.2)", leaky(a, "0.2")),
        ("leaky_relu(a, slope=1/3)", leaky(a, "1/3")),
        ("sum(A, axis=1)", make("sum", A, axis=1)),
        ("norm(v)", make("norm", v, order=2)),
        ("norm(v, inf)", make("norm", v, order="inf")),
        ("norm(v, order=1)", make("norm", v, order=1)),
        ("fill(a, m, 1)", make("fill", a, shape=(M, 1))),
        ("fill(a, shape=[m, 1])", make("fill", a, shape=(M, 1))),
        ("f(a)", make("fn", a, name("u") * two, name="f", parameter="u")),
        ("g(v)", make("unknown", v, name="g")),
        ("sum(v[i], (i, 1, 3))", make("bigsum", make("index", v, name("i")), one, number(3),
                                      index="i")),
        ("1.702", number(Fraction(851, 500))),
        ("1e-3", number(Fraction(1, 1000))),
        (".5", half),
    ],
)  # fmt: skip
def test_means(text: str, expr: Expr) -> None:
    assert read(text, SCOPE) == expr


@pytest.mark.parametrize("relation", ["<", "<=", ">", ">="])
def test_comparisons(relation: str) -> None:
    assert read_comparison(f"a + 1 {relation} 2*b", SCOPE) == (a + one, relation, two * b)


@pytest.mark.parametrize("text", ["a", "a < b < c", "a == b", "a != b", "a in b", "v < a"])
def test_what_is_no_comparison_of_numbers_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="comparison"):
        read_comparison(text, SCOPE)


REFUSED = [
    ("a + b.real", "`.real` is not allowed", 4),
    ("a + (b).__class__", "`.__class__` is not allowed", 4),
    ("1 - (lambda x: x)", "`lambda` is not allowed", 5),
    ("a * [b for b in c]", "a comprehension is not allowed", 4),
    ("sum(a for a in b)", "a comprehension is not allowed", 3),
    ("a + {b for b in c}", "a comprehension is not allowed", 4),
    ("a + 'text'", "text is not allowed", 4),
    ("a + f'{b}'", "text is not allowed", 4),
    ("a + (b in c)", "`in` is not allowed", 5),
    ("a if b else c", "`if … else` is not allowed", 0),
    ("a + (b := c)", "an assignment is not allowed", 5),
    ("a + ~b", "`~` is not allowed", 4),
    ("a + {}", "a mapping is not allowed", 4),
    ("a % b", "only [+] - ", 0),
    ("a ^ 2", "only [+] - ", 0),
    ("v[1:2]", "a slice is not allowed", 2),
    ("a + True", "`True` is not allowed", 4),
    ("a + 1j", "`1j` is not allowed", 4),
    ("a + 0x10", "`0x10` is not a plain number", 4),
    ("a + 1_000", "`1_000` is not a plain number", 4),
    ("a + 1e999", "`1e999` is too large", 4),
    ("a + 1e-999", "`1e-999` is too large", 4),
    ("a + " + "9" * 61, "is too large or too long", 4),
    ("a # b", "`#` is not allowed", 2),
    ("a + b\x00", "U\\+0000 is not allowed", 5),
    ("a + sigmiod(b)", "`sigmiod` is not a function", 4),
    ("a + __import__('os')", "`__import__` is not a function", 4),
    ("a + b(c)", "`b` is not a function", 4),
    ("a + sigmoid", "`sigmoid` is a function", 4),
    ("a + W2", "`W2` is not defined", 4),
    ("é + W2", "`é` is not defined", 0),
    ("L*dL/dW2", r"dL/dW2 is not defined here", 2),
    ("a + relu(b, c)", "`relu` cannot take these arguments", 4),
    ("a + relu(b, beta=1)", "`relu` cannot take these arguments", 4),
    ("a + exp(b, b=c, b=c)", "this is not a formula|stands twice", None),
    ("a + exp(**b)", r"`\*\*` before a name", 4),
    ("a + v[4]", r"v \(3×1\) has no entry 4", 4),
    ("a + v[0]", r"v \(3×1\) has no entry 0", 4),
    ("a + v[1, 1]", r"v \(3×1\) takes 1 index, not 2", 4),
    ("a + a[1]", "a is a scalar: it has no entries", 4),
    ("[a, [b, c]]", "the rows of a list differ in length", 0),
    ("a + []", "the list is empty", 4),
    ("sum(v[a], (a, 1, 3))", "`a` cannot be an index", 11),
    ("sum(v[i], (i, 1))", r"a range is `\(i, first, last\)`", 10),
]


@pytest.mark.parametrize(("text", "message", "offset"), REFUSED, ids=[r[0][:24] for r in REFUSED])
def test_refuses(text: str, message: str, offset: int | None) -> None:
    with pytest.raises(FormulaError, match=message) as caught:
        read(text, SCOPE)
    assert caught.value.offset == offset or offset is None
    assert (caught.value.offset or 0) <= len(text)


HINTS = [
    ("sigmiod(a)", "did you mean `sigmoid`?"),
    ("W11 @ x2", "did you mean `W1`?"),
    ("a ^ 2", "write `**` for a power"),
    ("2a", "write the product sign: `2*x`"),
    ("(a + b", "a bracket is missing or left over"),
    ("z = a", "write the right-hand side only"),
    ("v.t", "only `.T` is"),
    ("relu(a, b)", "write `relu(argument)`"),
    ("leaky_relu(a, beta=1)", "write `leaky_relu(argument, slope=…)`"),
    ("", "write"),  # whatever the words, not "look near ``"
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_hints(text: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text, SCOPE)
    assert hint in caught.value.hint
