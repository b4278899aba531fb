# `make help` prints the targets. PYTHON chooses the interpreter, HOST and PORT where the portal listens.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet
export HOST ?= 127.0.0.1
export PORT ?= 8000

.PHONY: help run test lint bench campaign

help: ## Print the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: .venv/installed ## Install, create or upgrade the database, serve on http://HOST:PORT
	$(BIN)/flask --app wsgi init
	$(BIN)/flask --app wsgi demo
	exec $(BIN)/gunicorn --config deploy/gunicorn.conf.py wsgi:app

test: .venv/installed-for-development ## Run all tests, two files at a time (ARGS="-k sqlite tests/services" narrows them)
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: .venv/installed-for-development ## Check style, types and the floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed-for-development ## Measure speed against bare SQL, as ratios in one run
	$(BIN)/python -m tests.bench $(ARGS)

campaign: .venv/installed-for-development ## Race and kill the portal for a long time, on both engines
	$(BIN)/python -m tests.campaign $(ARGS)

# Each stamp is newer than the lists that were installed, so that nothing is installed twice.
.venv/installed: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=…")'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt -c constraints.txt
	@touch $@

.venv/installed-for-development: .venv/installed requirements-dev.txt
	$(PIP) -r requirements-dev.txt -c constraints.txt
	@touch $@
