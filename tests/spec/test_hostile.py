"""Input made to hurt: it is refused at once, with a complaint and never a traceback."""

from __future__ import annotations

import io
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import Complaint, SpecError
from solver.spec.library import Library
from solver.spec.load import load, load_text
from solver.spec.names import Equations

FIELDS = {"forward": Equations(required=True)}
LIBRARY = Library(("equations",), {"equations": FIELDS}.__getitem__, frozenset({"relu"}))
SECONDS = 20.0  # generous, for a busy machine; what goes wrong here takes hours


def complaint(text: str, library: Library) -> str:
    start = time.perf_counter()
    with pytest.raises(SpecError) as caught:
        load_text(text, "x.yaml", library)
    assert time.perf_counter() - start < SECONDS
    return str(caught.value)


HOSTILE = {
    "a million aliases": (
        "a: &a [1]\nb: [" + "*a, " * 1_000_000 + "*a]",
        "x.yaml:1:4: a YAML anch",
    ),
    "nested aliases": (
        "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 99)),
        "x.yaml:1:5: a YAML anchor",
    ),
    "an anchor that contains itself": ("a: &a [*a]", "x.yaml:1:4: a YAML anchor"),
    "an alias to nothing": ("a: *b", "x.yaml:1:4: a YAML alias"),
    "deep brackets": ("a: " + "[" * 300_000, "x.yaml:1:43: nested more than 40"),
    "deep mappings": ("{a: " * 200_000, "nested more than 40"),
    "deep block lists": ("- " * 300_000 + "a", "nested more than 40"),
    "deep keys": ("? " * 300_000 + "a", "nested more than 40"),
    "an object": ("kind: !!python/name:os.system", "x.yaml:1:7: a YAML tag"),
    "a huge exponent": ("kind: equations\npoints: 1e-99999999999", "exponent"),
    "a million digits": ("kind: equations\npoints: " + "9" * 900_000, "400 characters"),
    "a long key": ("kind: equations\n? " + "k" * 900_000 + "\n: 1", "x.yaml:2:3: unknown key"),
    "a long kind": ("kind: " + "k" * 900_000, "x.yaml:1:7: unknown kind"),
    "control characters": ("kind: a\x00b", "x.yaml:1:8: the character U+0000"),
    "a lone surrogate": ("kind: a\ud800", "x.yaml:1:8: the character U+D800"),
    "many parts": (
        "kind: equations\nparts:\n" + "".join(f"  p{i}: {{ask: [1]}}\n" for i in range(2_000)),
        "x.yaml:103:3: a problem has at most 100 parts",
    ),
    "many shapes": ("kind: equations\ngiven: {a: {shape: [" + "m+" * 99_999 + "]}}", "a size"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_quickly(name: str, library: Library) -> None:
    text, expected = HOSTILE[name]
    assert expected in complaint(text, library)


def test_a_file_that_is_wrong_all_over_gets_a_hundred_complaints(library: Library) -> None:
    keys = "".join(f"k{i}: 1\n" for i in range(1000))
    with pytest.raises(SpecError) as caught:
        load_text("kind: equations\nforward: {z: 1}\n" + keys, "x.yaml", library)
    assert len(caught.value.complaints) == 101
    assert caught.value.complaints[-1].message == "and 900 more complaints"


def refused_file(path: Path | str, library: Library) -> str:
    with pytest.raises(SpecError) as caught:
        load(path, library)
    assert len(caught.value.complaints) == 1
    return str(caught.value)


def test_a_large_file_is_refused_with_its_size(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"kind: equations\n" * 625_000)
    assert refused_file(path, library).startswith(
        f"{path}:1:1: the file is larger than 1 MB: it has 10.0 MB"
    )


def test_an_endless_device_is_refused(library: Library) -> None:
    assert "larger than 1 MB" in refused_file("/dev/zero", library)


def test_bytes_that_are_not_utf8_are_placed(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("kind: equations\ntitle: é".encode() + b" caf\xe9\n")
    assert f"{path}:2:13: the file is not UTF-8: byte 0xe9" in refused_file(path, library)


def test_a_byte_order_mark_is_no_character(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfkind: equations\r\nforward:\r\n  z: 1\r\n")
    assert load(path, library).id == "bom"


@pytest.mark.parametrize(
    ("name", "expected"), [("missing.yaml", "no such file"), (".", "directory")]
)
def test_what_is_no_file_is_refused(
    name: str, expected: str, tmp_path: Path, library: Library
) -> None:
    assert expected in refused_file(tmp_path / name, library)


def test_a_path_with_a_nul_is_refused(library: Library) -> None:
    assert "cannot be read" in refused_file("a\0b", library)


def test_standard_input_is_a_file(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = SimpleNamespace(buffer=io.BytesIO(b"kind: equations\nforward: {z: 1}\ntitel: x\n"))
    monkeypatch.setattr("sys.stdin", stream)
    assert "<stdin>:3:1: unknown key `titel`" in refused_file("-", library)


def test_large_standard_input_is_refused(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b" " * 1_000_001)))
    assert "<stdin>:1:1: the file is larger than 1 MB" in refused_file("-", library)


TOKENS = """kind equations given forward ask parts a x z step shape problems label file rubric
discuss functions f(x) symbols integer 1 -2 1e9 3/4 [m,n] [ ] { } , - | > & * ! # % @ ` " ' \\ é"""
SPACE = (": ", ": ", ": ", ": ", ", ", "- ", "\n", "\n", "\n  ", "\n  - ", "\t", "\u2028", "\x85")
WORDS = st.sampled_from([*TOKENS.split(), *SPACE])
TEXTS = st.one_of(st.text(), st.lists(WORDS).map("".join))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_loaded_or_complained_about(text: str) -> None:
    _load_or_complain(text)


@given(st.lists(WORDS).map("".join))
@settings(max_examples=400, deadline=None)
def test_anything_below_a_key_is_loaded_or_complained_about(text: str) -> None:
    _load_or_complain("kind: equations\nforward: {z: 1}\ngiven:\n  x: " + text)
    _load_or_complain("kind: equations\nforward: {z: 1}\nparts:\n  " + text)
    _load_or_complain("kind: equations\nforward: {z: 1}\nask:\n  - " + text)


def _load_or_complain(text: str) -> None:
    for found in complaints(text):
        assert found.mark.line >= 1
        assert found.mark.column >= 1
        assert "\n" not in found.message + found.hint


def complaints(text: str) -> tuple[Complaint, ...]:
    try:
        load_text(text, "x.yaml", LIBRARY)
    except SpecError as error:
        return error.complaints or pytest.fail("refused without a complaint")
    return ()
