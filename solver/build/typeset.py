"""Many students in one run of LaTeX, and a file for each, the same as if each had been alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from solver.build.run import Failure, Sheet, run_latex
from solver.build.split import Fonts, Run, split
from solver.errors import LatexError
from solver.render.engine import SECONDS

__all__ = ["Sheet", "Typeset", "typeset_sheets"]


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF for each name, and for each broken one the first `!` line, with its place."""

    files: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def typeset_sheets(sheets: Sequence[Sheet], seconds: float = SECONDS) -> Typeset:
    """Typeset sheets together; those that fail are named, and cost the others nothing.

    The bytes of a file depend on its own sheet alone. One whose glyphs are not among the usual ones
    is set again behind a page of every glyph, or at last alone, with fonts of its own.
    """
    result = Typeset()
    strays = _typeset(sheets, False, seconds, result)
    rare = _typeset(strays, True, seconds, result)
    for sheet in rare:
        _alone(sheet, seconds, result)
    return result


def _typeset(sheets: Sequence[Sheet], full: bool, seconds: float, result: Typeset) -> list[Sheet]:
    """Typeset sheets into `result`; return those with glyphs that were not warmed."""
    strays: list[Sheet] = []
    for part, run in _runs(sheets, full, seconds, result):
        fonts = warm_fonts(full)
        for number, sheet in enumerate(part, 1):
            if not _keep(run, number, sheet, fonts, result):
                strays.append(sheet)
    return strays


def _keep(run: Run, number: int, sheet: Sheet, fonts: Fonts | None, result: Typeset) -> bool:
    try:
        made = split(run, number, sheet.title, fonts)
    except LatexError as error:
        result.broken[sheet.name] = str(error)
        return True
    if made is not None:
        result.files[sheet.name] = made
    return made is not None


def _alone(sheet: Sheet, seconds: float, result: Typeset) -> None:
    for _, run in _runs([sheet], True, seconds, result):
        _keep(run, 1, sheet, None, result)


def _runs(
    sheets: Sequence[Sheet], full: bool, seconds: float, result: Typeset
) -> Iterator[tuple[Sequence[Sheet], Run]]:
    """Run LaTeX over sheets; where it fails, over those before the one at fault, then from it on.

    Only the first of a run is given up: what another stumbles over may be a neighbour's.
    """
    waiting = [sheets]
    while waiting:
        part = waiting.pop()
        made = run_latex(part, full, seconds) if part else None
        if isinstance(made, Failure):
            waiting += _parts(part, _fault(made, len(part)), made, full, result)
        elif made is not None:
            yield part, Run(made)


def _parts(
    sheets: Sequence[Sheet], at: int, failure: Failure, full: bool, result: Typeset
) -> list[Sequence[Sheet]]:
    if at:
        return [sheets[at:], sheets[:at]]
    warm_fonts(full)  # is LaTeX itself at fault? then there is no use in blaming a sheet
    result.broken[sheets[0].name] = failure.message
    return [sheets[1:]]


def _fault(failure: Failure, count: int) -> int:
    """Say at which sheet a run failed, from 0; in the middle if that is not known."""
    return count // 2 if failure.suspect is None else min(failure.suspect, count) - 1


@cache
def warm_fonts(full: bool) -> Fonts:
    """Make the fonts that all files share, by a run that holds no sheet.

    LatexError says what is wrong with LaTeX itself.
    """
    made = run_latex((), full, SECONDS)
    if isinstance(made, Failure):
        raise LatexError(f"LaTeX failed: {made.message}")
    return Run(made).warm()
