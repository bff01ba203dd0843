# นิคมเดสก์ · Nikhom Desk. `make help` lists what there is; `make run` is all a new user needs.

PYTHON ?= python3
BIN := .venv/bin
UV := 0.13.9

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check bench lock clean python requirements requirements-dev programs

help: ## List these commands
	@echo "นิคมเดสก์ · Nikhom Desk"
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-14s %s\n' "$$name" "$$text"; done

run: requirements ## Install what is missing and start everything here (DEMO=1: with demo tickets); Ctrl-C stops it
	@exec $(BIN)/python -m bot.trial

test: requirements-dev programs ## Run all tests, on SQLite and PostgreSQL, with Redis, a browser and an office (BROWSER=0, OFFICE=0: without; ARGS=…)
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal $(if $(filter 0,$(BROWSER)),--no-browser) $(if $(filter 0,$(OFFICE)),--no-office) $(ARGS)

check: requirements-dev ## Check style, types and the arrows between packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: requirements-dev ## Measure and write docs/benchmarks.md
	$(BIN)/python -m tests.bench

lock: requirements-dev ## Pin requirements.in and requirements-dev.in again, with hashes
	$(BIN)/python -m pip install --quiet uv==$(UV)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		requirements.in --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--constraint requirements.txt requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove what was installed and cached; the trial's data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) --version 2>&1) || found="ไม่พบ · not found"; \
		printf '%s\n' \
			"ต้องใช้ Python 3.11 ขึ้นไป แต่คำสั่ง $(PYTHON) ในเครื่องนี้คือ: $$found" \
			"Python 3.11 or newer is needed; the command $(PYTHON) here is: $$found" \
			"ติดตั้งรุ่นใหม่ หรือระบุชื่อ · install a newer one, or name it: make run PYTHON=python3.12" >&2; \
		exit 1; }

requirements: python
	@$(PYTHON) -m bot.trial.install

requirements-dev: python
	@$(PYTHON) -m bot.trial.install --dev

programs: requirements-dev
	@$(BIN)/python -m tests.programs $(if $(filter 0,$(BROWSER)),,browser) $(if $(filter 0,$(OFFICE)),,office)
