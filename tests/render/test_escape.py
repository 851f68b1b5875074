import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.text.escape import escape


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"50% of $x_1$ & \input{/etc/passwd}",
         r"50\% of \$x\_1\$ \& \textbackslash{}input\{/etc/passwd\}"),
        ("^^5c ~ #", r"\textasciicircum{}\textasciicircum{}5c \textasciitilde{} \#"),
        ("a -- b, ''", r"a -{}- b, '{}'"),
        ("tab\tnewline\n", "tab newline "),
        ("é ễ Łukasz", r"\'{e} \~{\^{e}} \L{}ukasz"),
        ("e\u0301", r"\'{e}"),
        ("α → x²", r"\ensuremath{\alpha} \ensuremath{\to} x\textsuperscript{2}"),
        ("e⁻ᵘ", r"e\textsuperscript{\ensuremath{-}}\textsuperscript{u}"),
        ("中\x00", r"\Missing{4E2D}\Missing{0000}"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)  # fmt: skip
def test_prints_literally(text: str, latex: str) -> None:
    assert escape(text) == latex


@given(st.text())
def test_anything_becomes_ascii_with_balanced_braces(text: str) -> None:
    latex = escape(text)
    assert latex.isascii()
    bare = latex.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


@given(st.text(string.printable))
def test_no_special_character_is_left_bare(text: str) -> None:
    bare = escape(text)
    for taken in (r"\%", r"\$", r"\#", r"\&", r"\_"):
        bare = bare.replace(taken, "")
    assert not set(bare) & set("%$#&_^~")


def test_a_long_word_may_break_and_a_short_one_may_not() -> None:
    assert r"\allowbreak" in escape("x" * 60)
    assert r"\allowbreak" not in escape("x" * 20 + " " + "y" * 20)
