r"""What stands between `\begin` and `\end`: matrices, cases, aligned equations."""

from __future__ import annotations

from solver.marking.reader.brackets import entry
from solver.marking.reader.budget import check_entries
from solver.marking.reader.cursor import Cursor
from solver.marking.reader.piecewise import Piece, assembled, condition_of, is_condition
from solver.marking.syntax import Chain, Items, Node, Rows

_CASES = frozenset({"cases", "dcases", "rcases"})
_LINES = frozenset("aligned align split gather gathered equation eqnarray multline".split())


def environment(p: Cursor, braced: bool = False) -> Node:
    r"""Read an environment; `braced` ones, `\{ \begin{array}`, are cases."""
    start = p.k
    name = p.take().text
    if p.at("open", "[") and p.after(2).kind == "close" and p.after().text in {"r", "c", "l", "t"}:
        p.take(), p.take(), p.take()
    if name in {"array", "tabular", "subarray"} and p.at("open", "group"):
        _skip_group(p)
    with p.inside():
        node = _lines(p, start) if name in _LINES else _table(p, start, braced or name in _CASES)
    if not p.accept("end") and p.next.kind:
        p.fail("cannot go on here", "entries are separated by & and rows by \\\\")
    return node


def _skip_group(p: Cursor) -> None:
    start = p.k
    p.take()
    while p.next.kind not in {"", "close"}:
        p.take()
    p.close("group", start)


def _table(p: Cursor, start: int, cases: bool) -> Node:
    rows: list[list[list[Node]]] = [[[]]]
    while p.next.kind not in {"", "end"}:
        if p.accept("row"):
            rows.append([[]])
        elif p.accept("amp"):
            rows[-1].append([])
        elif cases and (p.accept("sep", ",") or p.accept("sep", ";")):
            pass
        elif p.at("close") or (p.at("sep") and not cases):
            _stray(p, rows[-1])
        else:
            rows[-1][-1].append(entry(p))
            check_entries(p.k, p.span(p.k))
    rows = [row for row in rows if any(row)]
    return _cases(p, rows, start) if cases else _matrix(p, rows, start)


def _stray(p: Cursor, row: list[list[Node]]) -> None:
    """Read a comma as `&`, unless that follows anyway."""
    if not p.accept("sep", ","):
        p.fail("cannot go on here", "entries are separated by & and rows by \\\\")
    if p.next.kind not in {"amp", "row", "end", ""}:
        row.append([])


def _matrix(p: Cursor, rows: list[list[list[Node]]], start: int) -> Node:
    for row in rows:
        if row and not row[-1]:
            row.pop()
        for cell in row:
            if len(cell) != 1:
                p.fail("an entry of the matrix is " + ("missing" if not cell else "torn apart"))
    return Rows(tuple(tuple(cell[0] for cell in row) for row in rows), span=p.span(start))


def _cases(p: Cursor, rows: list[list[list[Node]]], start: int) -> Node:
    pieces = [piece for row in rows for piece in _pieces(row)]
    if all(isinstance(piece, Chain) for piece in pieces):
        return Items(tuple(pieces), "{", span=p.span(start))
    made = assembled(p, [pieces], p.span(start))
    if made is None:
        p.fail("these cases have no conditions", "write the value & if condition")
    return made


def _pieces(row: list[list[Node]]) -> list[Node]:
    """Give a row's value with its condition, wherever the cells were cut."""
    nodes = [node for cell in row for node in cell]
    if len(nodes) > 1 and not any(isinstance(node, Piece) for node in nodes):
        if is_condition(nodes[1]):
            return [Piece(nodes[0], condition_of(nodes[1:]), span=nodes[0].span)]
        if len(nodes) == 2:
            return [Piece(nodes[0], nodes[1], span=nodes[0].span)]
    last = nodes[-1] if nodes else None
    if len(nodes) > 2 and isinstance(nodes[1], Piece) and not isinstance(last, Piece):
        condition = nodes[1].condition
        if condition is not None:
            return [Piece(nodes[0], condition_of([condition, *nodes[2:]]), span=nodes[0].span)]
    return nodes


def _lines(p: Cursor, start: int) -> Node:
    """Read aligned equations: a line that begins with a relation goes on from the one before."""
    found: list[Node] = []
    while p.next.kind not in {"", "end"}:
        if p.accept("row") or p.accept("amp") or p.accept("sep"):
            continue
        if p.at("rel") and found:
            relation = p.take().text
            found.append(_continued(found.pop(), relation, entry(p)))
        else:
            p.accept("rel")
            found.append(entry(p))
    if not found:
        p.fail("these lines are empty")
    return found[0] if len(found) == 1 else Items(tuple(found), "", span=p.span(start))


def _continued(left: Node, relation: str, right: Node) -> Node:
    heads, signs = (left.members, left.relations) if isinstance(left, Chain) else ((left,), ())
    tails, more = (right.members, right.relations) if isinstance(right, Chain) else ((right,), ())
    return Chain((*heads, *tails), (*signs, relation, *more), span=left.span)
