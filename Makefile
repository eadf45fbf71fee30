.DEFAULT_GOAL := help
.PHONY: help ready tools demo env up down test coverage quick fuzz check bench docs lock
PYTHON ?= python3
BIN := .venv/bin
# More files at a time than a small machine has cores: most tests wait for servers and programs. A file stays
# together, for what its tests share.
SIDE_BY_SIDE := --numprocesses=4 --dist=loadfile --no-loadscope-reorder
# Compiled tests are kept, whatever the environment says: each process would compile all of them anew.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
# Any Python says how old it is; the rest is asked in the syntax of 3.8, by local.preflight.
LOOK = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null || { echo "Python 3.11 or newer is \
needed, and $(PYTHON) is $$($(PYTHON) -c 'import sys; print(sys.version.split()[0])' 2>/dev/null || echo missing); \
where it has another name: make PYTHON=python3.12" >&2; exit 1; }
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --universal --python-version 3.11

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

demo: ready ## run the whole flow on sample outlets and show what came out
	@$(BIN)/azvn demo

up: ready ## start Elasticsearch, a mailbox and Airflow, and follow the first cycle
	@$(BIN)/azvn up

down: ## stop what runs in the background
	@if [ -x $(BIN)/azvn ]; then $(BIN)/azvn down; else echo "Nothing was running."; fi

env: ## write .env for docker compose, with fresh secrets
	@$(PYTHON) -m compose.env

test: ready ## run the tests, with a real Elasticsearch (some: make test ARGS=tests/pipeline/plan)
	@$(PYTEST) $(or $(ARGS),$(SIDE_BY_SIDE))

coverage: ready ## run all tests and list the files that they reach least; takes longer than make test
	@$(PYTEST) $(SIDE_BY_SIDE) --cov --cov-report=
	@echo "Files of which the tests reach less than 85 %:"; $(BIN)/coverage report | awk 'NR == 1 || /^TOTAL/ || $$4 + 0 < 85'

quick: tools ## run the tests that need no server: two minutes
	@$(PYTEST) -m "not servers" $(or $(ARGS),--numprocesses=2 --dist=loadfile)

fuzz: tools ## draw anew for the property tests for ten minutes (make fuzz MINUTES=60), and print each case found
	@end=$$(( $$(date +%s) + 60 * $(or $(MINUTES),10) )); while $(PYTEST) -m hypothesis \
		--hypothesis-profile=fuzz --numprocesses=2 $(ARGS); do [ $$(date +%s) -lt $$end ] && continue; exit 0; done; exit 1

check: tools ## format, lint, types, layers, generated documentation
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo && $(BIN)/python -m docs.tables

bench: ready ## measure pages per second and memory; make bench CASES=FOLDER: readers side by side (docs/reading.md)
	@$(BIN)/python -m $(if $(CASES),bench.cases $(CASES) $(ARGS),bench)

docs: tools ## renew the generated parts of the documentation
	@$(BIN)/python -m docs.tables --write

lock: tools ## resolve the dependencies anew into the two lock files
	@$(LOCK) --upgrade --extra dev --extra meaning -o requirements.lock pyproject.toml
	@$(LOCK) --extra image --extra meaning --constraint requirements.lock -o requirements-image.lock pyproject.toml

ready: ## check this machine and make the Python environment
	@$(LOOK)
	@$(PYTHON) -m local.preflight && $(PYTHON) -m local.environment

tools: ## the same, for what needs no Elasticsearch
	@$(LOOK)
	@$(PYTHON) -m local.preflight --python && $(PYTHON) -m local.environment
