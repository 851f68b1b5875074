"""Markdown with `$math$` and `{{name}}`, read by markdown-it; mentions become markers first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

# private-use characters, taken out of what is typed: a mention survives the Markdown parser
OPEN, CLOSE = "\ue000", "\ue001"
MENTION = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": False}).use(
        dollarmath_plugin, allow_space=True, double_inline=True
    )
    return parser.disable(["image", "html_block", "html_inline", "link", "autolink", "reference"])


def marked(text: str, note: Callable[[str], Any]) -> str:
    """Put marker k in place of the k-th mention, telling `note` what it mentions."""
    count = iter(range(len(text)))

    def mark(found: re.Match[str]) -> str:
        note(found[1])
        return f"{OPEN}{next(count)}{CLOSE}"

    return MENTION.sub(mark, text.replace(OPEN, "").replace(CLOSE, ""))


def tokens(text: str) -> list[Any]:
    """Parse marked text into block tokens."""
    found: list[Any] = _parser().parse(text)
    return found


def line_tokens(text: str) -> list[Any]:
    """Parse one line of marked text into inline tokens."""
    found: list[Any] = _parser().parseInline(text)[0].children or []
    return found


def open_braces(text: str) -> int | None:
    """Find `{{` that mentions nothing and is not mathematics or code; None if there is none."""
    rest = MENTION.sub(_blank, text)
    if "{{" not in rest:
        return None
    parts = (part for token in tokens(rest) for part in token.children or ())
    if not any("{{" in part.content for part in parts if part.type == "text"):
        return None
    return max(re.sub(r"\$[^$]*\$|`[^`]*`", _blank, rest).find("{{"), 0)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def formulas(text: str) -> Iterator[tuple[str, int]]:
    """List the mathematics in a text, each with the number of mentions in the whole text."""
    if "$" not in text:
        return
    mentions: list[str] = []
    clean = marked(text, mentions.append)
    for token in tokens(clean):
        for part in [token, *(token.children or [])]:
            if part.type.startswith("math"):
                yield part.content.strip(), len(mentions)
