"""Arguments of a command, read by argparse but complained of in our own words."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from solver.cli import COMMANDS


class Layout(argparse.RawDescriptionHelpFormatter):
    """A layout of help that wraps to the terminal, but keeps the lines of the examples."""

    def _format_usage(self, *arguments: Any) -> str:
        from textwrap import fill

        usage = super()._format_usage(*arguments)
        return f"{fill(usage, self._width, subsequent_indent=' ' * len('usage: '))}\n\n"

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = text.splitlines()
        if len(lines) > 1:
            return super()._fill_text(text, width, indent)
        return argparse.HelpFormatter._fill_text(self, text, width, indent)


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving, and suggests the option that was meant."""

    def __init__(self, command: str, usage: str, examples: str = "") -> None:
        does = COMMANDS[command]
        super().__init__(
            prog=f"markscheme {command}",
            usage=f"markscheme {command} {usage}",
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=examples,
            formatter_class=Layout,
            allow_abbrev=False,  # a shortened option would stop working when one is added
        )

    def choose(self, option: str, purpose: str, *words: str, default: str) -> None:
        """Add an option that takes one of a few words; it is None if left out."""
        listed = either([f"{word} (default)" if word == default else word for word in words])
        self.add_argument(option, type=one_of(*words), metavar="WORD", help=f"{purpose}: {listed}")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Read the arguments; options and files may come in any order."""
        options, unknown = self.parse_known_intermixed_args(arguments)
        if unknown:
            self._refuse(unknown[0].split("=")[0])
        return options

    def error(self, message: str) -> NoReturn:
        """Complain of the arguments."""
        from solver.commands.failure import UsageError

        raise UsageError(message, f"{self.prog} --help says more")

    def _refuse(self, word: str) -> NoReturn:
        from solver.commands.failure import UsageError
        from solver.spec.reading import nearest, short

        if not word.startswith("-"):
            self.error(f"{short(word)} is one word too many")
        known = (option for option in self._option_string_actions if option.startswith("--"))
        raise UsageError(f"{self.prog} has no option {short(word)}", nearest(word, known))


def one_of(*allowed: str) -> Callable[[str], str]:
    """Accept one of a few words."""

    def read(word: str) -> str:
        if word in allowed:
            return word
        raise argparse.ArgumentTypeError(f"`{word}` is not one of {either(allowed)}")

    return read


def either(words: Sequence[str]) -> str:
    """List words as in `a, b or c`."""
    return f"{', '.join(words[:-1])} or {words[-1]}"
