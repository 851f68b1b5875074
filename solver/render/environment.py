"""The templates, in one dialect: `<% %>`, `<< >>`, `<# #>`; nothing but text and whole numbers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from solver.resources import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment

_PREAMBLE = (
    "preamble.tex",
    "preamble-steps.tex",
    "preamble-blocks.tex",
    "preamble-plots.tex",
    "preamble-slots.tex",
)


@cache
def environment() -> Environment:
    """Open the templates; the library is loaded at the first call."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=printable,
        autoescape=False,  # that is for HTML; words are escaped for LaTeX before they get here
        loader=FileSystemLoader(templates_dir()),
    )


def printable(value: Any) -> str | int:
    """Let text and whole numbers through; a float or an object in a template is a mistake."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"a template prints {value!r}, which is neither text nor a whole number")


def macro(name: str, /, **arguments: Any) -> str:
    """Fill in the macro of one kind of block."""
    module: Any = environment().get_template("blocks.tex.j2").module
    return str(getattr(module, name)(**arguments)).strip("\n")


def page(template: str, /, **arguments: Any) -> str:
    """Fill in a whole document."""
    return environment().get_template(template).render(**arguments)


@cache
def preamble() -> str:
    """Read the static preamble, in its parts."""
    return "".join((templates_dir() / name).read_text(encoding="ascii") for name in _PREAMBLE)
