"""Authors' text: Markdown with `$math$` and `{{name}}`, read by markdown-it into blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from solver.document.blocks import Block, Inline, Inlines, Items, Maths, Paragraph, Source, Text
from solver.text.markdown import CLOSE, OPEN, line_tokens, marked, tokens

Resolve = Callable[[str], Maths]


def blocks(text: str, resolve: Resolve) -> tuple[Block, ...]:
    """Turn Markdown into blocks; `resolve` gives what a mention stands for."""
    values: list[Maths] = []
    clean = marked(text, lambda mention: values.append(resolve(mention)))
    return tuple(_blocks(_Tokens(tokens(clean)), values))


def inlines(text: str, resolve: Resolve) -> Inlines:
    """Turn one line of Markdown into words."""
    values: list[Maths] = []
    clean = marked(text, lambda mention: values.append(resolve(mention)))
    return tuple(_inlines(line_tokens(clean), values))


class _Tokens:
    """The block tokens, one after another."""

    def __init__(self, tokens: list[Any]) -> None:
        self.tokens, self.place = tokens, 0

    def next(self) -> Any:
        self.place += 1
        return self.tokens[self.place - 1]

    def more(self, closing: str) -> bool:
        if self.place >= len(self.tokens):
            return False
        if self.tokens[self.place].type == closing:
            self.place += 1
            return False
        return True


def _blocks(tokens: _Tokens, values: list[Maths], closing: str = "") -> Iterator[Block]:
    while tokens.more(closing):
        token = tokens.next()
        if token.type == "inline":
            yield Paragraph(tuple(_inlines(token.children or [], values)))
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            ordered = token.type.startswith("ordered")
            yield Items(tuple(_items(tokens, values, token.type)), ordered)
        elif token.type.startswith("math_block"):
            yield Paragraph((_source(token.content.strip(), values),))
        elif token.type in {"fence", "code_block"}:
            yield Paragraph((Text(token.content.rstrip(), "code"),))


def _items(tokens: _Tokens, values: list[Maths], opening: str) -> Iterator[tuple[Block, ...]]:
    while tokens.more(opening.replace("open", "close")):
        tokens.next()  # the item's opening
        yield tuple(_blocks(tokens, values, "list_item_close"))


_STYLES = {"strong_open": "strong", "em_open": "emph"}


def _inlines(children: list[Any], values: list[Maths]) -> Iterator[Inline]:
    style = ""
    for child in children:
        if child.type in _STYLES:
            style = _STYLES[child.type]
        elif child.type in {"strong_close", "em_close"}:
            style = ""
        elif child.type.startswith("math"):
            yield _source(child.content.strip(), values)
        elif child.type in {"softbreak", "hardbreak"}:
            yield Text(" ")
        elif child.content:
            yield from _words(
                child.content, "code" if child.type == "code_inline" else style, values
            )


def _words(text: str, style: str, values: list[Maths]) -> Iterator[Inline]:
    before, found, rest = text.partition(OPEN)
    if before:
        yield Text(before, style)
    if found:
        place, _, after = rest.partition(CLOSE)
        yield values[int(place)]
        yield from _words(after, style, values)


def _source(latex: str, values: list[Maths]) -> Source:
    """Keep the markers in the mathematics; the writer puts the values there."""
    places = [int(part.partition(CLOSE)[0]) for part in latex.split(OPEN)[1:]]
    for k, place in enumerate(places):
        latex = latex.replace(f"{OPEN}{place}{CLOSE}", f"{OPEN}{k}{CLOSE}", 1)
    return Source(latex, tuple(values[place] for place in places))
