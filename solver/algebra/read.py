"""Reading formulas: Python expression syntax, parsed against a whitelist and never evaluated."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce

from solver.algebra.calls import Calls, is_builtin
from solver.algebra.expr import Expr, make
from solver.algebra.literals import read_number
from solver.algebra.scope import Scope
from solver.algebra.text import Prepared, original, prepare
from solver.errors import FormulaError

_BINARY: dict[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.MatMult: lambda a, b: a @ b,
}
_REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "only `.T` may follow a name: attributes are",
    ast.Lambda: "`lambda` is",
    ast.ListComp: "a comprehension is",
    ast.GeneratorExp: "a comprehension is",
    ast.SetComp: "a comprehension is",
    ast.DictComp: "a comprehension is",
    ast.IfExp: "`if … else` is",
    ast.NamedExpr: "an assignment is",
    ast.Starred: "`*` before a name is",
    ast.JoinedStr: "text is",
    ast.Dict: "a mapping is",
    ast.Set: "a set is",
    ast.Await: "`await` is",
    ast.Slice: "a slice is",
    ast.Tuple: "a tuple is",
}


def read(text: str, scope: Scope) -> Expr:
    """Read a formula against the names in scope; FormulaError says what and where."""
    prepared = prepare(text, scope.declares)
    return _Reader(prepared, scope).visit(prepared.tree)


_COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}


def read_comparison(text: str, scope: Scope) -> tuple[Expr, str, Expr]:
    """Read `left < right` between two scalars, with one of `< <= > >=`."""
    prepared = prepare(text, scope.declares)
    tree = prepared.tree
    relation = _COMPARISONS.get(type(tree.ops[0])) if isinstance(tree, ast.Compare) else None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or relation is None:
        raise FormulaError("this is not a comparison", "write one, such as `n > m`")
    reader = _Reader(prepared, scope)
    left, right = reader.visit(tree.left), reader.visit(tree.comparators[0])
    if left.shape or right.shape:
        raise FormulaError("a comparison is between two numbers, not arrays")
    return left, relation, right


class _Reader(Calls):
    """One pass over the syntax tree; complaints get the column of the node they are about."""

    def __init__(self, prepared: Prepared, scope: Scope) -> None:
        self.prepared, self.scope = prepared, scope

    def within(self, names: dict[str, Expr]) -> _Reader:
        return _Reader(self.prepared, self.scope.with_names(names))

    def visit(self, node: ast.expr) -> Expr:
        try:
            rule = getattr(self, f"_{type(node).__name__.lower()}", self._refuse)
            found: Expr = rule(node)
            return found
        except FormulaError as error:
            if error.offset is None:
                error.offset = self.prepared.column(node)
            raise

    def _refuse(self, node: ast.expr) -> Expr:
        what = _REFUSED.get(type(node), f"`{original(ast.unparse(node))}` is")
        raise FormulaError(f"{what} not allowed in a formula")

    def _constant(self, node: ast.Constant) -> Expr:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            what = "text is" if isinstance(node.value, str | bytes) else f"`{node.value}` is"
            raise FormulaError(f"{what} not allowed in a formula")
        return read_number(self.prepared.source(node))

    def _name(self, node: ast.Name) -> Expr:
        if pair := self.prepared.derivative(node.id):
            return self.scope.derivative(*pair)
        typed = self.prepared.source(node)  # Python normalises letters such as the micro sign
        called = typed in self.scope.functions or is_builtin(typed)
        if called and typed not in self.scope.names:
            raise FormulaError(f"`{typed}` is a function", f"call it: `{typed}(…)`")
        return self.scope.look_up(typed)

    def _attribute(self, node: ast.Attribute) -> Expr:
        if node.attr != "T":
            raise FormulaError(f"`.{node.attr}` is not allowed in a formula", "only `.T` is")
        return self.visit(node.value).T

    def _compare(self, node: ast.Compare) -> Expr:
        """Read a chain of comparisons, `0 <= n < L`: every one of them holds."""
        relations = [_RELATIONS.get(type(op)) for op in node.ops]
        if None in relations:
            raise FormulaError("`in` is not allowed in a formula", "compare with `==`")
        sides = [self.visit(side) for side in (node.left, *node.comparators)]
        links = zip(relations, sides, sides[1:], strict=False)
        holds = [make(str(relation), left, right) for relation, left, right in links]
        return reduce(lambda first, then: make("and", first, then), holds)

    def _boolop(self, node: ast.BoolOp) -> Expr:
        join = "and" if isinstance(node.op, ast.And) else "or"
        parts = [self.visit(value) for value in node.values]
        return reduce(lambda first, then: make(join, first, then), parts)

    def _unaryop(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Not):
            return make("not", self.visit(node.operand))
        if not isinstance(node.op, ast.UAdd | ast.USub):
            raise FormulaError("`~` is not allowed in a formula", "write `not`")
        inner = self.visit(node.operand)
        return inner if isinstance(node.op, ast.UAdd) else -inner

    def _binop(self, node: ast.BinOp) -> Expr:
        build = _BINARY.get(type(node.op))
        if build is None:
            hint = "write `**` for a power" if isinstance(node.op, ast.BitXor) else ""
            raise FormulaError("only + - * / ** @ are allowed in a formula", hint)
        return build(self.visit(node.left), self.visit(node.right))

    def _list(self, node: ast.List) -> Expr:
        rows = [row.elts if isinstance(row, ast.List) else [row] for row in node.elts]
        if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
            what = (
                "the rows of a list differ in length" if rows and rows[0] else "the list is empty"
            )
            raise FormulaError(what)
        return make("stack", *(self.visit(e) for row in rows for e in row), columns=len(rows[0]))

    def _subscript(self, node: ast.Subscript) -> Expr:
        array = self.visit(node.value)
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return make("index", array, *map(self.visit, places))
