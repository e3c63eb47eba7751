# Everything that can be done with this checkout. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench fuzz soak console native docs reference screenshots lock wheel clean

VENV := .venv
PYTHON := $(VENV)/bin/python
ANLAN := $(VENV)/bin/anlan
PYTEST := $(PYTHON) -m pytest
# How long each fuzz target runs, in seconds; `make fuzz FUZZ_SECONDS=3600` for an hour each.
FUZZ_SECONDS ?= 600

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}'

demo: ## Start the three-level demo city (installs what it needs) and print its address and account
	@tools/prepare demo
	@exec $(ANLAN) demo $(DEMO_FLAGS)

test: ## Install what the tests need, then lint and run every test (about 25 minutes on 2 cores)
	@tools/prepare test
	@$(MAKE) --no-print-directory lint
	@tools/run-tests

lint: ## Format, lint, types, floors, native and console checks
	@tools/prepare lint
	@tools/lint

console: ## Build the console into the Python package
	@tools/prepare console

native: ## Build the media core into the Python package
	@tools/prepare native

bench: ## Measure; prints a table and writes bench/figures.json
	@tools/prepare test
	@$(PYTHON) -m bench $(BENCH_FLAGS)

fuzz: ## Fuzz every decoder for FUZZ_SECONDS each, with the kept corpus; FUZZ_SEED repeats a run
	@tools/prepare lint
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz

soak: ## The slow tests: an hour of keepalives (its clock moved; ANLAN_SOAK_REAL=1), a quarter of an hour of streams (ANLAN_SOAK_SECONDS)
	@tools/prepare test
	@$(PYTEST) tests -m soak

docs: ## Build the documentation site into site/
	@tools/prepare lint
	@$(VENV)/bin/mkdocs build --strict --quiet && echo "site/index.html"

reference: ## Regenerate what the documentation takes from the code (OpenAPI, configuration, models, console types)
	@tools/prepare lint
	@$(PYTHON) tools/reference.py

screenshots: ## Take the README's pictures from a running demo
	@tools/prepare test
	@$(PYTHON) tools/screenshots.py

wheel: ## Build one wheel with Python package, media core and console into dist/
	@tools/prepare console
	@$(VENV)/bin/maturin build --release --out dist

lock: ## Resolve the pinned dependencies anew (needs uv)
	@uv pip compile pyproject.toml --extra build --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements/runtime.lock
	@uv pip compile pyproject.toml --extra dev --extra build --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements/dev.lock

clean: ## Remove everything that was built; the demo's data stays until its folder is deleted
	@rm -rf $(VENV) build dist site native/target console/node_modules console/dist src/anlan/api/console
	@find . -name '*.so' -path './src/*' -delete; find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
