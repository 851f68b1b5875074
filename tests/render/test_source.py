import re

import pytest

from solver.errors import FormulaError
from solver.text.mathwords import COMMANDS
from solver.text.source import ascii_math, checked
from tests.render.build import paper, s, say
from tests.render.needs import needs_latex


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        (r"\frac{1}{2}", r"\frac {1}{2}"),
        ("x₁² ≤ α", r"x_{1}^{2} \le \alpha"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
         r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
        (r"\text{größer}", r"\text {gr\text{\"{o}}\text{\ss{}}er}"),
        ("a\n\nb", "a b"),
    ],
)  # fmt: skip
def test_keeps_mathematics(typed: str, latex: str) -> None:
    assert checked(typed) == latex


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (r"\input{/etc/passwd}", r"\input"),
        (r"\immediate\write18{ls}", r"\immediate"),
        (r"x\openin5=a", r"\openin"),
        (r"\catcode`\%=12", r"\catcode"),
        (r"\csname input\endcsname a", r"\csname"),
        (r"\def\x{\x}\x", r"\def"),
        (r"\special{x}", r"\special"),
        (r"\pdffiledump{a}", r"\pdffiledump"),
        ("^^5cinput{a}", "^^"),
        (r"\begin{filecontents}x\end{filecontents}", "filecontents"),
        ("a}b", "}"),
        ("{a", "{"),
        ("a$b", "$"),
        ("50%", "%"),
        ("a & b", "&"),
        (r"a \\ b", r"\\"),
        (r"\left( a", r"\left"),
        (r"{\left( a } \right)", r"\left"),
        (r"\begin{matrix} 1 \end{bmatrix}", r"\end{bmatrix}"),
        ("中", "中"),
        ("\ue0000\ue001", "character"),
        ("a\\", "\\"),
    ],
)
def test_refuses_what_is_not_mathematics(typed: str, named: str) -> None:
    with pytest.raises(FormulaError, match=r".") as caught:
        checked(typed)
    assert named in caught.value.message


def test_says_where() -> None:
    with pytest.raises(FormulaError) as caught:
        checked(r"x + \input{a}")
    assert caught.value.offset == 4


def test_refuses_depth_and_length() -> None:
    for typed in ("{" * 200 + "}" * 200, "x" * 9000):
        with pytest.raises(FormulaError):
            checked(typed)


def test_printed_mathematics_becomes_ascii() -> None:
    assert ascii_math(r"\mathrm{größe} + α") == (r"\mathrm{gr\text{\"{o}}\text{\ss{}}e} + \alpha ")


@needs_latex
def test_every_allowed_command_is_known_to_latex() -> None:
    from solver.render.pdf import typeset

    asked = "\n".join(
        rf"\ifcsname {name}\endcsname\else\typeout{{missing {name}}}\fi" for name in COMMANDS
    )
    log = typeset(f"\\begin{{document}}\n{asked}\nx\\end{{document}}")[1]
    assert not re.findall("^missing .*", log, re.MULTILINE)


@needs_latex
def test_what_is_let_through_prints() -> None:
    from solver.render.pdf import to_pdf

    shown = (r"\frac12", r"\begin{cases} 1 & x > 0 \\ 0 \end{cases}", "x₁² ≤ α", r"\text{größer}")
    assert to_pdf(paper(*(say(s(latex)) for latex in shown)))
