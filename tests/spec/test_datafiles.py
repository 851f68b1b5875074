"""Givens that stand in files: the exact numbers, and everything that is refused."""

from __future__ import annotations

import json
import os
import warnings
import zipfile
import zlib
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import io

from solver.errors import SpecError
from solver.problem import Problem, load
from solver.spec import arrayfiles, datafile, matfile
from solver.spec.arrayfiles import exactly
from solver.spec.load import load_text
from tests.algebra.quick import quick

TEXT = "kind: formulas\ntitle: t\ngiven:\n  X: {given}\nsteps: {{y: X + X}}\nask: [y]\n"
DOUBLES = st.floats(allow_nan=False, allow_infinity=False)


def value(folder: Path, given: str) -> object:
    file = folder / "t.yaml"
    file.write_text(TEXT.format(given=given), encoding="utf-8")
    problem = load(file)
    assert isinstance(problem, Problem)
    (found,) = problem.plan.givens
    return found.value


def complaint(folder: Path, given: str) -> str:
    with pytest.raises(SpecError) as caught:
        value(folder, given)
    (found,) = caught.value.complaints
    assert (found.mark.line, found.mark.file) == (4, str(folder / "t.yaml"))
    return f"{found.message} | {found.hint}"


# --- what is read --------------------------------------------------------------------------------
@quick(50)
@given(st.lists(st.lists(DOUBLES, min_size=3, max_size=3), min_size=2, max_size=4))
def test_doubles_are_taken_at_their_exact_value(rows: list[list[float]]) -> None:
    assert exactly(np.array(rows), "") == tuple(tuple(map(Fraction, row)) for row in rows)


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.uint64, np.bool_])
def test_other_numbers_are_taken_exactly_too(dtype: type) -> None:
    array: np.ndarray = np.array([[0.1, 1], [2, 3]]).astype(dtype)
    assert exactly(array, "") == tuple(tuple(Fraction(x.item()) for x in row) for row in array)


def test_all_formats_give_the_same_numbers(tmp_path: Path) -> None:
    array = np.array([[0.5, -1.25], [3.0, 1e-3]])
    np.save(tmp_path / "a.npy", array)
    np.savez_compressed(tmp_path / "a.npz", X=array, other=array + 1)
    io.savemat(tmp_path / "a.mat", {"X": array, "other": array + 1}, do_compression=True)
    expected = exactly(array, "")
    assert value(tmp_path, "{file: a.npy}") == expected
    assert value(tmp_path, "{file: a.npz, variable: X}") == expected
    assert value(tmp_path, "{file: a.mat, variable: X}") == expected


def test_decimals_of_a_table_are_exact_and_columns_are_found_by_name(tmp_path: Path) -> None:
    text = '﻿# measured in spring\nt, "a, b" ,c\n0.1,1e-3, 3\n\n 0.2 ,2,1/3\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    tenth = Fraction(1, 10)
    assert value(tmp_path, "{file: a.csv, columns: [c, t]}") == (
        (3, tenth), (Fraction(1, 3), 2 * tenth),
    )  # fmt: skip
    assert value(tmp_path, '{file: a.csv, columns: ["a, b"]}') == ((Fraction(1, 1000),), (2,))


def test_a_table_without_names_is_a_matrix_and_a_list_a_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    np.save(tmp_path / "list.npy", np.array([1.0, 2.0]))
    np.save(tmp_path / "one.npy", np.array(7))
    assert value(tmp_path, "{file: a.csv}") == ((1, 2), (3, 4))
    assert value(tmp_path, "{file: list.npy}") == ((1,), (2,))
    assert value(tmp_path, "{file: one.npy}") == 7


def test_json_has_every_number_and_the_page_the_first(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(300.0).reshape(100, 3) / 8)
    value(tmp_path, "{file: a.npy}")
    solved = load(tmp_path / "t.yaml").solve()
    assert len(json.loads(json.dumps(solved.json()))["givens"]["X"]) == 100
    shown = solved.tex()
    assert r"\vdots" in shown
    assert "a.npy" in shown
    assert "12.375" not in shown  # the entry in row 34


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    for k in (1, 2):
        file.write_text(f"{k}\n{k}\n", encoding="utf-8")
        os.utime(file, ns=(k, k))
        assert value(tmp_path, "{file: a.csv}") == ((k,), (k,))


def test_standard_input_reads_beside_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("1\n2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    spec = load_text(TEXT.format(given="{file: a.csv}"), "<stdin>")
    assert spec.given[0].value == ((1,), (2,))  # type: ignore[union-attr]


# --- what is refused -----------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["../a.csv", "b/../../a.csv", "/a.csv", "C:\\a.csv", "link/a.csv"])
def test_nothing_is_read_outside_the_folder(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "a.csv").write_text("1\n", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path)
    said = complaint(folder, f"{{file: '{path}'}}")
    assert "outside the folder" in said or "relative to the problem" in said


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1\n2\n", encoding="utf-8")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert value(tmp_path, "{file: b.csv}") == ((1,), (2,))


def test_objects_are_not_unpickled(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "evil"),)

    array = np.array([Evil()], dtype=object)
    np.save(tmp_path / "a.npy", array, allow_pickle=True)
    np.savez(tmp_path / "a.npz", X=array)
    io.savemat(tmp_path / "a.mat", {"X": np.array([[1, "a"]], dtype=object)})
    for name in ("a.npy", "a.npz", "a.mat"):
        said = complaint(tmp_path, f"{{file: {name}}}")
        assert "not an array of numbers" in said or "class cell" in said
    assert not (tmp_path / "evil").exists()


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datafile, "LARGEST", 100)
    (tmp_path / "a.csv").write_text("1\n" * 51, encoding="utf-8")
    assert "MB: at most" in complaint(tmp_path, "{file: a.csv}")


@pytest.mark.parametrize("name", ["a.csv", "a.npy", "a.npz", "a.mat"])
def test_too_many_numbers_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(arrayfiles, "MOST", 8)
    monkeypatch.setattr("solver.spec.csvfile.MOST", 8)
    array = np.ones((3, 3))
    np.savetxt(tmp_path / "a.csv", array, delimiter=",")
    np.save(tmp_path / "a.npy", array)
    np.savez(tmp_path / "a.npz", X=array)
    io.savemat(tmp_path / "a.mat", {"X": array})
    assert "at most 8" in complaint(tmp_path, f"{{file: {name}}}")


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.savez_compressed(tmp_path / "a.npz", X=np.zeros((400, 400)))
    assert (tmp_path / "a.npz").stat().st_size < 10_000
    monkeypatch.setattr(arrayfiles, "LARGEST", 100_000)
    assert "unpacks to more" in complaint(tmp_path, "{file: a.npz}")


@pytest.mark.parametrize("name", ["a.csv", "a.npy", "a.npz", "a.mat"])
@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe" * 50, b"PK\x03\x04" + b"\x00" * 60])
def test_broken_files_are_complained_about(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    complaint(tmp_path, f"{{file: {name}}}")


@pytest.mark.parametrize(
    "array", [np.array([[1, np.nan]]), np.array([[np.inf]]), np.array([[1j]]), np.zeros((0, 3))]
)
def test_what_is_no_finite_real_number_is_refused(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "a.npy", array)
    said = complaint(tmp_path, "{file: a.npy}")
    assert any(word in said for word in ("finite", "not real", "empty"))


def test_a_zip_of_something_else_is_no_array(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("X.npy", "no array at all")
    assert "not an array of numbers" in complaint(tmp_path, "{file: a.npz}")


def test_a_newer_matlab_file_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.mat").write_bytes(
        b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + b"\x00" * 400
    )
    assert "7.3" in complaint(tmp_path, "{file: a.mat}")


@pytest.mark.parametrize(("separator", "said"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(tmp_path: Path, separator: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(f"x{separator}y\n1,5{separator}2\n", encoding="utf-8")
    assert said in complaint(tmp_path, "{file: a.csv}")


def test_a_column_whose_name_stands_twice_is_not_chosen(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,x,y\n1,2,3\n4,5,6\n", encoding="utf-8")
    assert "has 2 columns `x`" in complaint(tmp_path, "{file: a.csv, columns: [x]}")
    assert value(tmp_path, "{file: a.csv, columns: [y]}") == ((3,), (6,))


def test_an_empty_cell_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y,\n1,2,\n", encoding="utf-8")
    assert "an empty cell in line 2, column 3" in complaint(tmp_path, "{file: a.csv}")


def test_rows_past_the_limit_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1\n" * (arrayfiles.MOST + 2) + "word\n", encoding="utf-8")
    assert f"more than {arrayfiles.MOST} rows" in complaint(tmp_path, "{file: a.csv}")


@pytest.mark.parametrize("shape", [(2**62, 4), (2**40, 2**40), (-3, 4)])
@pytest.mark.parametrize("name", ["a.npy", "a.npz"])
def test_no_room_is_made_for_what_a_header_claims(
    tmp_path: Path, shape: tuple[int, ...], name: str
) -> None:
    stream = BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    written(tmp_path / name, stream.getvalue() + b"\0" * 96)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = complaint(tmp_path, f"{{file: {name}}}")
    assert "numbers: at most" in said or "is not an array" in said


def written(file: Path, array: bytes) -> None:
    """Write an array as a file, or into an archive."""
    if file.suffix == ".npy":
        file.write_bytes(array)
        return
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("X.npy", array)


@pytest.mark.parametrize("head", [b"(" * 500 + b"}", b"__import__('os')", b"{" * 9000])
@pytest.mark.parametrize("name", ["a.npy", "a.npz"])
def test_a_header_that_cannot_be_read_is_complained_about(
    tmp_path: Path, head: bytes, name: str
) -> None:
    start = b"\x93NUMPY\x01\x00" + (len(head) + 1).to_bytes(2, "little")
    written(tmp_path / name, start + head + b"\n")
    assert "not an array of numbers" in complaint(tmp_path, f"{{file: {name}}}")


def test_a_matlab_variable_that_is_larger_than_it_says_is_not_unpacked(tmp_path: Path) -> None:
    """Sizes of 1×2, and then a hundred megabytes of zeros in a hundred kilobytes."""
    io.savemat(tmp_path / "a.mat", {"X": np.ones((1, 2))})
    whole = (tmp_path / "a.mat").read_bytes()
    size = matfile.UNPACKED + 8
    words = np.frombuffer(whole[128:], dtype="<u4").copy()
    (place,) = np.flatnonzero(words == 9)  # the entries are doubles, and so many bytes
    words[place + 1], words[1] = size, words[1] + size - 16
    packed = zlib.compress(words.tobytes()[: -2 * 8] + bytes(size), 9)
    assert len(packed) < 200_000
    head = np.array([matfile.COMPRESSED, len(packed)], dtype="<u4").tobytes()
    (tmp_path / "a.mat").write_bytes(whole[:128] + head + packed)
    assert "unpacks to more than" in complaint(tmp_path, "{file: a.mat}")


def test_what_a_file_says_does_not_reach_the_terminal_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,\x1b[31m2\n", encoding="utf-8")
    (tmp_path / "t.yaml").write_text(TEXT.format(given="{file: a.csv}"), encoding="utf-8")
    with pytest.raises(SpecError, match=r"\ufffd\[31m2"):
        load(tmp_path / "t.yaml")
