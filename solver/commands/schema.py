"""`markscheme schema`: the JSON Schema of problem files, for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence

from solver.commands.kind import known
from solver.commands.parser import Parser

EXAMPLES = """\
examples:
  markscheme schema > problem.schema.json
  markscheme schema network"""


def run(arguments: Sequence[str]) -> int:
    """Print the schema of one kind, or of all."""
    parser = Parser("schema", "[KIND]", EXAMPLES)
    parser.add_argument("kind", nargs="?", metavar="KIND", help="a kind; all of them if left out")
    kind: str | None = parser.read(arguments).kind
    from solver.spec.schema import schema

    print(json.dumps(schema(known(kind) if kind is not None else None), indent=2))
    return 0
