"""The gallery of problems is what the files say."""

from __future__ import annotations

from solver.resources import problems_dir
from tests.gallery import gallery


def test_the_gallery_is_fresh() -> None:
    found = (problems_dir() / "README.md").read_text(encoding="utf-8")
    assert found == gallery(), "run `make gallery`"


def test_every_problem_and_every_set_is_in_it() -> None:
    page = (problems_dir() / "README.md").read_text(encoding="utf-8")
    for path in problems_dir().glob("*/*.yaml"):
        assert f"({path.parent.name}/{path.name})" in page
