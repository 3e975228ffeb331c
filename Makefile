# Telusur. Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := search indexer web
DEMO_INDEX ?= index_data
DEMO_PORT ?= 8080
.DEFAULT_GOAL := help
.PHONY: help setup browser-tools demo test check format lock eval eval-understanding eval-near-copies eval-threads bench \
    bench-helping bench-pages pictures clean

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp is made anew when a lock file or the project's metadata changes.
$(VENV)/.ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,15))' \
	  || { echo "Telusur needs Python 3.11 to 3.14; this is $$($(PYTHON) --version). Say PYTHON=python3.12 make ..."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV) \
	  || { echo "Making a virtual environment failed. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The search kernels are compiled for this machine's processor.
$(VENV)/.kernels: $(VENV)/.ready $(wildcard search/engines/whoosh/kernels/*.py) search/analysis/scanning.py search/engines/whoosh/invert.py \
    search/engines/whoosh/row.py search/ranking.py
	$(BIN)/python -m search.engines.whoosh
	@touch $@

# Modules are compiled too: who runs a service often may not write here, and every command would read the sources anew.
setup: $(VENV)/.kernels ## Put everything into .venv (hash-locked); the command is .venv/bin/telusur
	@$(BIN)/python -m compileall -q $(PACKAGES)

$(VENV)/browser-tools: tests/browser-tools.lock | $(VENV)/.ready
	rm -rf $@
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target $@ -r $<

browser-tools: $(VENV)/browser-tools ## Fetch axe-core and the Nu Html Checker for the tests in a browser (hash-locked)

# Exit code 3 says that rows were rejected: a clock that runs behind takes the newest for the future.
demo: setup ## Index the bundled sample and serve it on http://127.0.0.1:8080
	$(BIN)/telusur reindex indexer/sample --index $(DEMO_INDEX) || [ $$? -eq 3 ]
	@echo "Open http://127.0.0.1:$(DEMO_PORT) in a browser; Ctrl-C ends."
	$(BIN)/telusur serve --port $(DEMO_PORT) --index $(DEMO_INDEX)

test: setup ## Run all tests that this machine can run; what is left out is said aloud
	$(BIN)/python -m pytest $(TESTS)

check: setup ## Look at format, lint and types; change nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup ## Put the code into the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: setup ## Measure what is found, on questions judged by hand, beside baselines: make eval [REPORT=file.json]
	$(BIN)/python -m benchmarks.relevance $(if $(REPORT),--report $(REPORT))

eval-understanding: setup ## Measure how agencies, regions and days are read, on articles labelled by hand
	$(BIN)/python -m benchmarks.understanding

eval-near-copies: setup ## Measure how near-copies are told from other stories, on pairs labelled by hand, and how fast
	$(BIN)/python -m benchmarks.near_copies

eval-threads: setup ## Measure which stories are told as one matter, on invented ones and on pairs judged by hand
	$(BIN)/python -m benchmarks.threads

bench: setup ## Measure speed beside other engines: make bench ARTICLES=20000 [REPORT=file.json]
	$(BIN)/python -m benchmarks.speed --articles $(or $(ARTICLES),20000) $(if $(REPORT),--report $(REPORT))

bench-helping: setup ## Measure what completion and repair cost: make bench-helping ARTICLES=100000
	$(BIN)/python -m benchmarks.helping --articles $(or $(ARTICLES),100000)

bench-pages: setup ## Measure weight, requests and largest paint of the pages on a throttled phone (needs Chromium)
	$(BIN)/python -m benchmarks.pages

pictures: setup ## Take the pictures of the documents anew (needs Chromium)
	$(BIN)/python -m tests.pictures

lock: ## Choose newest allowed versions again and write the lock files (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --upgrade pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --upgrade --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what make made, but never index_data
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache
