import pytest
from jinja2 import UndefinedError

from solver.document.blocks import Document, Heading, Named, Text
from solver.render.environment import environment, macro, printable
from solver.render.latex import to_latex
from tests.render import nasty, worked
from tests.render.build import chain, paper, s, say, step, value, words


def body(document: Document) -> str:
    return to_latex(document, standalone=False)


@pytest.mark.parametrize("value", [1.5, None, True, ["x"], object()])
def test_templates_print_text_and_whole_numbers_only(value: object) -> None:
    with pytest.raises(TypeError, match="neither text nor a whole number"):
        printable(value)
    with pytest.raises(TypeError):
        macro("room", label="", lines=value)


def test_templates_refuse_what_is_not_there() -> None:
    with pytest.raises((TypeError, UndefinedError)):
        environment().from_string("<< nothing >>").render()
    with pytest.raises(UndefinedError):
        environment().from_string("<< nothing.at_all >>").render()


def test_a_paper_must_state_something() -> None:
    with pytest.raises(Exception, match="statement"):
        environment().get_template("document.tex.j2").render(
            preamble="", pdf_title="", papers=[{"head": "", "title": "", "subtitle": "",
                                                "what": "", "view": "", "instructions": ""}]
        )  # fmt: skip


def test_words_are_escaped_everywhere() -> None:
    evil = r"\input{x}$%"
    tex = body(Document(evil, (Heading(1, words(evil), evil), say(evil, Text(evil, "code"))), evil))
    assert r"\input" not in tex
    assert "$%" not in tex


def test_symbols_of_the_author_are_checked() -> None:
    with pytest.raises(Exception, match="input"):
        body(Document("t", (Named((("a", r"\input{x}"),), ()),)))


def test_output_is_ascii_and_deterministic() -> None:
    for make in (worked.key, worked.handout, *nasty.NASTY.values()):
        assert body(make()) == body(make())
        assert body(make()).isascii()


def test_an_asked_step_is_marked_and_its_answer_boxed() -> None:
    tex = body(worked.key())
    assert r"\Step{\AskedName{dL/dW1}}" in tex
    assert tex.count(r"\ChainAnswer") == 5


def test_a_step_shows_name_rule_and_shape() -> None:
    made = step(worked.Z, words("why"), s("x"))
    assert r"\Step{\StepName{z}}{why}{$2 \times 1$}%" in body(paper(made))


def test_handout_has_a_line_for_the_name_and_no_answers() -> None:
    assert r"\NameLine" in body(worked.handout())
    assert r"\NameLine" not in body(worked.key())
    assert "Worked solution" not in body(worked.handout())


def test_relation_signs() -> None:
    tex = body(paper(chain(s("a"), nasty.Link(s("b"), relation="≈"))))
    assert r"\ChainLink{\approx }{b}{}" in tex


def test_standalone_has_the_preamble_and_several_papers_fit_in_one_run() -> None:
    tex = to_latex(worked.key(), worked.handout())
    assert tex.startswith("%")
    assert tex.count(r"\documentclass") == 1
    assert tex.count(r"\begin{paper}") == 2


def test_wide_tables_wrap_and_long_ones_break() -> None:
    tex = body(nasty.tables())
    assert r"\WideTableBlock{rLL}" in tex
    assert r"\LongTableBlock{rrl}" in tex
    assert r"\endhead" in tex
    assert r"\TableBlock{ll}{\toprule" in tex


def test_a_paragraph_full_of_matrices_is_ragged() -> None:
    assert r"{\raggedright" in body(paper(say(value([1, 2], [3, 4]))))
