"""Reading a YAML text into nodes, safely: no objects, no links, no depth without end."""

from __future__ import annotations

from typing import Any

import yaml

from solver.errors import Complaint, Mark, SpecError
from solver.spec.flow import torn
from solver.spec.nodes import Broken, Items, Leaf, Node, Table
from solver.spec.reading import Reading, short
from solver.spec.syntax import lost_backslash, syntax_complaint, unreadable_character

DEEPEST = 40  # levels of nesting; a problem file needs fewer than ten

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str, file: str, reading: Reading) -> Node:
    """Read the one document of a text; raise SpecError if it cannot be taken apart at all."""
    bad = unreadable_character(text, file)
    if bad:
        raise SpecError(bad)
    builder = _Builder(text, file, reading)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise SpecError(syntax_complaint(error, text, file)) from None
    return builder.root()


class _Builder:
    """Builds nodes from parser events on a stack of its own, where depth can be counted."""

    def __init__(self, text: str, file: str, reading: Reading) -> None:
        self.text, self.file, self.reading = text, file, reading
        self.documents = 0
        self.stack: list[tuple[Mark, bool, list[Node]]] = [(Mark(file), False, [])]

    def root(self) -> Node:
        found = self.stack[0][2]
        if not found or (isinstance(found[0], Leaf) and found[0].empty):
            hint = "`markscheme new KIND` writes a problem to start from"
            raise SpecError(Complaint(Mark(self.file), "the file is empty", hint))
        return found[0]

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._refuse_links(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._count_document(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(isinstance(event, yaml.MappingEndEvent))

    def _mark(self, event: yaml.Event) -> Mark:
        start: Any = event.start_mark
        return Mark(self.file, start.line + 1, start.column + 1)

    def _stop(self, event: yaml.Event, message: str, hint: str = "") -> SpecError:
        return SpecError(Complaint(self._mark(event), message, hint))

    def _count_document(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            hint = "write one problem a file; a set lists the files"
            raise self._stop(event, "a second YAML document begins here", hint)

    def _refuse_links(self, event: yaml.NodeEvent) -> None:
        """Refuse aliases, which can unfold without end, and tags, which make objects."""
        if event.anchor:
            sign, word = ("*", "alias") if isinstance(event, yaml.AliasEvent) else ("&", "anchor")
            hint = f"write the value itself; a text that begins with `{sign}` goes in quotes"
            message = f"a YAML {word} is not allowed, found {short(sign + event.anchor)}"
            raise self._stop(event, message, hint)
        tag = (getattr(event, "tag", None) or "").replace("tag:yaml.org,2002:", "!!")
        if tag:
            hint = "leave it out; a text that begins with `!` goes in quotes"
            raise self._stop(event, f"a YAML tag is not allowed, found {short(tag)}", hint)

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.stack) > DEEPEST:
            raise self._stop(event, f"nested more than {DEEPEST} levels deep")
        self.stack.append((self._mark(event), bool(event.flow_style), []))

    def _close(self, is_table: bool) -> None:
        mark, in_brackets, parts = self.stack.pop()
        bad = torn(parts, is_table) if in_brackets else None
        if bad:
            self.reading.complaints.append(bad)
            self._add(Broken(mark))
        else:
            self._add(self._table(mark, parts) if is_table else Items(tuple(parts), mark))

    def _add(self, node: Node) -> None:
        self.stack[-1][2].append(node)

    def _table(self, mark: Mark, parts: list[Node]) -> Table | Broken:
        pairs: dict[str, tuple[Leaf, Node]] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if not isinstance(key, Leaf):
                return self._bad_key(key, mark)
            if key.text in pairs:
                first = pairs[key.text][0].mark.line
                message = f"the key {short(key.text)} is defined twice"
                self.reading.complain(key.mark, message, f"the first is on line {first}")
            pairs.setdefault(key.text, (key, value))
        return Table(tuple(pairs.values()), mark)

    def _bad_key(self, key: Node, mark: Mark) -> Broken:
        if not isinstance(key, Broken):
            hint = "a text that begins with `{{` goes in quotes"
            self.reading.complain(key.mark, "a key must be a text", hint)
        return Broken(mark)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        start, end, mark = _index(event.start_mark), _index(event.end_mark), self._mark(event)
        raw = self.text[start:end]
        bad = lost_backslash(raw, mark) if raw.startswith('"') else None
        if bad:
            self.reading.complaints.append(bad)
            return Broken(mark)
        folded = "\n" in raw and not raw.startswith("|")
        if event.implicit[0]:
            return Leaf(event.value, mark, folded=folded)
        if raw.startswith(("|", ">")):
            return Leaf(event.value.strip("\n"), _below(raw, mark), plain=False, folded=folded)
        return Leaf(event.value, mark.right(1), plain=False, folded=folded)


def _index(mark: Any) -> int:
    index: int = mark.index
    return index


def _below(raw: str, mark: Mark) -> Mark:
    """Find where the text of a block scalar begins, on a line below its `|`."""
    lines = raw.split("\n")[1:]
    skipped = next((i for i, line in enumerate(lines) if line.strip()), 0)
    text = lines[skipped] if lines else ""
    return Mark(mark.file, mark.line + 1 + skipped, len(text) - len(text.lstrip()) + 1)
