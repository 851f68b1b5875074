"""`markscheme solve`: worked solutions of problems and sets, as PDF, LaTeX or JSON."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from solver.commands.failure import UsageError
from solver.commands.parser import Parser

FILE = "a file, a name that markscheme list prints, or - for standard input"
OUT = "the folder to write to; without it pdf goes here, tex and json to standard output"
EXAMPLES = """\
examples:
  markscheme solve network/relu-l1
  markscheme solve hw1.yaml --view both --out print
  markscheme solve hw1.yaml --format json"""
CHOICES = {
    "format": ("what to write", "pdf", "tex", "json"),
    "view": ("with the solution, without it, or each", "key", "handout", "both"),
    "detail": ("how much to show", "brief", "normal", "full"),
    "backend": ("what computes the values", "exact", "numpy", "torch"),
    "device": ("where Torch computes", "cpu", "cuda"),
    "check": ("which independent routes must agree first", "standard", "all"),
}
DEFAULTS = {
    "format": "pdf",
    "view": "key",
    "detail": "normal",
    "backend": "exact",
    "device": "cpu",
    "check": "standard",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for; `out` is None where it says nothing."""

    files: tuple[str, ...]
    format: str
    view: str
    detail: str
    out: Path | None
    backend: str
    device: str
    check: str

    @property
    def views(self) -> tuple[str, ...]:
        """List the pages that are wanted of each problem."""
        return ("key", "handout") if self.view == "both" else (self.view,)


def run(arguments: Sequence[str]) -> int:
    """Solve every FILE; what is wrong with any of them is said before the first is solved."""
    options = read(arguments)
    from solver.commands.write import solve_all

    return solve_all(options)


def read(arguments: Sequence[str]) -> Options:
    """Read the arguments; an option that would have no effect is refused."""
    parser = _parser()
    typed = {key: word for key, word in vars(parser.read(arguments)).items() if word is not None}
    options = Options(**{"out": None} | DEFAULTS | typed | {"files": tuple(typed["files"])})
    _refuse_idle(options, typed, parser)
    if options.backend == "torch":
        _require_torch(options.device)
    return options


def _refuse_idle(options: Options, typed: Container[str], parser: Parser) -> None:
    if not options.files:
        parser.error("which FILE is to be solved?")
    if options.format == "json" and ("view" in typed or "detail" in typed):
        parser.error("--view and --detail are for pdf and tex; json holds the whole solution")
    if options.format == "tex" and options.view == "both" and not options.out:
        parser.error("--view both gives two documents: name a folder for them with --out")
    if options.device == "cuda" and options.backend != "torch":
        parser.error("--device cuda needs --backend torch")


def _require_torch(device: str) -> None:
    if find_spec("torch") is None:
        raise UsageError("Torch is not installed", "python -m pip install torch")
    if device == "cuda":
        import torch

        if not torch.cuda.is_available():
            raise UsageError("Torch finds no CUDA device here", "leave out --device cuda")


def _parser() -> Parser:
    parser = Parser("solve", "FILE ... [options]", EXAMPLES)
    parser.add_argument("files", nargs="*", metavar="FILE", help=FILE)
    parser.add_argument("--out", type=Path, metavar="DIR", help=OUT)
    for option, (purpose, *words) in CHOICES.items():
        parser.choose(f"--{option}", purpose, *words, default=DEFAULTS[option])
    return parser
