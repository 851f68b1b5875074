"""What ships is found without importing it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from solver import resources
from solver.errors import SpecError
from solver.spec.load import load
from solver.spec.model import Spec
from solver.spec.skeleton import skeleton


def test_kinds_are_the_modules_with_their_docstrings() -> None:
    found = resources.kinds()
    folder = Path(resources.__file__).parent / "kinds"
    assert set(found) == {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert all(found.values())


def test_titles_are_those_that_loading_gives() -> None:
    found = list(resources.shipped())
    assert found
    for shipped in found:
        assert shipped.title == load(shipped.path).title
    assert resources.titles() == {shipped.name: shipped.title for shipped in found}


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Plain text", "Plain text"),
        ("title: 'It''s quoted'  ", "It's quoted"),
        ('title: "A: \\"b\\"" # more', 'A: "b"'),
        ("title: Commented # here", "Commented"),
        ("kind: x\ntitle:   Later\npoints: 3", "Later"),
        ("given: {}\n  title: nested", ""),
    ],
)
def test_the_title_line_is_read(line: str, title: str) -> None:
    assert resources._title(line) == title


def test_titles_need_neither_yaml_nor_kinds() -> None:
    heavy = "('yaml', 'solver.kinds', 'solver.algebra', 'solver.spec')"
    code = (
        "import sys; from solver import resources; resources.titles(); resources.kinds();"
        f"sys.exit(any(module.startswith({heavy}) for module in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_data_in_a_wheel_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "solver"
    (package / "_data" / "problems" / "fir").mkdir(parents=True)
    monkeypatch.setattr(resources, "_HERE", package)
    assert resources.problems_dir() == package / "_data" / "problems"
    assert resources.templates_dir() == tmp_path / "lib" / "templates"
    file = package / "_data" / "problems" / "fir" / "box.yaml"
    file.write_text("kind: fir\n", encoding="utf-8")
    assert resources.titles() == {"fir/box": "box"}


@pytest.mark.parametrize("kind", resources.kinds())
def test_a_skeleton_loads(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(skeleton(kind), encoding="utf-8")
    spec = load(path)
    assert isinstance(spec, Spec)
    assert spec.kind == kind


def test_an_unknown_kind_has_no_skeleton() -> None:
    with pytest.raises(SpecError, match="unknown kind `netwrok`"):
        skeleton("netwrok")
