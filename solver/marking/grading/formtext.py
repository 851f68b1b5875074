r"""The text of a filled-in form: YAML without its traps, or JSON; every scalar stays text.

Students write LaTeX between double quotes, where YAML would obey `\n` of `\nabla`: a backslash is a
backslash here. What is still no YAML is read line by line, so that one slip costs one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from solver.errors import Complaint, Mark
from solver.marking.grading.trees import DEEPEST, NoForm, Scalar, Tree, json_tree, lines_of
from solver.spec.syntax import syntax_complaint

MOST_SCALARS: Final = 20_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_LINE: Final = re.compile(
    r"""\s*(?:"([^"]{1,200})"|'([^']{1,200})'|([\w./:^'-]{1,200}?))\s*:(?=\s|$)(.*)"""
)
_REMARK: Final = re.compile(r"\s#[^\"'\[\]]*$")
_OPENS: Final = frozenset("[{,: \t\n-")


def form_tree(text: str, file: str) -> tuple[dict[str, Any], list[Complaint]]:
    """Read a form; what is wrong with it is told, and what can be read is read."""
    clean, complaints = _cleaned(text, file)
    try:
        tree = json_tree(clean, file) if file.endswith(".json") else _yaml(clean, file)
        if isinstance(tree, dict):
            return tree, complaints
        message = "this is no form: there are no answers by their names"
        complaint = Complaint(Mark(file), message, "fill in the form that came with the problems")
    except NoForm as error:
        complaint = error.complaint
    lines = dict(lines_of(clean))
    if lines:
        told = f"{complaint.message}; its {len(lines)} lines were read one by one"
        complaint = Complaint(complaint.mark, told, complaint.hint)
    return lines, [*complaints, complaint]


def _cleaned(text: str, file: str) -> tuple[str, list[Complaint]]:
    """Replace what is not allowed in a text."""
    found = _NO_TEXT.search(text)
    if not found:
        return text, []
    before = text[: found.start()]
    mark = Mark(file, before.count("\n") + 1, found.start() - before.rfind("\n"))
    message = f"the character U+{ord(found[0]):04X} is not allowed in a text file"
    return _NO_TEXT.sub("\ufffd", text), [Complaint(mark, message, "it was replaced by `�`")]


# --- YAML ----------------------------------------------------------------------------------------
def _yaml(text: str, file: str) -> Tree:
    """Read the first document of a text; NoForm."""
    stack: list[list[Tree]] = [[]]
    scalars = 0
    plain = literal(text)
    try:
        for event in yaml.parse(plain, Loader=_LOADER):
            if isinstance(event, yaml.NodeEvent):
                _refuse_links(event, file)
            if isinstance(event, yaml.ScalarEvent):
                scalars += 1
                stack[-1].append(_scalar(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                stack.append([])
            elif isinstance(event, yaml.CollectionEndEvent):
                parts = stack.pop()
                is_table = isinstance(event, yaml.MappingEndEvent)
                stack[-1].append(_table(parts) if is_table else list(parts))
            elif isinstance(event, yaml.DocumentEndEvent):
                break
            if len(stack) > DEEPEST or scalars > MOST_SCALARS:
                raise _refused(event, file, "this is nested too deeply, or too long, for a form")
    except yaml.YAMLError as error:
        raise NoForm(syntax_complaint(error, plain, file)) from None
    return stack[0][0] if stack[0] else Scalar("")


def _refuse_links(event: yaml.NodeEvent, file: str) -> None:
    """Refuse aliases, which can unfold without end, and tags, which make objects."""
    if event.anchor or isinstance(event, yaml.AliasEvent):
        raise _refused(event, file, "`&` and `*` link texts in YAML, which a form has no use for")
    if getattr(event, "tag", None):
        raise _refused(event, file, "`!` begins a tag in YAML, which a form has no use for")


def _refused(event: yaml.Event, file: str, message: str) -> NoForm:
    start: Any = event.start_mark
    mark = Mark(file, start.line + 1, start.column + 1)
    return NoForm(Complaint(mark, message, "put the whole answer between quotation marks"))


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    start: Any = event.start_mark
    text = _undoubled(event.value) if event.style == '"' else event.value
    return Scalar(text, start.line + 1, start.column + 1)


def _table(parts: list[Tree]) -> dict[str, Tree]:
    """Pair keys with values; of two of one name, the one that is filled in counts."""
    found: dict[str, Tree] = {}
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        name = key.text if isinstance(key, Scalar) else str(len(found))
        if name not in found or _filled(value):
            found[name] = value
    return found


def _filled(tree: Tree) -> bool:
    return not isinstance(tree, Scalar) or bool(tree.text.strip())


def literal(text: str) -> str:
    r"""Double the backslashes between double quotes, so that YAML leaves them as they are.

    `\"` and `\u00d7` stay what they are to YAML.
    """
    if "\\" not in text or '"' not in text:
        return text
    return "".join(_literal(text))


def _literal(text: str) -> Iterator[str]:
    """Go through a text, knowing whether a quote begins a quoted text or stands in a plain one."""
    k, before, inside = 0, "\n", ""
    while k < len(text):
        char = text[k]
        if inside == '"' and char == "\\":
            pair = text[k : k + 2]
            keeps = pair == '\\"' or re.match(r"\\u[0-9a-fA-F]{4}", text[k : k + 6])
            yield pair if keeps else "".join("\\\\" if c == "\\" else c for c in pair)
            k += 2
            continue
        if inside:
            inside = "" if char == (inside if inside != "#" else "\n") else inside
        elif char in "\"'" and before in _OPENS:
            inside = char
        elif char == "#" and before in " \t\n":
            inside = "#"
        before = char
        yield char
        k += 1


def _undoubled(text: str) -> str:
    r"""Take `\\frac` for `\frac` if all backslashes are doubled: a program wrote that, or YAML."""
    if "\\\\" not in text or not re.search(r"\\\\[A-Za-z]", text):
        return text
    runs = re.findall(r"\\+", text)
    return text.replace("\\\\", "\\") if all(len(run) % 2 == 0 for run in runs) else text
