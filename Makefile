# Six commands: make run, test, check, fix, bench, docs. Beside them the long tests: make faults, make peers.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check fix bench docs faults peers

run: .venv/ready  ## a working desk with a sample newsroom, in practice mode
	@exec $(BIN)/publisher up

.venv: .venv/ready
.venv/ready: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@echo "Installing what the desk runs on into .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing; on Debian: apt install python3-venv"; exit 1; }
	@$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-test: .venv/ready requirements/test.txt
	@echo "Installing what the tests need into .venv (once) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	@touch $@

test: .venv/ready-test  ## everything but what needs Debian's packages
	@$(BIN)/python -m tests.lanes here

check: .venv/ready-test  ## format, lint, types, arrows, whole locks, missing migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PIP) check > /dev/null || $(PIP) check
	@$(BIN)/python -m django makemigrations --check --dry-run --settings publisher.settings

fix: .venv/ready-test  ## what check can mend by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/ready-test  ## the measures of the design; JSON on stdout
	@missed=0; for one in sources mime clock mails importing; do $(BIN)/python -m bench.$$one || missed=1; done; exit $$missed

docs: .venv/ready-test  ## draw the README's picture anew, and hold the docs against the code
	@$(BIN)/python -m docs.picture
	@$(BIN)/python -m pytest tests/house

faults: .venv/ready-test  ## the long kill tests: 20 at each moment, 100 at random, 50 of each part under 20,000 mails
	@FAULTS=whole $(BIN)/python -m pytest -s -m faults tests/faults tests/sending

peers: .venv/ready-test  ## real servers at the other end; needs Debian's packages
	@$(BIN)/python -m pytest -m debian
