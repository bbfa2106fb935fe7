# HKZero. `make run` opens the app, `make test` runs every test; `make help` lists the rest.
# Everything lives in .venv and data/build; `make clean` removes both.

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
WORKERS ?= 2
PORT ?= 8501
AUDITED ?= constraints.txt

.PHONY: help run build check test test-fast lint audit lock bench load docs screenshots contact-sheet accessibility clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/.app ## install what is missing, build the database, open the app
	@$(BIN)/python -m hkzero build || echo "The app starts on the previous database, if there is one."
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

build: $(VENV)/.app ## build data/build/hongkong.duckdb from the CSV files
	$(BIN)/python -m hkzero build

check: $(VENV)/.app ## check the data: sources, units, keys, gaps, subtotals, reconciliation
	$(BIN)/python -m hkzero check

test: $(VENV)/.dev ## the linter and every test, the browser's too
	$(BIN)/python -m ruff check .
	HKZERO_CHROMIUM="$$($(BIN)/python -m tests.browser.chromium --install)" \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(TEST)

test-fast: $(VENV)/.dev ## every test but the browser's
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not browser" $(TEST)

lint: $(VENV)/.dev ## ruff
	$(BIN)/python -m ruff check .

# In an environment of its own: the tool and what it brings along are no part of the tested set.
audit: ## ask the advisory database about every pinned version (needs the network)
	@test -x build/audit/bin/pip-audit || { $(PYTHON) -m venv build/audit \
	&& build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1; }
	@build/audit/bin/pip-audit --disable-pip --no-deps --strict --progress-spinner off -r $(AUDITED) || { \
	echo "The audit found advisories, or could not be made: see above. Nothing is known to be safe."; exit 1; }

lock: $(VENV)/.app ## write deploy/requirements.lock: every version with its hash (needs the network)
	@mkdir -p build
	$(BIN)/python deploy/lock.py > build/requirements.lock && mv build/requirements.lock deploy/requirements.lock

bench: $(VENV)/.dev ## measure build, queries, pages and browser; a table, and build/bench.json
	HKZERO_CHROMIUM="$$($(BIN)/python -m tests.browser.chromium --install)" $(BIN)/python -m bench

load: $(VENV)/.dev ## 1 to 200 readers at once and a soak, 15 minutes (QUICK=1: 2 minutes); build/load.json
	$(BIN)/python -m bench.load $(if $(QUICK),--quick) $(if $(SOAK),--soak $(SOAK))

docs: $(VENV)/.app ## write docs/queries.md and the measured tables of the docs
	$(BIN)/python -m docs.generate

screenshots: $(VENV)/.dev ## take the pictures of the README
	HKZERO_CHROMIUM="$$($(BIN)/python -m tests.browser.chromium --install)" $(BIN)/python -m docs.screenshots

contact-sheet: $(VENV)/.dev ## take a small picture of every page in three languages, desk and phone
	HKZERO_CHROMIUM="$$($(BIN)/python -m tests.browser.chromium --install)" $(BIN)/python -m docs.contact_sheet

accessibility: $(VENV)/.dev ## run axe over everything and write docs/accessibility.md
	HKZERO_CHROMIUM="$$($(BIN)/python -m tests.browser.chromium --install)" $(BIN)/python -m docs.accessibility

clean: ## remove the environment, the database and the caches
	rm -rf $(VENV) data/build build .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "HKZero needs Python 3.11 or newer; none was found. Name yours: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt constraints.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.app
