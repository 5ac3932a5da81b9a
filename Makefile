# Six commands: make run, test, check, fix, bench, docs. Beside them the long tests: make faults, make peers.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check fix bench docs faults

run: .venv  ## a working desk with a sample newsroom, in practice mode
	@exec $(BIN)/publisher up

.venv: .venv/ready
.venv/ready: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@echo "Installing what the desk runs on into .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-test: .venv/ready requirements/test.txt
	@echo "Installing what the tests need into .venv (once) ..."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

test: .venv/ready-test  ## everything but what needs Debian's packages
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered -m "not browser and not debian"

check: .venv/ready-test  ## format, lint, types, arrows, missing migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m django makemigrations --check --dry-run --settings publisher.settings

fix: .venv/ready-test  ## what check can mend by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
