"""What the user reads when something goes wrong."""

from __future__ import annotations

import sys
import traceback

from solver.errors import FormulaError, MarkschemeError, SpecError

FAULT = 70  # a fault of the program; 1 to 4 have meanings that scripts rely on


class UsageError(MarkschemeError):
    """The command line is at fault."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def report(error: Exception, which: str = "") -> int:
    """Print what went wrong (in `which` problem) to standard error, and give the exit code."""
    text, code = explain(error, which)
    print(text, file=sys.stderr)
    return code


def explain(error: Exception, which: str = "") -> tuple[str, int]:
    """Put an error into words: no traceback but for a fault of the program itself."""
    problem = f"{which}: " if which else ""
    match error:
        case SpecError():
            return str(error), error.exit_code
        case UsageError() | FormulaError():
            return _with_hint(problem + error.message, error.hint), error.exit_code
        case MarkschemeError():
            return "\n  ".join([_with_hint(problem + str(error)), *notes(error)]), error.exit_code
        case RecursionError():
            message = f"{problem}the formulas lead to expressions that are nested too deeply"
            return _with_hint(message, "give parts of them names"), UsageError.exit_code
        case OSError(errno=int()):
            where = error.filename or "standard output"
            return _with_hint(f"{where}: {error.strerror or error}"), UsageError.exit_code
    trace = "".join(traceback.format_exception(error))
    return f"{trace}markscheme: this is a fault of markscheme, not of your file", FAULT


def notes(error: Exception) -> list[str]:
    """List what was noted on an error on its way up, such as the problem being solved."""
    return getattr(error, "__notes__", [])


def _with_hint(message: str, hint: str = "") -> str:
    return f"markscheme: {message}" + (f"\n  hint: {hint}" if hint else "")
