# `make demo` and `make test` need nothing but Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
PEERS := $(patsubst %,benchmarks/.peers/%/.installed,morph-kgc maplib)
ASSETS := src/citegraph/pages/static/built/.built
CLIENTS := tests/javascript/node_modules/.installed
SERVERS := $(patsubst %,benchmarks/.peers/%/.installed,oxigraph rdflib-endpoint)

.PHONY: demo test check format screenshots chromium bench bench-ingest bench-matching bench-queries \
    bench-pages bench-serve bench-hostile bench-beside-ingest evaluate train-parser lock clean

demo: $(INSTALLED) $(ASSETS)
	@sh samples/demo.sh $(BIN)/citegraph

# The tests of one file share a store or a server, so they go together.
test: check chromium $(ASSETS) $(CLIENTS)
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# The browser in which pages are tested; without the right to install it, those tests are skipped.
chromium:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	    { apt-get install -y -qq chromium || \
	    { apt-get update -qq && apt-get install -y -qq chromium; }; } >/dev/null 2>&1; } || \
	    echo 'chromium is not installed: the tests in a browser will be skipped'

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pictures of pages for docs/; needs Debian's chromium.
screenshots: $(INSTALLED) $(ASSETS)
	$(BIN)/python -m tests.screenshots

# What a page, an update, and nothing new cost in stores of three sizes; takes some minutes.
bench: $(INSTALLED)
	$(BIN)/python benchmarks/changes.py

# citegraph and its peers side by side, into docs/performance.md; takes an hour or two at a million
# works, some 20 GB of memory and 60 GB of disk. Peers sit out above PEER_LIMIT works.
SIZES ?= 10000 100000 200000 1000000
PEER_LIMIT ?= 1000000
bench-ingest: $(INSTALLED) $(PEERS)
	$(BIN)/python benchmarks/compare.py $(SIZES) --peer-limit $(PEER_LIMIT)
	$(BIN)/python benchmarks/report.py benchmarks/.results.json

# References matched in bulk and one by one, into docs/matching.md; takes some ten minutes and 4 GB
# of memory at a million.
bench-matching: $(INSTALLED)
	$(BIN)/python benchmarks/matching.py

# What each question costs as the graph grows, beside oxigraph's own server; a million works with
# QUERY_SIZES="10000 100000 1000000".
QUERY_SIZES ?= 10000 100000
bench-queries: $(INSTALLED) benchmarks/.peers/oxigraph/.installed
	$(BIN)/python benchmarks/queries.py $(QUERY_SIZES)

# What pages and searches cost as the graph grows, into docs/performance.md.
PAGE_SIZES ?= 10000 100000
bench-pages: $(INSTALLED)
	$(BIN)/python benchmarks/pages.py $(PAGE_SIZES)

# The endpoint beside other servers, into docs/performance.md; takes some ten minutes.
bench-serve: $(INSTALLED) $(SERVERS)
	$(BIN)/python benchmarks/serve.py

# What those who behave notice of ten minutes of attacks on the endpoint; takes a quarter of an hour.
bench-hostile: $(INSTALLED)
	$(BIN)/python benchmarks/hostile.py

# Queries while a bulk ingest runs; takes some five minutes.
bench-beside-ingest: $(INSTALLED)
	$(BIN)/python benchmarks/beside_ingest.py

# Precision and recall of matching on public and generated sets, into docs/matching.md.
evaluate: $(INSTALLED)
	$(BIN)/python benchmarks/evaluate.py
	$(BIN)/python benchmarks/parsing.py

# The model of citegraph[learned], from references made for it; takes some minutes.
train-parser: $(INSTALLED)
	$(BIN)/python benchmarks/train_parser.py

# A peer in an environment of its own, at the versions and hashes of its list.
benchmarks/.peers/%/.installed: benchmarks/peers-%.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Everything at the versions and hashes of constraints.txt; then citegraph itself, in place.
$(INSTALLED): constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The editor and the maps, of the packages and hashes of browser/package-lock.json.
$(ASSETS): $(INSTALLED) $(wildcard browser/*.js browser/editor/*.js browser/*.json browser/*.css)
	cd browser && ../$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --silent
	cd browser && ../$(BIN)/node build.js
	@touch $@

# The client in JavaScript that the endpoint is tested with.
$(CLIENTS): $(INSTALLED) tests/javascript/package-lock.json
	cd tests/javascript && ../../$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Writes constraints.txt anew from pyproject.toml, and the lists of the peers; needs uv.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --upgrade --quiet -o constraints.txt
	for peer in morph-kgc maplib oxigraph; do echo $$peer | \
	    uv pip compile - --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --upgrade --quiet \
	    -o benchmarks/peers-$$peer.txt; done

clean:
	rm -rf .venv benchmarks/.peers browser/node_modules tests/javascript/node_modules src/citegraph/pages/static/built demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
