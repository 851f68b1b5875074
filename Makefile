# make demo    solve the problem sets that ship, keys and handouts, into output/
# make test    lint, type-check and test everything
# make bench   measure speed
# make gallery list the problems that ship, in problems/README.md
# All make what they need in .venv, are safe to run again, and quick the second time.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: setup demo test lint bench gallery clean tex pdf-tools

VENV := .venv
BIN := $(VENV)/bin

# The first Python that is new enough; `make PYTHON=…` overrides it.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
  then command -v $$python; break; fi; done)

# A stamp says that what pyproject.toml asks for is installed; its name changes with that file.
KEY := $(shell cksum < pyproject.toml | cut -d ' ' -f 1)
SETUP := $(VENV)/.setup-$(KEY)
TESTING := $(VENV)/.testing-$(KEY)

# What the pages need, as Debian and Ubuntu pack it, and one file from each package.
TEX_PACKAGES := texlive-latex-base texlive-latex-recommended texlive-pictures \
  texlive-fonts-recommended
TEX_FILES := article.cls mathtools.sty tikz.sty t1xtt.pfb
PDF_TOOLS := poppler-utils

# $(call apt,PACKAGES): install them, with sudo where that is needed, or say what to run.
define apt
command -v apt-get >/dev/null || { echo "no apt-get here: install what $(1) hold by hand" >&2; exit 1; }; \
as=; if [ "$$(id -u)" != 0 ]; then as=sudo; command -v sudo >/dev/null || { \
  echo "run this as root, then make again:  apt-get install $(1)" >&2; exit 1; }; fi; \
echo "installing $(1)" >&2; \
$$as apt-get update -qq; \
$$as env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(1) >/dev/null
endef

setup: $(SETUP) tex

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found" >&2; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
	  $(call apt,$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')); fi
	$(PYTHON) -m venv --clear $(VENV)

$(SETUP): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@rm -f $(VENV)/.setup-*
	@touch $@

$(TESTING): | $(SETUP)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@rm -f $(VENV)/.testing-*
	@touch $@

tex:
	@command -v pdflatex >/dev/null && kpsewhich $(TEX_FILES) >/dev/null || { $(call apt,$(TEX_PACKAGES)); }

pdf-tools:
	@command -v pdftoppm >/dev/null && command -v pdftotext >/dev/null || { $(call apt,$(PDF_TOOLS)); }

demo: setup
	$(BIN)/markscheme solve problems/sets/*.yaml --view both --out output

lint: $(TESTING)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy

test: lint tex pdf-tools
	$(BIN)/pytest
	$(BIN)/pytest tests/benchmarks -m benchmark -n 0 -q

bench: $(TESTING) tex
	STUDENTS=300 $(BIN)/pytest tests/benchmarks -m benchmark -n 0 -q -s

gallery: $(TESTING)
	$(BIN)/python -m tests.gallery

clean:
	rm -rf output build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
