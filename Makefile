# Marqab: two commands for a newcomer (`make demo`, `make test`), the rest for developers.
# A recipe line never needs anything but python3, its venv module and make.

PYTHON ?= python3
BIN := .venv/bin

# Compiled once, not by each of the processes that tests start, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# The lock names every package with its hash, so nothing has to be resolved again.
.venv/.ok: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Marqab needs Python 3.11 or newer (try: make PYTHON=python3.11)"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Marqab needs python3-venv (apt install python3-venv)"; exit 1; }
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/.ok ## install everything into .venv

demo: .venv/.ok ## the whole way, from a news site to a post, on this machine alone
	$(BIN)/marqab demo

test: .venv/.ok ## every test
	$(BIN)/pytest -q --numprocesses auto --dist worksteal

explore: .venv/.ok ## the property tests, on examples nobody has seen
	$(BIN)/pytest -q --numprocesses auto -m hypothesis --hypothesis-profile explore

cover: .venv/.ok ## every test, with branch coverage and its floors
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -p no:xdist --ignore tests/test_bench.py
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=100 --include='$(PURE)'

# What only decides: every branch of it is shown by a test.
PURE := monitor/match/*,monitor/group/*,monitor/alert/*,monitor/render/*,monitor/watch/*,spiders/dates.py,spiders/urls.py

lint: .venv/.ok ## style, types and the walls between the parts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.ok ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.ok ## ratios of one run on this machine
	$(BIN)/python -m bench

round: .venv/.ok ## run the editing round in docs/editing-round.md again
	PYTHONPATH=.:tests $(BIN)/python tests/editing_round.py

picture: demo ## draw the picture in the README again (needs Chromium)
	$(BIN)/python -m monitor.demo.picture

lock: .venv/.ok ## resolve requirements.lock again (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--group dev pyproject.toml --output-file requirements.lock

.PHONY: help setup demo test explore cover lint format bench round picture lock
