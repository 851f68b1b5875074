"""Imports point one way, kinds stay apart, and no one but a kind asks which kind it is.

Read from the source with `ast`, imports inside functions included. Imports under
`if TYPE_CHECKING:` are left out: they are gone when the program runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "solver").rglob("*.py"))

# From the bottom up; a module imports from its own layer and those before it.
LAYERS = (
    ("errors", "resources", "keyed"),
    ("algebra", "text"),
    (
        "plan",
        "forms",
        "evaluate",
        "solution",
        "backends",
        "derivation",
        "digits",
        "rounding",
        "written",
        "kinks",
        "check",
    ),
    ("spec",),
    # figures as data, formulas with their numbers put in, and what else kinds share
    (
        "document.blocks",
        "document.plots",
        "document.words",
        "document.filled",
        "document.markdown",
        "modelling",
    ),
    ("kinds",),
    ("document",),
    ("render",),
    ("solver", "worlds", "problem", "solved", "report"),  # the Python interface
    ("variants",),
    ("marking",),
    ("build",),
    ("marking.grading",),
    ("commands", "cli"),
)
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}


def module_of(path: Path) -> str:
    """Name the module that a file holds."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in SOURCES}
KINDS = {path.stem for path in SOURCES if path.parent.name == "kinds"} - {"__init__"}


def part_of(module: str) -> str:
    """Name the part that a module belongs to: `solver.spec.tree` is in `spec`."""
    own = module.removeprefix("solver.")
    while own not in RANK and "." in own:
        own = own.rpartition(".")[0]
    return own


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Walk over the imports that are run."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            yield from imports(node)


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """List the modules of our own that a tree imports, with the lines that do it."""
    for node in imports(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            assert node.level == 0, f"line {node.lineno}: write imports in full"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else str(node.module) for name in inner]
        yield from ((name, node.lineno) for name in dict.fromkeys(names) if name in MODULES)


def tree_of(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def wrong_ways(module: str, tree: ast.AST) -> list[str]:
    """List the imports of a module that point up."""
    here = RANK[part_of(module)]
    return [
        f"{module}, line {line}: imports {other}, which is above it"
        for other, line in imported(tree)
        if RANK[part_of(other)] > here
    ]


def neighbours(module: str, tree: ast.AST) -> list[str]:
    """List the other kinds that a kind imports; what kinds share begins with an underscore."""
    kinds = {name for name in MODULES if is_kind(name)}
    return [
        f"{module}, line {line}: a kind imports the kind {other}"
        for other, line in imported(tree)
        if other in kinds - {module}
    ]


def is_kind(module: str) -> bool:
    """Tell whether a module is a kind: directly in `solver.kinds`, and not private."""
    return module.startswith("solver.kinds.") and not module.split(".")[2].startswith("_")


def asks_kind(node: ast.AST) -> bool:
    """Tell whether a node compares something called `kind` with the name of a kind."""
    if isinstance(node, ast.Match):
        return names_kind(node.subject) and any(map(holds_name, node.cases))
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
    return any(map(names_kind, sides)) and any(map(holds_name, sides))


def holds_name(node: ast.AST) -> bool:
    """Tell whether the name of a kind stands anywhere in a node."""
    return any(isinstance(n, ast.Constant) and n.value in KINDS for n in ast.walk(node))


def names_kind(node: ast.AST) -> bool:
    """Tell whether a node is `kind` or `….kind`."""
    return getattr(node, "id", None) == "kind" or getattr(node, "attr", None) == "kind"


def test_every_module_has_a_layer() -> None:
    strays = sorted({part_of(module) for module in MODULES} - set(RANK))
    assert strays == [], "say in LAYERS where they belong"


def test_imports_point_down() -> None:
    assert [
        line for name, path in MODULES.items() for line in wrong_ways(name, tree_of(path))
    ] == []


def test_kinds_do_not_import_each_other() -> None:
    kinds = {name: path for name, path in MODULES.items() if is_kind(name)}
    assert [line for name, path in kinds.items() for line in neighbours(name, tree_of(path))] == []


def test_only_kinds_ask_for_the_kind() -> None:
    others = [path for name, path in MODULES.items() if part_of(name) != "kinds"]
    nodes = [(path, node) for path in others for node in ast.walk(tree_of(path))]
    found = [f"{path}: {ast.unparse(node)}" for path, node in nodes if asks_kind(node)]
    assert found == [], "what depends on the kind belongs into its module in solver/kinds"


def test_an_import_that_points_up_is_seen() -> None:
    tree = ast.parse("def f():\n    from solver import cli\n")
    assert wrong_ways("solver.errors", tree) == [
        "solver.errors, line 2: imports solver.cli, which is above it"
    ]


def test_a_kind_that_imports_a_kind_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODULES, "solver.kinds.gate", ROOT)
    monkeypatch.setitem(MODULES, "solver.kinds._shared", ROOT)
    tree = ast.parse("from solver.kinds import gate\nfrom solver.kinds import _shared\n")
    assert neighbours("solver.kinds.fir", tree) == [
        "solver.kinds.fir, line 1: a kind imports the kind solver.kinds.gate"
    ]


def test_imports_for_types_alone_may_point_up() -> None:
    tree = ast.parse("if TYPE_CHECKING:\n    import solver.cli\n")
    assert wrong_ways("solver.errors", tree) == []


@pytest.mark.parametrize(
    "code",
    [
        "spec.kind == 'network'",
        "kind in ('a', 'network')",
        "'network' != kind",
        "match self.kind:\n  case 'network': 0",
    ],
)
def test_asking_for_the_kind_is_seen(code: str) -> None:
    assert any(map(asks_kind, ast.walk(ast.parse(code))))


def test_naming_a_kind_is_not_asking_for_it() -> None:
    assert not any(
        map(
            asks_kind, ast.walk(ast.parse("f(kind='network'); kind == given; form.kind == 'plain'"))
        )
    )
