"""Reading formulas: Python expression syntax, parsed against a whitelist and never evaluated."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from solver.algebra.expr import Expr, make, name
from solver.algebra.literals import read_number
from solver.algebra.op import OPS
from solver.algebra.scope import Function, Scope, unknown_function
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
    ast.Compare: "a comparison is",
    ast.BoolOp: "`and` and `or` are",
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
    prepared = prepare(text, {*scope.names, *scope.extra})
    return _Reader(prepared, scope).visit(prepared.tree)


_COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def read_comparison(text: str, scope: Scope) -> tuple[Expr, str, Expr]:
    """Read `left < right` between two scalars, with one of `< <= > >=`."""
    prepared = prepare(text, {*scope.names, *scope.extra})
    tree = prepared.tree
    relation = _COMPARISONS.get(type(tree.ops[0])) if isinstance(tree, ast.Compare) else None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or relation is None:
        raise FormulaError("this is not a comparison", "write one, such as `n > m`")
    reader = _Reader(prepared, scope)
    left, right = reader.visit(tree.left), reader.visit(tree.comparators[0])
    if left.shape or right.shape:
        raise FormulaError("a comparison is between two numbers, not arrays")
    return left, relation, right


class _Reader:
    """One pass over the syntax tree; complaints get the column of the node they are about."""

    def __init__(self, prepared: Prepared, scope: Scope) -> None:
        self.prepared, self.scope = prepared, scope

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
            what = "text is" if isinstance(node.value, str) else f"`{node.value}` is"
            raise FormulaError(f"{what} not allowed in a formula")
        return read_number(self.prepared.source(node))

    def _name(self, node: ast.Name) -> Expr:
        if pair := self.prepared.derivative(node.id):
            return self.scope.derivative(*pair)
        if node.id in self.scope.functions or (node.id not in self.scope.names and _builtin(node.id)):
            raise FormulaError(f"`{node.id}` is a function", f"call it: `{node.id}(…)`")
        return self.scope.look_up(node.id)

    def _attribute(self, node: ast.Attribute) -> Expr:
        if node.attr != "T":
            raise FormulaError(f"`.{node.attr}` is not allowed in a formula", "only `.T` is")
        return self.visit(node.value).T

    def _unaryop(self, node: ast.UnaryOp) -> Expr:
        inner = self.visit(node.operand)
        if isinstance(node.op, ast.UAdd):
            return inner
        if not isinstance(node.op, ast.USub):
            raise FormulaError("`not` and `~` are not allowed in a formula")
        if inner.op == "number":
            from solver.algebra.expr import number

            return number(-inner.attr("value"))
        return -inner

    def _binop(self, node: ast.BinOp) -> Expr:
        build = _BINARY.get(type(node.op))
        if build is None:
            hint = "write `**` for a power" if isinstance(node.op, ast.BitXor) else ""
            raise FormulaError("only + - * / ** @ are allowed in a formula", hint)
        return build(self.visit(node.left), self.visit(node.right))

    def _list(self, node: ast.List) -> Expr:
        rows = [row.elts if isinstance(row, ast.List) else [row] for row in node.elts]
        if not rows or any(len(row) != len(rows[0]) for row in rows):
            raise FormulaError("the rows of a list differ in length" if rows else "the list is empty")
        return make("stack", *(self.visit(e) for row in rows for e in row), columns=len(rows[0]))

    def _subscript(self, node: ast.Subscript) -> Expr:
        array = self.visit(node.value)
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return make("index", array, *map(self.visit, places))

    # --- calls -----------------------------------------------------------------------------------
    def _call(self, node: ast.Call) -> Expr:
        if not isinstance(node.func, ast.Name):
            raise FormulaError("only functions known by name can be called")
        called = node.func.id
        if called in self.scope.functions:
            return self._own(called, self.scope.functions[called], node)
        if called == "sum" and any(isinstance(arg, ast.Tuple) for arg in node.args):
            return self._sum(node)
        if called == "scan":
            return self._scan(node)
        if not _builtin(called):
            raise unknown_function(self.scope, called)
        return _apply(called, list(map(self.visit, node.args)), self._keywords(node.keywords))

    def _keywords(self, keywords: list[ast.keyword]) -> dict[str, Any]:
        return {str(k.arg): self._option(k.value) for k in keywords}

    def _option(self, node: ast.expr) -> Any:
        if isinstance(node, ast.List):
            return tuple(map(self.visit, node.elts))
        return self.visit(node)

    def _own(self, called: str, function: Function, node: ast.Call) -> Expr:
        if len(node.args) != 1 or node.keywords:
            raise FormulaError(f"`{called}` takes one argument")
        argument = self.visit(node.args[0])
        if function.body is None:
            return make("unknown", argument, name=called)
        return make("fn", argument, function.body, name=called, parameter=function.parameter)

    def _sum(self, node: ast.Call) -> Expr:
        """Read `sum(body, (i, 1, m), …)`, the last range innermost as in a double sum."""
        ranges = [self._range(arg) for arg in node.args[1:]]
        inner = self.scope.with_names({index: name(index) for index, _, _ in ranges})
        body = _Reader(self.prepared, inner).visit(node.args[0])
        for index, first, last in reversed(ranges):
            body = make("bigsum", body, first, last, index=index)
        return body

    def _range(self, node: ast.expr) -> tuple[str, Expr, Expr]:
        if not isinstance(node, ast.Tuple) or len(node.elts) != 3:
            raise FormulaError("a range is `(i, first, last)`", offset=self.prepared.column(node))
        index, first, last = node.elts
        if not isinstance(index, ast.Name) or index.id in self.scope.names:
            raise FormulaError(
                f"`{original(ast.unparse(index))}` cannot be an index: it needs a fresh name",
                offset=self.prepared.column(index),
            )
        return index.id, self.visit(first), self.visit(last)

    def _scan(self, node: ast.Call) -> Expr:
        options = {k.arg: k.value for k in node.keywords if k.arg in {"steps", "out"}}
        named = {str(k.arg): self.visit(k.value) for k in node.keywords if k.arg not in options}
        states = list(named)[: len(node.args)]
        bound = {
            key: name(key, value.shape if key in states else value.shape[1:])
            for key, value in named.items()
        }
        inner = _Reader(self.prepared, self.scope.with_names(bound))
        bodies = [inner.visit(arg) for arg in node.args]
        steps = self.visit(options["steps"]) if "steps" in options else None
        out = options.get("out")
        chosen = out.id if isinstance(out, ast.Name) else None
        return _apply("scan", bodies, {**named, "steps": steps, "out": chosen})


def _builtin(called: str) -> bool:
    return called in OPS and OPS[called].call is not None


def _apply(called: str, args: list[Expr], options: dict[str, Any]) -> Expr:
    build = OPS[called].call
    assert build is not None
    try:
        inspect.signature(build).bind(*args, **options)
        return build(*args, **options)
    except TypeError:
        raise FormulaError(f"`{called}` cannot take these arguments", _usage(called, build)) from None


def _usage(called: str, build: Callable[..., Expr]) -> str:
    shown = [p.name if p.default is p.empty else f"{p.name}=…" for p in _parameters(build)]
    return f"write `{called}({', '.join(shown)})`"


def _parameters(build: Callable[..., Expr]) -> list[inspect.Parameter]:
    return list(inspect.signature(build).parameters.values())
