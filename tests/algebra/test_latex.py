"""LaTeX: every op compiles; brackets are those needed and no more; the author's order is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, walk
from solver.algebra.latex import Latex
from solver.algebra.op import OPS
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import combine
from solver.render.pdf import compile_pdf
from tests.algebra.builders import OWN, M, N
from tests.algebra.formulas import MAKERS, formulas
from tests.algebra.kernel_cases import CASES
from tests.algebra.quick import quick
from tests.algebra.test_plain import NEVER_WRITTEN
from tests.render.needs import needs_latex

LATEX = Latex()
SCOPE = Scope(
    {**{key: name(key) for key in "abcst"}, "m": make("dim", size=M), "n": make("dim", size=N),
     "A": name("A", (M, N)), "B": name("B", (M, N)), "Q": name("Q", (N, N)), "v": name("v", (N, 1)),
     "u": name("u", (N, 1)), "r": name("r", (1, N))},
    {**OWN, "f": OWN["swish"]},
)  # fmt: skip


def printed(text: str) -> str:
    return LATEX(read(text, SCOPE))


def bare(latex: str) -> str:
    """Leave out what only moves ink: thin spaces, and whether a bracket grows."""
    return re.sub(r"\\left|\\right|\\,|\s+", "", latex)


# --- it compiles ---------------------------------------------------------------------------------
def samples(op: str, count: int) -> list[Expr]:
    """Draw formulas with the op at the root, the same ones every time."""
    found: list[Expr] = []

    @given(st.data())
    @quick(count)
    def draw(data: Any) -> None:
        found.append(data.draw(formulas(op, depth=1)))

    draw()
    return found


def partials() -> list[Expr]:
    a, v = name("a"), name("v", (N, 1))
    return [make("partial", name("L"), e) for e in (a, a + a / a, make("sum", v, axis=None), v.T)]


def by_kinds() -> dict[str, list[Expr]]:
    """List formulas with ops that only kinds make."""
    nodes = [node for case in CASES.values() for node in walk(case.built())]
    return {op: [n for n in nodes if n.op == op] for op in NEVER_WRITTEN - {"partial"}}


@needs_latex
def test_every_op_compiles() -> None:
    """Set one document of displays and of lines in text, several for every op of the table."""
    made = {op: samples(op, 8) for op in MAKERS} | {"partial": partials()} | by_kinds()
    assert set(made) == set(OPS)
    formulas_of = [LATEX(expr) for exprs in made.values() for expr in exprs]
    body = "\n".join(rf"\[{text}\] and ${text}$." for text in formulas_of)
    assert compile_pdf(rf"\begin{{document}}{body}\end{{document}}").startswith(b"%PDF")


@given(data=st.data())
@quick(60)
def test_braces_and_growing_brackets_are_balanced(data: Any) -> None:
    expr = data.draw(st.sampled_from(sorted(MAKERS)).flatmap(lambda op: formulas(op, depth=3)))
    text = LATEX(expr)
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"\\left\b", text)) == len(re.findall(r"\\right\b", text))
    assert text.count("(") == text.count(")")
    assert text.isascii()


# --- brackets ------------------------------------------------------------------------------------
SUM = r"\sum_{i=1}^{n}[v]_{i}"
COLUMN_SUMS = r"\sum_{i}A_{i,j}"
BRACKETS = {
    # sums and differences
    "(a+b)*c": "(a+b)c", "-(a+b)": "-(a+b)", "a-(b-c)": "a-(b-c)", "a-b-c": "a-b-c",
    "a-(b+c)": "a-(b+c)", "a*(b+c)": "a(b+c)", "2*(a+b)": "2(a+b)", "(A+B)@v": "(A+B)v",
    # a sign never stands right behind another sign or an operator
    "a - -b": "a-(-b)", "a + -b": "a+(-b)", "-(-a)": "-(-a)", "a*-b": "a(-b)",
    "v * -u": r"v\odot(-u)", "v / -u": r"v\oslash(-u)", "A@-v": "A(-v)", "a + -2": "a+(-2)",
    "a - -2": "a-(-2)", "2*-3": r"2\cdot(-3)", "-v*u": r"-v\odotu", "-(v*u)": r"-v\odotu",
    # ... but leads a product without brackets
    "-a*b": "-ab", "-2*a": "-2a", "-A@v": "-Av", "-(A@v)": "-Av", "-sum(v)": "-" + SUM,
    # products and quotients
    "a*b*c": "abc", "a*(b*c)": "abc", "2*3": r"2\cdot3", "a*2": r"a\cdot2", "2*a": "2a",
    "a*3**2": r"a\cdot3^{2}", "a/(b/c)": r"\frac{a}{\frac{b}{c}}", "(a+b)/2": r"\frac{a+b}{2}",
    "a/b*c": r"\frac{a}{b}c", "-(a/b)": r"-\frac{a}{b}", "-a/b": r"\frac{-a}{b}",
    "A/B/A": r"A\oslashB\oslashA", "A/(B/A)": r"A\oslash(B\oslashA)",
    "A/(B*A)": r"A\oslash(B\odotA)", "A*(Q@Q.T)[1,1]": r"A[QQ^{\top}]_{11}",
    "(A*B)@v": r"(A\odotB)v", "A*(A@Q)": r"A\odotAQ", "(v+u)/2": r"\frac{1}{2}(v+u)",
    # powers and transposes
    "(-a)**2": "(-a)^{2}", "-a**2": "-a^{2}", "(a*b)**2": "(ab)^{2}", "(a**b)**c": "(a^{b})^{c}",
    "a**b**c": "a^{b^{c}}", "a**-b": "a^{-b}", "(-2)**2": "(-2)^{2}",
    "(a/b)**2": r"(\frac{a}{b})^{2}", "(1/2)**2": r"(\frac{1}{2})^{2}",
    "exp(a)**2": "(e^{a})^{2}", "sqrt(a)**2": r"\sqrt{a}^{2}", "abs(a)**2": "|a|^{2}",
    "norm(v)**2": r"\lVertv\rVert_{2}^{2}", "f(a)**2": "(f(a))^{2}", "v[1]**2": "[v]_{1}^{2}",
    "sigmoid(a)**2": r"(\sigma(a))^{2}", "tanh(a)**2": r"(\tanh(a))^{2}",
    "log(a)**2": r"(\log(a))^{2}", "max(v)**2": r"(\max(v))^{2}",
    "(A@Q).T": r"(AQ)^{\top}", "A@Q.T": r"AQ^{\top}", "(v*u).T": r"(v\odotu)^{\top}",
    "(A**2).T": r"(A^{\odot2})^{\top}", "A**2": r"A^{\odot2}", "softmax(v).T":
    r"(\operatorname{softmax}(v))^{\top}", "unit(v)[1]": r"[\frac{v}{\lVertv\rVert_2}]_{1}",
    "unit(v).T": r"(\frac{v}{\lVertv\rVert_2})^{\top}",
    # a sum swallows what follows it, so it stands in brackets before a factor
    "sum(v)+a": f"{SUM}+a", "a+sum(v)": f"a+{SUM}", "sum(v)*a": f"({SUM})a", "sum(v)**2":
    f"({SUM})^{{2}}", "sum(v+u)": r"\sum_{i=1}^{n}([v]_{i}+[u]_{i})",
    "sum(v*u)": r"\sum_{i=1}^{n}[v]_{i}[u]_{i}", "sum(v[i]+a, (i, 1, n))":
    r"\sum_{i=1}^{n}([v]_{i}+a)", "sum(A, axis=0)*r": rf"({COLUMN_SUMS})\odotr",
    "sum(A, axis=0)/r": rf"({COLUMN_SUMS})\oslashr",
    "sum(A, axis=0)@v": f"({COLUMN_SUMS})v",
}  # fmt: skip


@pytest.mark.parametrize("text", BRACKETS)
def test_brackets(text: str) -> None:
    found = bare(printed(text)).replace(r"\left\lVert", r"\lVert")
    assert found == BRACKETS[text]


@given(data=st.data())
@quick(150)
def test_two_powers_never_meet(data: Any) -> None:
    r"""TeX refuses `a^b^c`, and people read `{e^a}^b` as e to the ab, `\frac ab^c` as a by b^c."""
    base = data.draw(st.sampled_from(sorted(set(MAKERS) - {"name"})).flatmap(formulas))
    before = LATEX(base ** name("p")).removesuffix("^{p}").removesuffix(r"^{\odot p}")
    assert base.op == "T" or not re.search(r"\^\{[^{}]*\}\}?$", before)
    assert not before.startswith(r"\frac")


# --- the order of the author ---------------------------------------------------------------------
ORDERED = st.recursive(
    st.sampled_from("abcst"),
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "@"]), inner).map(
        lambda p: f"({p[0]} {p[1]} {p[2]})"
    ),
    max_leaves=8,
)


@given(ORDERED)
@quick(150)
def test_names_stay_in_the_order_in_which_they_were_typed(text: str) -> None:
    typed = re.findall("[abcst]", text)
    assert re.findall("[abcst]", re.sub(r"\\[a-z]+", "", printed(text))) == typed


@pytest.mark.parametrize(
    ("size", "text"), [(combine((2, N), (1, M), (1, -1)), "m + 2n - 1"), (combine((-1, N)), "-n")]
)
def test_sizes(size: Any, text: str) -> None:
    assert bare(LATEX(make("dim", size=size))) == bare(text)


# --- what a reader must be told ------------------------------------------------------------------
TOLD = {
    # along which axis; the letters are those that nothing else is called
    "max(A, axis=1)": r"\max_{j}A_{i,j}", "max(A, axis=0)": r"\max_{i}A_{i,j}",
    "mean(A, axis=0)": r"\operatorname{mean}_{i}A_{i,j}", "max(A)": r"\max(A)",
    "max(v, axis=0)": r"\max(v)", "mean(r, axis=1)": r"\operatorname{mean}(r)",
    "sum(A, axis=1)": r"\sum_{j}A_{i,j}", "sum(v, axis=0)": SUM,
    "softmax(A, axis=1)": r"\operatorname{softmax}_{\text{rows}}(A)",
    "softmax(A, axis=0)": r"\operatorname{softmax}_{\text{columns}}(A)",
    "softmax(v, axis=0)": r"\operatorname{softmax}(v)",
    "argmax_mask(A, axis=1)": r"\mathbf{1}[A_{i,j}=\max_{j}A_{i,j}]",
    "max(A, axis=1)*2": r"(\max_{j}A_{i,j})\cdot2",
    "sum(i*v)": r"\sum_{j=1}^{n}i[v]_{j}", "mean(i*A, axis=0)":
    r"\operatorname{mean}_{j}[iA]_{jk}", "sum(v*sum(u))":
    r"\sum_{i=1}^{n}[v]_{i}(\sum_{j=1}^{n}[u]_{j})", "sum(max(A, axis=1))":
    r"\sum_{i=1}^{m}[\max_{k}A_{j,k}]_{i}",
    "sum(sum(v), (i, 1, m))": r"\sum_{i=1}^{m}\sum_{j=1}^{n}[v]_{j}",
    # entry i of a product, not entry 1
    "sum(X@w)": r"\sum_{i=1}^{2}(X_{i,1}[w]_{1}+X_{i,2}[w]_{2})",
    # parameters other than the usual ones, and variants
    "elu(a)": r"\operatorname{ELU}(a)", "elu(a, 0.7)": r"\operatorname{ELU}_{0.7}(a)",
    "delu(a, 1/3)": r"\operatorname{ELU}'_{\frac{1}{3}}(a)",
    "leaky_relu(v, 0.2)": r"\operatorname{LReLU}_{0.2}(v)", "gelu(a)": r"\operatorname{GELU}(a)",
    "gelu_erf(a)": r"\operatorname{GELU}_{\mathrm{erf}}(a)",
    # numbers that are long for their zeros
    "1e-99": "10^{-99}", "-1.5e-70": r"-1.5\times10^{-70}", "a*1e30": r"a\cdot10^{30}",
    "1.5e30*a": r"(1.5\times10^{30})a", "0.000001": "0.000001", "(1e30)**2": r"(10^{30})^{2}",
    # Euler's number, where e is a name too
    "exp(-30*a)": "e^{-30a}", "exp(-30*e)": r"\exp(-30e)", "e*exp(a)": r"e\exp(a)",
    "exp(a)*sum(e*exp(v))": r"\exp(a)(\sum_{i=1}^{n}e\exp([v]_{i}))",
}  # fmt: skip
WIDER = SCOPE.with_names(
    {"e": name("e"), "i": name("i"), "X": name("X", (2, 2)), "w": name("w", (2, 1))}
)


@pytest.mark.parametrize("text", TOLD)
def test_what_a_reader_must_be_told(text: str) -> None:
    scope = SCOPE.with_names({}) if "(i," in text else WIDER
    assert bare(LATEX(read(text, scope))) == TOLD[text]


# --- symbols of the author's ---------------------------------------------------------------------
SYMBOLS = {
    "a": "a-b",
    "b": "x^{2}",
    "c": r"\hat{y}",
    "s": r"\Delta w",
    "t": "t^{*}",
    "A": "A^{(1)}",
}
IN_BRACKETS = {
    "a*c": r"(a-b)\hat{y}", "c*a": r"\hat{y}(a-b)", "c-a": r"\hat{y}-(a-b)", "a+c": r"a-b+\hat{y}",
    "a**2": "(a-b)^{2}", "b**2": "(x^{2})^{2}", "b*c": r"x^{2}\hat{y}", "c**2": r"\hat{y}^{2}",
    "s**2": r"(\Deltaw)^{2}", "s*c": r"\Deltaw\hat{y}", "t**2": "(t^{*})^{2}", "-a": "-(a-b)",
    "dL/da": r"\frac{\partialL}{\partial(a-b)}", "A.T": r"(A^{(1)})^{\top}",
    "A[1,2]": "[A^{(1)}]_{12}", "exp(-a)": "e^{-(a-b)}",
}  # fmt: skip


@pytest.mark.parametrize("text", IN_BRACKETS)
def test_a_symbol_stands_in_the_brackets_it_needs(text: str) -> None:
    expr = name(text) if text.startswith("d") else read(text, SCOPE)
    assert bare(Latex(SYMBOLS)(expr)) == IN_BRACKETS[text]


NAMES = {
    "a.W1": "W_{1}", "b.dL/dW1": r"\frac{\partial L}{\partial W_{1}}",
    "dL/d(A.T @ B)": r"\frac{\partial L}{\partial (A{}^{\top}\text{ @ }B)}",
    "b.dL/d(b.A.T)": r"\frac{\partial L}{\partial (A{}^{\top})}",
    "dL/dA via A.T": r"\left.\frac{\partial L}{\partial A}\right|_{\text{via }A{}^{\top}}",
    "dL/dA via z1": r"\left.\frac{\partial L}{\partial A}\right|_{\text{via }z_{1}}",
}  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_names_of_steps(text: str) -> None:
    assert LATEX.name(text) == NAMES[text]


@pytest.mark.parametrize(("text", "latex"), [
    ("f", "f"), ("f'", "f'"), ("f1", "f_{1}"), ("swish", r"\operatorname{swish}"),
    ("a.swish'", r"\operatorname{swish}'"), ("xavier_coarse", r"\mathrm{xavier}_{\text{coarse}}"),
    ("g_theta", r"g_{\theta}"), ("phi'", r"\phi'"),
])  # fmt: skip
def test_the_names_of_authors_functions(text: str, latex: str) -> None:
    assert Latex().function(text) == latex


def test_an_authors_symbol_is_that_of_a_function_too() -> None:
    assert Latex({"q": "Q_c"}).function("q'") == "Q_c'"
