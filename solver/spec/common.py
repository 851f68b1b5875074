"""The fields that problems of every kind share."""

from __future__ import annotations

from solver.spec.asks import POINTS, AskField
from solver.spec.fields import FORMULA, ListOf, Text
from solver.spec.functions import Functions, Symbols
from solver.spec.givens import Givens
from solver.spec.lets import Lets
from solver.spec.records import FieldMap
from solver.spec.vary import Vary

ASK = ListOf(item=AskField(), about="what is asked, in order")
KIND = Text(what="a kind", about="which kind of problem this is")
LABEL = Text(what="a label such as `a`", pattern=r"[A-Za-z0-9]+")
LONGEST_ID = 100  # files are named after it
SLUG = Text(
    what="an id",
    pattern=rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_ID - 1}}}",
    rule=f"an id is made of letters, digits, `.`, `_` and `-`, at most {LONGEST_ID} of them",
    about="never changes once released: what is drawn for students depends on it",
)
HEAD: FieldMap = {
    "id": SLUG,
    "title": Text(about="one line"),
    "statement": Text(markdown=True, about="replaces the generated statement"),
    "note": Text(markdown=True, about="printed in the key"),
    "source": Text(about="where the problem comes from"),
    "points": POINTS,
    "show": ListOf(item=FORMULA, about="steps whose values the statement prints"),
    "ask": ASK,
}
# What steps are made from; a part may lay its own over these and over the fields of its kind.
WORLD: FieldMap = {
    "given": Givens(about="numbers, nested lists, or shapes with facts"),
    "symbols": Symbols(about="how names are printed, in LaTeX"),
    "functions": Functions(about="elementwise functions: `f(x): formula` or `f(x): unknown`"),
    "assume": ListOf(item=FORMULA, about="what is known, such as `d_out > d_in`"),
    "let": Lets(about="givens computed from others, `name: formula`"),
    "vary": Vary(about="how givens differ from student to student"),
    "require": ListOf(item=FORMULA, about="what must hold of every variant, such as `all(z != 0)`"),
}
PART: FieldMap = {
    "text": Text(markdown=True, about="what the part says before it asks"),
    "points": POINTS,
    "ask": ASK,
}
