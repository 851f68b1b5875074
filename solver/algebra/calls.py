"""Reading calls: built-in functions, authors' own, sums over an index, and `scan`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from solver.algebra.expr import Expr, make, name
from solver.algebra.op import OPS
from solver.algebra.ops.by_entry import read_by_entry
from solver.algebra.ops.quantifiers import QUANTIFIERS, quantified
from solver.algebra.ops.ranges import Range
from solver.algebra.ops.tabulate import read_table
from solver.algebra.scope import Function, Scope, unknown_function
from solver.algebra.text import Prepared, original
from solver.errors import FormulaError

SCAN_OPTIONS = frozenset({"steps", "out", "together"})
_OVER_INDICES = {"sum": "bigsum", "prod": "prod"}
BINDING = {"each": 1, "minimiser": 0}  # the axes by which a name has fewer than what it runs over


class Calls:
    """The part of a reader that reads calls; `visit` reads any other node."""

    prepared: Prepared
    scope: Scope

    def visit(self, node: ast.expr) -> Expr:
        """Read a node of the syntax tree."""
        raise NotImplementedError

    def within(self, names: dict[str, Expr]) -> Calls:
        """Make a reader that knows more names, as in the body of a sum."""
        raise NotImplementedError

    def _call(self, node: ast.Call) -> Expr:
        if not isinstance(node.func, ast.Name):
            raise FormulaError("only functions known by name can be called")
        called = node.func.id
        if called in self.scope.functions:
            return self._own(called, self.scope.functions[called], node)
        if called in self.scope.calls:
            return _bound(called, self.scope.calls[called], [self.visit(a) for a in node.args], {})
        if any(isinstance(arg, ast.Tuple) for arg in node.args):
            if called in _OVER_INDICES:
                return self._folded(_OVER_INDICES[called], *self._over(called, node))
            if called in QUANTIFIERS:
                return quantified(called, *self._over(called, node))
        if called == "by_entry":
            return read_by_entry(*self._over(called, node))
        if called == "scan":
            return self._scanned(node)
        if called in BINDING:
            return self._binding(called, node)
        if called == "tabulate":
            return self._tabulated(node)
        if not is_builtin(called):
            raise unknown_function(self.scope, called)
        options = {key: self._option(key, value) for key, value in keywords(node).items()}
        return _apply(called, [self._argument(called, arg) for arg in node.args], options)

    def _argument(self, called: str, node: ast.expr) -> Expr:
        if called == "norm" and isinstance(node, ast.Name) and node.id == "inf":
            return name("inf")  # the order of the maximum norm is a word, not a name in scope
        return self.visit(node)

    def _option(self, key: str, node: ast.expr) -> Any:
        """Read a named argument: a list of sizes, steps that may differ by axis, or one value."""
        if (key == "shape" or key in _BY_AXIS) and isinstance(node, ast.List):
            return tuple(map(self.visit, node.elts))
        if key != "shape" and not isinstance(node, ast.List):
            return self.visit(node)
        wanted = "a list of sizes, as `[m, n]`" if key == "shape" else "one value, not a list"
        raise FormulaError(f"`{key}=` takes {wanted}", offset=self.prepared.column(node))

    def _own(self, called: str, function: Function, node: ast.Call) -> Expr:
        if len(node.args) != 1 or node.keywords:
            raise FormulaError(f"`{called}` takes one argument")
        argument = self.visit(node.args[0])
        if function.body is None:
            return make("unknown", argument, name=called)
        return make("fn", argument, function.body, name=called, parameter=function.parameter)

    # --- sum(body, (i, first, last), …), and prod, all, any, first alike -------------------------
    def _over(self, called: str, node: ast.Call) -> tuple[Expr, list[Range]]:
        """Read a body and its ranges; the last one is innermost, and may use the earlier ones."""
        if node.keywords or not node.args:
            what = f"`{called}` over an index takes a formula, then ranges"
            raise FormulaError(what, f"{called}(…, (i, 1, n))")
        reader, ranges = self, []
        for arg in node.args[1:]:
            index, first, last = reader._range(arg)
            ranges.append((index, first, last))
            reader = reader.within({index: name(index)})
        return reader.visit(node.args[0]), ranges

    @staticmethod
    def _folded(op: str, body: Expr, ranges: list[Range]) -> Expr:
        """Write a sum or a product over indices."""
        for index, first, last in reversed(ranges):
            body = make(op, body, first, last, index=index)
        return body

    def _tabulated(self, node: ast.Call) -> Expr:
        if len(node.args) != 2 or node.keywords:
            raise FormulaError(
                "`tabulate` takes a formula and a range", "tabulate(n**2, (n, 0, 5))"
            )
        index, first, last = self._range(node.args[1])
        body = self.within({index: name(index)}).visit(node.args[0])
        return read_table(body, index, first, last)

    def _range(self, node: ast.expr) -> Range:
        if not isinstance(node, ast.Tuple) or len(node.elts) != 3:
            raise FormulaError("a range is `(i, first, last)`", offset=self.prepared.column(node))
        index, first, last = node.elts
        if not isinstance(index, ast.Name) or index.id in self.scope.names:
            raise FormulaError(
                f"`{original(ast.unparse(index))}` cannot be an index: it needs a fresh name",
                offset=self.prepared.column(index),
            )
        return index.id, self.visit(first), self.visit(last)

    # --- scan(body, …, state=start, …, name=sequence, …) -----------------------------------------
    def _scanned(self, node: ast.Call) -> Expr:
        found = keywords(node)
        named = {key: self.visit(value) for key, value in found.items() if key not in SCAN_OPTIONS}
        states = list(named)[: len(node.args)]
        bound = {
            key: name(key, value.shape if key in states else value.shape[1:])
            for key, value in named.items()
        }
        inner = self.within(bound)
        bodies = [inner.visit(arg) for arg in node.args]
        options: dict[str, Any] = {
            key: self.visit(found[key]) for key in ("steps", "together") if key in found
        }
        out = found.get("out")
        if out is not None and not isinstance(out, ast.Name):
            raise FormulaError("`out=` takes the name of a state", offset=self.prepared.column(out))
        return _apply("scan", bodies, {**named, **options, "out": out.id if out else None})

    # --- each(body, x=sequence, …), minimiser(body, x=start) -------------------------------------
    def _binding(self, called: str, node: ast.Call) -> Expr:
        """Read a call whose body knows the names of its named arguments."""
        named = {key: self.visit(value) for key, value in keywords(node).items()}
        fewer = BINDING[called]
        inner = self.within({key: name(key, value.shape[fewer:]) for key, value in named.items()})
        return _apply(called, [inner.visit(arg) for arg in node.args], dict(named))


_BY_AXIS = frozenset({"stride", "dilation"})  # one number, or a list of one for each direction


def keywords(node: ast.Call) -> dict[str, ast.expr]:
    """List the named arguments of a call; each is named, and named once."""
    found: dict[str, ast.expr] = {}
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in found:
            what = f"`{keyword.arg}=` stands twice" if keyword.arg else "`**` before a name"
            raise FormulaError(f"{what}: not allowed in a formula")
        found[keyword.arg] = keyword.value
    return found


def is_builtin(called: str) -> bool:
    """Tell whether an op can be called by its name."""
    return called in OPS and OPS[called].call is not None


def _apply(called: str, args: list[Expr], options: dict[str, Any]) -> Expr:
    build = OPS[called].call
    assert build is not None
    return _bound(called, build, args, options)


def _bound(
    called: str, build: Callable[..., Expr], args: list[Expr], options: dict[str, Any]
) -> Expr:
    try:
        bound = inspect.signature(build).bind(*args, **options).arguments
    except TypeError:
        usage = _usage(called, build)
        raise FormulaError(f"`{called}` cannot take these arguments", usage) from None
    if "shape" in bound and "shape" not in options:
        message = f"`{called}` takes its list of sizes by name"
        raise FormulaError(message, f"{called}(…, shape=[2, 3])")
    return build(*args, **options)


def _usage(called: str, build: Callable[..., Expr]) -> str:
    """Show how a function is called: `…` stands for more arguments of the same sort."""
    parameters = inspect.signature(build).parameters.values()
    shown = (_parameter(p) for p in parameters if p.kind is not p.VAR_KEYWORD)
    return f"write `{called}({', '.join(shown)})`"


def _parameter(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_POSITIONAL:
        return "…"
    named = parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not parameter.empty
    return f"{parameter.name}=…" if named else parameter.name
