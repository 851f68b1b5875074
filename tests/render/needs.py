"""What a test needs of the machine."""

import shutil

import pytest

needs_latex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="LaTeX is not installed")
