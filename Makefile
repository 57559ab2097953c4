# What a newcomer, a developer and CI run; everything happens in .venv and, for `demo` and `serve`, in CFIT_HOME.
.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' Makefile)

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

test: .venv/installed-all .venv/provider .venv/w3c ## Run all tests, on all processors
	$(BIN)/pytest -q --numprocesses auto --dist worksteal

explore: .venv/installed-all ## Run the property-based tests with new random inputs, and more of them
	$(BIN)/pytest -q --numprocesses auto --dist worksteal --hypothesis-profile explore -m hypothesis

lint: .venv/installed-all ## Check format, style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: .venv/installed-all ## Look at every page in a real browser, light and dark, on a laptop and a phone
	CFIT_SCREENS=all $(BIN)/pytest -q tests/browser

mutants: .venv/installed-all ## Remove or loosen each rule of the shapes in turn, and count what an example notices
	$(BIN)/python tests/mutants.py

oracle: .venv/installed-all ## Let pySHACL judge every example of the shapes, not one in ten
	CFIT_ORACLE=all $(BIN)/pytest -q --numprocesses auto tests/test_shapes.py

check: lint test ## Everything that CI runs

bench-damage: .venv/installed-all ## Flip bits of the store and tear its files, 200 rounds, and look for silent damage
	$(BIN)/python bench/damage.py

fuzz: .venv/installed-all ## Try what a coverage-guided fuzzer comes up with on the readers of files, for SECONDS=3600
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python bench/fuzz.py --seconds $(or $(SECONDS),3600)

isolation: .venv/installed-all ## Let five groups take STEPS=20000 steps from a new seed, beside a dictionary
	CFIT_ISOLATION_STEPS=$(or $(STEPS),20000) $(BIN)/pytest -q tests/test_isolation.py

bench: .venv/installed-all ## Measure questions, pages and uploads beside their peers
	$(BIN)/python bench/speed.py

bench-crash: .venv/installed-all ## Kill the server at named points and by chance, 500 rounds, and look for what was lost
	$(BIN)/python bench/crash.py --checks-inside

bench-full-disk: .venv/installed-all ## Fill a small disk under the server, 20 rounds, and look for what was lost (needs root)
	$(BIN)/python bench/full_disk.py

bench-upload: .venv/installed-all ## Send 100,000 statements with 50 faults by curl and by the page, and look for each
	$(BIN)/python bench/upload.py

bench-publish: .venv/installed-all ## Measure how long files take to be checked beside pySHACL, and to be kept with up to 10 million statements stored
	$(BIN)/python bench/publish.py
	$(BIN)/python bench/commit.py

bench-hostile: .venv/installed-all ## Send two thousand hostile texts through upload into every page, in a real browser
	CFIT_HOSTILE=2000 $(BIN)/pytest -q tests/browser/test_hostile.py

bench-workers: .venv/installed-all ## Measure a query in a worker that lives on, beside a worker for each, on a DUMP of `cfit dump`
	$(BIN)/python bench/workers.py $(DUMP)

bench-browse: .venv/installed-all ## Measure pages with 2,000, 100,000 and a million devices (SIZES="2000" for fewer)
	$(BIN)/python bench/browse.py $(SIZES)

bench-asof: .venv/installed-all ## Measure pages as of a day by the number of devices and of contributions
	$(BIN)/python bench/asof.py

suite: .venv/installed-all .venv/w3c ## Ask the queries of the W3C's SPARQL suites over HTTP and print the score (CFIT_W3C_SPARQL names another edition)
	$(BIN)/python -m tests.w3c.scores

bench-query: .venv/installed-all ## Measure the SPARQL endpoint beside its peers, TRIPLES=1000000, with wrk; RDFLIB_PYTHON names a Python with rdflib-endpoint, COMPACTED=1 compacts the native store first
	$(BIN)/python bench/query.py $(if $(COMPACTED),--compacted) --triples $(or $(TRIPLES),1000000) --rdflib-python "$(RDFLIB_PYTHON)"

bench-questions: .venv/installed-all ## Measure how long each competency question takes as its page asks it first
	$(BIN)/python bench/questions.py

bench-bombs: .venv/installed-all ## Ten attackers with every hostile query beside five polite clients, SECONDS=600
	$(BIN)/python bench/bombs.py --seconds $(or $(SECONDS),600)

bench-crowd: .venv/installed-all ## A thousand connections that read or send slowly beside five polite clients, SECONDS=120
	$(BIN)/python bench/crowd.py --seconds $(or $(SECONDS),120)

findings: .venv/installed-all ## Write docs/findings.md anew from the shipped data
	$(BIN)/python bench/findings.py > docs/findings.md

words: .venv/installed ## Write ontology/context.jsonld anew from ontology and shapes
	@$(BIN)/cfit words context > ontology/context.jsonld

release-words: .venv/installed ## Freeze ontology and shapes as a release under the version in ontology/cfit.ttl
	$(BIN)/cfit words release

translations: .venv/installed-all ## Write new messages of pages into the catalogues, and say what lacks a translation
	$(BIN)/python tests/messages.py

clean: ## Remove the virtual environment and caches; the registry in CFIT_HOME stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml hatch_build.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/provider: .venv/installed-all
	@npm install --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 --prefix $@ oidc-provider@8 || echo "without a provider of identities: some tests are skipped"

.venv/w3c: .venv/installed-all tests/w3c/suite.txt
	@rm -rf $@ && mkdir -p $@ && $(BIN)/python -m pip download --quiet --disable-pip-version-check --retries 1 \
	  --timeout 20 --no-deps --no-binary rdflib --dest $@ --requirement tests/w3c/suite.txt \
	  && tar -xzf $@/rdflib-*.tar.gz -C $@ --strip-components 1 \
	  || { rm -rf $@; echo "without the suite of the W3C: its queries are not asked"; }

.venv/installed-all: .venv/bin/python pyproject.toml hatch_build.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $@ .venv/installed
