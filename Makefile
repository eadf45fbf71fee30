.DEFAULT_GOAL := help
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3,$(if $(shell command -v $(p)),$(p))))
BIN := .venv/bin

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ready: ## check this machine and make the Python environment
	@$(PYTHON) local/preflight.py && $(PYTHON) local/environment.py

demo: ready ## run the whole flow on sample outlets and show what came out
	@$(BIN)/azvn demo

up: ready ## start Elasticsearch and make the indices
	@$(BIN)/azvn up

down: ## stop what runs in the background
	@if [ -x $(BIN)/azvn ]; then $(BIN)/azvn down; else echo "Nothing was running."; fi

test: ready ## run the tests, with a real Elasticsearch
	@$(BIN)/python -m pytest $(ARGS)

check: ready ## format, lint, types, layers, generated documentation
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo && $(BIN)/python -m pipeline.docs

bench: ready ## measure pages per second and memory
	@$(BIN)/python -m bench

docs: ready ## renew the generated parts of the documentation
	@$(BIN)/python -m pipeline.docs --write

lock: ready ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile --quiet --upgrade --extra dev --generate-hashes --no-header --no-emit-index-url --universal --python-version 3.11 pyproject.toml -o requirements.lock

.PHONY: help ready demo up down test check bench docs lock
