"""Answers whose value anybody agrees on, as SymPy has it, and our tree as SymPy for comparison."""

from __future__ import annotations

import sympy as sp

from solver.marking import syntax as s

a, b, n, p, x, y, z = sp.symbols("a b n p x y z")
W1, W2, eta, yhat = sp.symbols("W_1 W_2 eta yhat")


def _m(*rows: list[object]) -> sp.Matrix:
    return sp.ImmutableMatrix(rows)


_SQUARE = _m([1, sp.Rational(1, 2)], [-3, 0])
_PLAIN = _m([1, 2], [3, 4])
_COLUMN = _m([1], [3])
CASES: tuple[tuple[str, object], ...] = (
    ("3/4", sp.Rational(3, 4)),
    ("−3/4", sp.Rational(-3, 4)),
    ("0.731", sp.Rational(731, 1000)),
    (r"\approx 0.731", sp.Rational(731, 1000)),
    ("≈ 0.731", sp.Rational(731, 1000)),
    ("1e-3", sp.Rational(1, 1000)),
    (r"1.2\times10^{-3}", sp.Rational(12, 10000)),
    ("1.2×10⁻³", sp.Rational(12, 10000)),
    ("1,234,567", sp.Integer(1234567)),
    (r"1\,234\,567", sp.Integer(1234567)),
    ("1.3M", sp.Integer(1300000)),
    (r"1.3\,\text{M}", sp.Integer(1300000)),
    ("61K", sp.Integer(61000)),
    (r"85.7\%", sp.Rational(857, 1000)),
    ("85.7%", sp.Rational(857, 1000)),
    ("0,5", sp.Rational(1, 2)),
    (r"\frac12", sp.Rational(1, 2)),
    (r"-\dfrac{3}{4}", sp.Rational(-3, 4)),
    (r"2\tfrac13", sp.Rational(7, 3)),
    ("2½", sp.Rational(5, 2)),
    ("3*3*1*10+10", sp.Integer(100)),
    (r"5 \times 5 \times 3 \times 16 + 16", sp.Integer(1216)),
    ("5·5·3·16", sp.Integer(1200)),
    ("(-4)(3)", sp.Integer(-12)),
    ("2*-3+1", sp.Integer(-5)),
    ("2**-1", sp.Rational(1, 2)),
    (r"0.5^2 \times 0.5", sp.Rational(1, 8)),
    (r"\boxed{8}", sp.Integer(8)),
    (r"\textcircled{1} 8", sp.Integer(8)),
    (r"\lfloor 5/2 \rfloor + 1", sp.Integer(3)),
    ("floor((5-2)/2)+1", sp.Integer(2)),
    (r"\left\lceil \frac{5}{2} \right\rceil", sp.Integer(3)),
    (r"\max(0, -3)", sp.Integer(0)),
    ("|-3|", sp.Integer(3)),
    (r"\sqrt{2}", sp.sqrt(2)),
    ("√2", sp.sqrt(2)),
    (r"\frac{1}{1+e^{-x}}", 1 / (1 + sp.exp(-x))),
    ("1/(1+exp(-x))", 1 / (1 + sp.exp(-x))),
    (r"\frac{1-a^{n+1}}{1-a}", (1 - a ** (n + 1)) / (1 - a)),
    ("(1-a^(n+1))/(1-a)", (1 - a ** (n + 1)) / (1 - a)),
    ("x² + 2x", x**2 + 2 * x),
    ("1/2 x", x / 2),
    (r"2(\hat{y} - y)", 2 * (yhat - y)),
    (r"\ln(1+e^{x})", sp.log(1 + sp.exp(x))),
    ("W1 - 0.5*eta", W1 - eta / 2),
    (r"W_1 - 0.5\,\eta", W1 - eta / 2),
    ("W₁ − 0.5η", W1 - eta / 2),
    (r"\begin{bmatrix} 1 & 1/2 \\[2pt] -3 & 0 \end{bmatrix}", _SQUARE),
    (r"\begin{pmatrix} 1 & \frac12 \\ -3 & 0 \end{pmatrix}", _SQUARE),
    (r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]", _PLAIN),
    (r"\begin{bmatrix*}[r] 1 \\ 3 \end{bmatrix*}", _COLUMN),
    ("[[1, 1/2], [-3, 0]]", _SQUARE),
    ("[1 2; 3 4]", _PLAIN),
    ("[1, 2; 3, 4]", _PLAIN),
    ("[[1. 2.]\n [3. 4.]]", _PLAIN),
    ("np.array([[1, 2], [3, 4]])", _PLAIN),
    ("tensor([[1., 2.], [3., 4.]], grad_fn=<AddBackward0>)", _PLAIN),
    ("(1, 3)^T", _COLUMN),
    (r"[1 \ 3]^\top", _COLUMN),
    ("[1; 3]", _COLUMN),
    (r"-4 \begin{pmatrix} 38 \\ 22 \end{pmatrix}", _m([-152], [-88])),
    (r"\begin{pmatrix}1\\2\end{pmatrix}\begin{pmatrix}3&4\end{pmatrix}", _m([3, 4], [6, 8])),
    (r"\begin{pmatrix}1&0\\3&4", _m([1, 0], [3, 4])),
    ("[2 -1; 0 1]", _m([2, -1], [0, 1])),
    ("[[1,2],[3,4]] + [[1,1],[1,1]]", _m([2, 3], [4, 5])),
    (r"(2 \ 1)", _m([2, 1])),
)
_PRODUCTS = frozenset({"jux", "*", "cdot", "times", "@"})
_FUNCTIONS = {"exp": sp.exp, "ln": sp.log, "sqrt": sp.sqrt, "max": sp.Max}


def as_sympy(node: s.Node) -> sp.Basic:
    """Build SymPy's expression of a tree."""
    match node:
        case s.Number():
            return sp.Rational(node.value.numerator, node.value.denominator)
        case s.Symbol(base="e", below=""):
            return sp.E
        case s.Symbol():
            return sp.Symbol(
                "".join((node.base, *node.marks)) + ("_" + node.below) * bool(node.below)
            )
        case s.Unary(op="T"):
            return as_sympy(node.arg).T
        case s.Unary():
            return -as_sympy(node.arg)
        case s.Binary():
            return _combined(node.op, as_sympy(node.left), as_sympy(node.right))
        case s.Call():
            return _FUNCTIONS[node.function.base](*map(as_sympy, node.args))
        case s.Rows():
            return sp.ImmutableMatrix([[as_sympy(entry) for entry in row] for row in node.rows])
        case s.Items():
            return sp.ImmutableMatrix([[as_sympy(item) for item in node.items]])
        case s.Norm(which="abs"):
            return sp.Abs(as_sympy(node.body))
        case s.Rounding():
            return {"floor": sp.floor, "ceil": sp.ceiling}[node.which](as_sympy(node.body))
    raise TypeError(type(node).__name__)


def _combined(op: str, left: sp.Basic, right: sp.Basic) -> sp.Basic:
    if op in _PRODUCTS:
        return left * right
    return {"+": left + right, "-": left - right}[op] if op in "+-" else _quotient(op, left, right)


def _quotient(op: str, left: sp.Basic, right: sp.Basic) -> sp.Basic:
    return left / right if op == "/" else left**right


def same(one: object, other: object) -> bool:
    """Tell whether two expressions or matrices are equal."""
    if isinstance(one, sp.MatrixBase) != isinstance(other, sp.MatrixBase):
        return False
    if isinstance(one, sp.MatrixBase):
        return one.shape == other.shape and all(same(u, v) for u, v in zip(one, other, strict=True))
    return sp.simplify(one - other) == 0
