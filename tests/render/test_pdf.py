import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from solver.errors import LatexError
from solver.render import engine, formats
from solver.render.latex import to_latex
from solver.render.pdf import compile_pdf, to_pdf, typeset
from tests.render import worked
from tests.render.build import paper, say
from tests.render.needs import needs_latex

pytestmark = needs_latex
SMALL = paper(say("words"), title="Ünïcode \\input{x}")


@pytest.fixture
def no_formats(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Start with an empty cache, and forget it afterwards."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    formats.dumped.cache_clear()
    monkeypatch.setattr(formats, "_own_folder", lambda: tmp_path / "nowhere")
    yield tmp_path
    formats.dumped.cache_clear()


def test_same_input_same_bytes(no_formats: Path) -> None:
    first = to_pdf(worked.handout())
    formats.dumped.cache_clear()
    for file in (no_formats / "markscheme").iterdir():
        file.unlink()
    assert to_pdf(worked.handout()) == first


def test_nothing_is_said_of_the_time_or_the_place() -> None:
    pdf = to_pdf(SMALL)
    for secret in (b"CreationDate", b"ModDate", b"/ID", b"/tmp", b"PTEX"):
        assert secret not in pdf


def test_title_of_the_pdf_is_the_title() -> None:
    assert "Ünïcode \\input{x}".encode("utf-16-be").hex().upper().encode() in to_pdf(SMALL)


def test_a_format_is_made_once_and_leaves_nothing_else(no_formats: Path) -> None:
    to_pdf(SMALL)
    (made,) = (no_formats / "markscheme").iterdir()
    stamp = made.stat().st_mtime_ns
    formats.dumped.cache_clear()
    to_pdf(SMALL)
    assert made.stat().st_mtime_ns == stamp


@pytest.mark.parametrize("rest", [b"", b"garbage", None])
def test_a_broken_format_is_made_again(no_formats: Path, rest: bytes | None) -> None:
    good = to_pdf(SMALL)
    (made,) = (no_formats / "markscheme").iterdir()
    made.write_bytes(made.read_bytes()[:2_000_000] if rest is None else rest)
    formats.dumped.cache_clear()
    assert to_pdf(SMALL) == good
    assert made.stat().st_size > 4_000_000


def test_without_a_format_the_page_is_set_all_the_same(
    no_formats: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (no_formats / "markscheme").write_text("not a folder")
    assert to_pdf(SMALL).startswith(b"%PDF")


def test_a_cache_that_cannot_be_written_costs_time_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    good = to_pdf(SMALL)
    (tmp_path / "markscheme").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    formats.dumped.cache_clear()
    assert to_pdf(SMALL) == good
    formats.dumped.cache_clear()


def test_standalone_compiles_by_itself(tmp_path: Path) -> None:
    (tmp_path / "key.tex").write_text(to_latex(worked.key()), encoding="ascii")
    command = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "key.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "key.pdf").is_file()


def test_failure_names_the_problem_and_the_first_error() -> None:
    with pytest.raises(LatexError, match=r"relu-l1: .*! Undefined control sequence") as caught:
        compile_pdf(r"\begin{document}\nonsense\end{document}", "relu-l1")
    assert caught.value.exit_code == 3


def test_a_run_that_does_not_end_is_stopped() -> None:
    with pytest.raises(LatexError, match="longer than 1 s"):
        compile_pdf(r"\begin{document}\loop\iftrue\repeat\end{document}", seconds=1)


def test_missing_latex_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    engine.pdflatex.cache_clear()
    with pytest.raises(LatexError, match="hint"):
        engine.pdflatex()


@pytest.mark.parametrize(
    ("attack", "complaint"),
    [
        (r"\input{/etc/passwd}", "File `/etc/passwd.* not found"),
        (r"\openin5=/etc/passwd \ifeof5 \closed\fi", r"Undefined control sequence.*\\closed"),
    ],
)
def test_nothing_outside_is_read(attack: str, complaint: str) -> None:
    with pytest.raises(LatexError, match=complaint):
        compile_pdf(rf"\begin{{document}}{attack}x\end{{document}}")


def test_nothing_outside_is_written_and_no_shell_runs(tmp_path: Path) -> None:
    target = tmp_path / "out"
    attacks = (
        rf"\immediate\openout5={target} \immediate\write5{{x}}",
        rf"\immediate\write18{{touch {target}}}",
    )
    for attack in attacks:
        with suppress(LatexError):
            compile_pdf(rf"\begin{{document}}{attack}x\end{{document}}")
        assert not list(tmp_path.iterdir())


def test_one_run_is_enough() -> None:
    assert "Rerun" not in typeset(to_latex(worked.key(), standalone=False))[1]


def test_old_formats_are_thrown_away(no_formats: Path) -> None:
    folder = no_formats / "markscheme"
    folder.mkdir()
    for k in range(9):
        (folder / f"page-{k}.fmt").write_bytes(b"old")
    to_pdf(SMALL)
    assert len(list(folder.iterdir())) == 4
