r"""What is found in hand solutions: claims link by link, headings, prose, with their lines."""

from __future__ import annotations

import pytest

from solver.marking.transcripts import Claim, Section, sections


def claims(text: str) -> list[str]:
    """Write the claims of a text on a line each, as `left = right`."""
    return [shown(claim) for section in sections(text) for claim in section.claims]


def shown(claim: Claim) -> str:
    return "".join(
        f" {link.relation} {link.text}" if link.relation else link.text for link in claim.links
    )


def bounds(text: str) -> list[str]:
    return [shown(bound) for section in sections(text) for bound in section.bounds]


def only(text: str) -> Section:
    (section,) = sections(text)
    return section


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 3", ["x = 3"]),
        ("$x = 3$", ["x = 3"]),
        ("$$x = 3$$", ["x = 3"]),
        (r"\[x = 3\]", ["x = 3"]),
        (r"\(x = 3\)", ["x = 3"]),
        (r"\begin{equation} x = 3 \end{equation}", ["x = 3"]),
        ("a = b = c", ["a = b = c"]),
        (r"$L = 6 + 3 = 9$.", ["L = 6 + 3 = 9"]),
        (r"$p \approx 0.73$", [r"p ≈ 0.73"]),
        ("n := 4", ["n := 4"]),
        ("x == 3", ["x = 3"]),
        (r"$x \triangleq 3$", ["x := 3"]),
        (r"$a \overset{!}{=} b$", ["a = b"]),
        (r"$$\boxed{x = 3}$$", ["x = 3"]),
        ("**W = 3**", ["W = 3"]),
        ("- $b = 2$", ["b = 2"]),
        ("1. b = 2", ["b = 2"]),
        ("① $b = 2$", ["b = 2"]),
        (r"$$\textcircled{2} b = 2$$", ["b = 2"]),
        ("$$w_1 = -1 \\tag{3}$$", ["w_1 = -1"]),
        (r"$$W = V x, \quad (5)$$", ["W = V x"]),
        ("We get (x = 3).", ["x = 3"]),
        ("n = 1,234", ["n = 1,234"]),
        ("n = 1 6", ["n = 1 6"]),
    ],
)
def test_a_claim_is_found_however_it_is_set(text: str, expected: list[str]) -> None:
    assert claims(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1, b = 2", ["a = 1", "b = 2"]),
        ("a = 1; b = 2", ["a = 1", "b = 2"]),
        ("a = 1 and b = 2", ["a = 1", "b = 2"]),
        (r"$$a = 1 \quad b = 2$$", ["a = 1", "b = 2"]),
        (r"$$a = 1 \Rightarrow b = 2$$", ["a = 1", "b = 2"]),
        (r"$$a = 1 \text{ and } b = 2$$", ["a = 1", "b = 2"]),
        ("a = 1 => b = 2", ["a = 1", "b = 2"]),
        ("$f = x^2$ $g = 2x$", ["f = x^2", "g = 2x"]),
        ("a = 1. Then b = 2", ["a = 1", "b = 2"]),
        ("$a = 1$ for $x = 2$", ["a = 1", "x = 2"]),
        ("a = 3 gives b = 4", ["a = 3", "b = 4"]),
        ("$a = 3$ which turns into $b = 4$", ["a = 3", "b = 4"]),
        (r"$$\text{setup: } x = \binom{2}{1} \quad y = 10$$", [r"x = \binom{2}{1}", "y = 10"]),
    ],
)
def test_several_claims_in_a_line_are_told_apart(text: str, expected: list[str]) -> None:
    assert claims(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$s = \sum_{i=1}^n x_i$", r"s = \sum_{i=1}^n x_i"),
        (r"$s = \sum_i=1^n x_i$", r"s = \sum_i=1^n x_i"),
        (r"$P(\text{x = 1, y = 2}) = 0.5$", r"P(\text{x = 1, y = 2}) = 0.5"),
        (
            r"$$A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$$",
            r"A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        ),
        (
            r"$$f = \begin{cases} 1 & x = 0 \\ 0 & \text{else} \end{cases}$$",
            r"f = \begin{cases} 1 & x = 0 \\ 0 & \text{else} \end{cases}",
        ),
        (
            r"$$f = \left\{ \begin{array}{cc} 1 & x = 0 \\ 0 & x > 0 \end{array} \right. \tag{4}$$",
            r"f = \left\{ \begin{array}{cc} 1 & x = 0 \\ 0 & x > 0 \end{array} \right.",
        ),
        ("y[n=2] = 3", "y[n=2] = 3"),
        ("I = [0, 1)", "I = [0, 1)"),
        ("f(x) = x if x > 0, 0 otherwise", "f(x) = x if x > 0, 0 otherwise"),
        (r"$f = 1 \text{ if } x = 0, 0 \text{ else}$", r"f = 1 \text{ if } x = 0, 0 \text{ else}"),
        ("X = [1, 2; 3, 4]", "X = [1, 2; 3, 4]"),
    ],
)
def test_only_what_stands_outside_of_brackets_cuts(text: str, expected: str) -> None:
    assert claims(text) == [expected]


def test_inequalities_end_a_chain_and_are_kept_apart() -> None:
    text = r"$$N \geq \frac{\ln 0.1}{\ln 0.9} \approx 21.9 \Rightarrow 22 \text{ trials}$$"
    assert claims(text) == [r"\frac{\ln 0.1}{\ln 0.9} ≈ 21.9"]
    assert bounds(text) == [r"N >= \frac{\ln 0.1}{\ln 0.9}"]
    assert only(text).prose == ((1, r"22 \text{ trials}"),)


@pytest.mark.parametrize("sign", [r"\neq", "!=", r"\in", "->", r"\propto"])
def test_other_relations_end_a_chain(sign: str) -> None:
    assert claims(f"$$a = b {sign} c = d$$") == ["a = b", "c = d"]
    assert bounds(f"$$a = b {sign} c = d$$") == []


def test_a_chain_goes_on_in_the_next_display() -> None:
    text = "$$g = W^T d$$\n\n$$= \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$$\n\n$$\\approx 3$$\n"
    (claim,) = only(text).claims
    assert [(link.line, link.relation) for link in claim.links] == [
        (1, ""),
        (1, "="),
        (3, "="),
        (5, "≈"),
    ]


def test_a_chain_goes_on_after_an_equals_sign_at_the_end() -> None:
    assert claims("output =\n$$\\begin{pmatrix} 1 \\end{pmatrix}$$\n$$= 1$$") == [
        r"output = \begin{pmatrix} 1 \end{pmatrix} = 1"
    ]


@pytest.mark.parametrize("between", ["Answer:", "This holds for every layer, as was shown above."])
def test_a_chain_does_not_go_on_past_prose(between: str) -> None:
    assert claims(f"$$x = 3$$\n\n{between}\n\n$$= 5$$\n")[0] == "x = 3"


@pytest.mark.parametrize("env", ["align", "align*", "aligned", "eqnarray", "split", "gather"])
def test_lines_of_an_aligned_display_are_links(env: str) -> None:
    text = f"\\begin{{{env}}}\na &= 1 + 2 \\\\\n&= 3 \\\\[2pt]\nb &= 4\n\\end{{{env}}}\n"
    found = only(text).claims
    assert [shown(claim) for claim in found] == ["a = 1 + 2 = 3", "b = 4"]
    assert [[link.line for link in claim.links] for claim in found] == [[2, 2, 3], [4, 4]]


def test_a_system_of_equations_is_as_many_claims() -> None:
    text = r"Momentum: $\begin{cases} m = m_0 - g \\ w = w_0 + m \end{cases}$"
    assert claims(text) == ["m = m_0 - g", "w = w_0 + m"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The output size should be 34×34", "output size is 34×34"),
        ("the total epochs are $30 \\times 10 = 300$", r"total epochs is 30 \times 10 = 300"),
        ("And the total time = $300 \\text{ epoch}$", r"total time = 300 \text{ epoch}"),
        ("stride: 2", "stride : 2"),
        ("number of filters: ℓ", "number of filters : ℓ"),
        ("Conclusion: $20 \\times 20$ (height x width)", r"Conclusion : 20 \times 20"),
        ("the max step should be: $n + 1$", "the max step : n + 1"),
        ("The number of weights = K^2CF", "number of weights = K^2CF"),
        ("with step size $\\eta$ = 0.1", r"\eta = 0.1"),
        ("the rate eta = 0.1", "eta = 0.1"),
        ("Strides = S = 1", "Strides = S = 1"),
        ("number of points = number of steps + 1", "number of points = number of steps + 1"),
        ("3000 epochs × 2 = 6000 min", "3000 epochs × 2 = 6000 min"),
        ("2 layers: $d = 0.5^2 = 0.25$", "d = 0.5^2 = 0.25"),
        ("The total: $10 \\times 6 = 60$", r"The total : 10 \times 6 = 60"),
    ],
)  # fmt: skip
def test_words_are_left_sides_where_nothing_else_is(text: str, expected: str) -> None:
    assert claims(text) == [expected]


def test_what_is_set_up_in_one_line_is_told_apart() -> None:
    text = "(i) setup: (i) input: 36×36 (ii) filter size: 3×3 (iii) padding: 0"
    assert claims(text) == ["input : 36×36", "filter size : 3×3", "padding : 0"]


@pytest.mark.parametrize(
    "text",
    [
        "There are 2 filters, then each gives one map",
        "True, since a convex function has one minimum",
        "This is why 3 layers are better",
        "See https://example.org/?a=3 for more",
        '<a href="x">here</a>',
        "Note that: it works",
    ],
)
def test_a_sentence_is_prose_and_no_claim(text: str) -> None:
    assert claims(text) == []
    assert only(text).prose == ((1, text),)


def test_words_before_a_claim_are_kept_with_it() -> None:
    text = "Finding dW\n\n$$g = 3$$\n\n3 layers: $g = 0.5^3 = 0.125$\n$$n=2 \\Rightarrow h = 4$$"
    assert [(c.words, shown(c)) for c in only(text).claims] == [
        ("Finding dW", "g = 3"),
        ("3 layers", "g = 0.5^3 = 0.125"),
        ("", "n = 2"),
        ("n=2", "h = 4"),
    ]  # fmt: skip


def test_a_condition_before_a_colon_is_no_claim() -> None:
    (claim,) = only(r"$$\ell=3: g = 2 \times 4 = 8$$").claims
    assert (claim.words, shown(claim)) == (r"\ell=3", r"g = 2 \times 4 = 8")


def test_lists_of_names_get_their_values() -> None:
    assert claims("Proper weights w_0, w_1 and w_2 for NOR are -3, -3, -1, respectively.") == [
        "w_0 is -3", "w_1 is -3", "w_2 is -1",
    ]  # fmt: skip
    assert claims("stride, pad = 2, 1") == ["stride = 2", "pad = 1"]
    assert claims("n = 0, 1, 2") == ["n = 0, 1, 2"]


def test_a_printed_array_is_named_by_the_words_before_it() -> None:
    text = (
        "[4]:\n\nMap out:\n\n```\n[[ 0.  -0.5]\n [ 1.   2. ]]\n```\n\nWeights:\n[[-0.9]\n[1.0]]\n"
    )
    assert claims(text) == ["Map out : [[ 0. -0.5] [ 1. 2. ]]", "Weights : [[-0.9] [1.0]]"]
    assert [link.line for c in only(text).claims for link in c.links] == [3, 6, 10, 11]


def test_a_display_alone_is_named_by_the_words_before_it() -> None:
    assert claims("The runtime is:\n\n$$2cn^2$$") == ["The runtime is : 2cn^2"]
    assert claims("The loss is:\n5.03e-05") == ["The loss is : 5.03e-05"]


def test_code_says_nothing_but_what_it_printed_does() -> None:
    code = "```python\nimport numpy as np\nx = np.zeros(3)\n```\n\n```\nMSE = 0.5\n```\n"
    assert claims(code) == ["MSE = 0.5"]
    assert only(code).lines == 7


def test_formulas_between_fences_are_read() -> None:
    assert claims("```math\na &= 1 \\\\\n&= 2\n```") == ["a = 1 = 2"]


@pytest.mark.parametrize(
    "text",
    [
        r"$$g = \begin{pmatrix} 1 \\ 2 $$",
        r"$$g = \frac{1}{2 $$",
        r"$$g = \left( 1 + 2 $$",
        "$$g = 1 + 2\n\nh is next",
        "$g = 1",
        r"\begin{align} g &= 1",
        r"$$g = 1 \end{aligned}$$",
        "g = [1, 2",
    ],
)
def test_what_is_broken_is_kept_as_it_is(text: str) -> None:
    claim = only(text).claims[0]
    assert claim.links[0].text == "g"
    assert claim.links[1].text in " ".join(text.replace("$", "").replace("&", "").split())


def test_control_and_bidirectional_characters_are_removed() -> None:
    assert claims("x\x00 =\u202e 3\u200b\x0c\r\ny = 4\r") == ["x = 3", "y = 4"]
    assert [c.line for c in only("x = 1\r\ny = 2\rz = 3").claims] == [1, 2, 3]


def test_lines_with_something_on_them_are_counted() -> None:
    found = sections("Hello\n\nProblem 1\n\nx = 1\n   \nNothing here\n(a) y = 2\n")
    assert [(s.labels, s.lines) for s in found] == [((), 1), (("1",), 3), (("1", "a"), 1)]
