# `make demo` and `make test` need nothing but Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test check format bench lock clean

demo: $(INSTALLED)
	@sh samples/demo.sh $(BIN)/citegraph

test: check
	$(BIN)/pytest

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Ingest at three sizes beside the bare load of the same statements; takes some minutes.
bench: $(INSTALLED)
	$(BIN)/python benchmarks/ingest.py

# Everything at the versions and hashes of constraints.txt; then citegraph itself, in place.
$(INSTALLED): constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Writes constraints.txt anew from pyproject.toml; needs uv.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --upgrade --quiet -o constraints.txt

clean:
	rm -rf .venv demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
