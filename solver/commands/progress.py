"""How far along the work is, for a person who waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


class Bar:
    """Shows nothing: standard error goes to a file or a pipe, or is not wanted."""

    def say(self, what: str) -> None:
        """Name what is being done."""

    def advance(self) -> None:
        """Count one item as done."""
        self.advance_by(1)

    def advance_by(self, count: int) -> None:
        """Count several items as done."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Clear the line, so that something else can be printed."""
        yield


class TerminalBar(Bar):
    """Shows a bar, a count and what is being done."""

    def __init__(self, live: Progress, total: int) -> None:
        self.live, self.row = live, live.add_task("", total=total)

    def say(self, what: str) -> None:
        self.live.update(self.row, description=what)

    def advance_by(self, count: int) -> None:
        self.live.advance(self.row, count)

    @contextmanager
    def aside(self) -> Iterator[None]:
        self.live.stop()
        yield
        self.live.start()


def _pace(unit: str) -> list[ProgressColumn]:
    """Show how many are done in a second, and the time left."""
    from rich.progress import ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Task) -> Text:
            pace = task.completed / task.elapsed if task.elapsed else 0.0
            return Text(f"{pace:.1f} {unit}" if pace else "")

    return [Speed(), TimeRemainingColumn()]


@contextmanager
def progress(total: int, pace: str = "") -> Iterator[Bar]:
    """Show progress on standard error if that is a terminal; with `pace`, also how fast it goes."""
    if not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns: list[ProgressColumn] = [BarColumn(20), MofNCompleteColumn()]
    columns += _pace(pace) if pace else []
    columns += [TextColumn("{task.description}")]
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as live:
        yield TerminalBar(live, total)
