# What a newcomer, a developer and CI run; everything happens in .venv and, for `demo` and `serve`, in CFIT_HOME.
.DEFAULT_GOAL := help
.PHONY: help demo serve test check lint mutants bench bench-crash bench-publish findings words release-words clean

PYTHON ?= python3
PORT ?= 8000
CFIT_HOME ?= var
BIN := .venv/bin
export PORT CFIT_HOME

help: ## Show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: .venv/installed ## Install, load the shipped data, and serve it on http://127.0.0.1:8000 (PORT= changes it)
	@$(BIN)/cfit load
	@$(BIN)/cfit serve

serve: .venv/installed ## Serve the registry in CFIT_HOME as it is
	@$(BIN)/cfit serve

test: .venv/installed-all ## Run all tests, on all processors
	$(BIN)/pytest -q --numprocesses auto --dist worksteal

lint: .venv/installed-all ## Check format, style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

mutants: .venv/installed-all ## Remove or loosen each rule of the shapes in turn, and count what an example notices
	$(BIN)/python tests/mutants.py

check: lint test ## Everything that CI runs

bench: .venv/installed-all ## Measure questions, pages and uploads beside their peers
	$(BIN)/python bench/speed.py

bench-crash: .venv/installed-all ## Kill the server during uploads, 50 rounds, and look for what was lost
	$(BIN)/python bench/crash.py

bench-publish: .venv/installed-all ## Measure how long files take to be checked, beside pySHACL, with the same results
	$(BIN)/python bench/publish.py

findings: .venv/installed-all ## Write docs/findings.md anew from the shipped data
	$(BIN)/python bench/findings.py > docs/findings.md

words: .venv/installed ## Write ontology/context.jsonld anew from ontology and shapes
	@$(BIN)/cfit words context > ontology/context.jsonld

release-words: .venv/installed ## Freeze ontology and shapes as a release under the version in ontology/cfit.ttl
	$(BIN)/cfit words release

clean: ## Remove the virtual environment and caches; the registry in CFIT_HOME stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-all: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $@ .venv/installed
