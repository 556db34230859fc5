# `make start` runs everything, `make test` checks everything. Both install what they need first.
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
INSTALLED := .venv/.installed
# The tools that check the widget; Node comes with the Python packages.
NODE_MODULES := node_modules/.package-lock.json
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --silent

.PHONY: start chat telegram train check test lint format evaluate compare bench-widget bench-schools screenshots

start: $(INSTALLED)
	@$(UV) run --no-sync wegwijzer start

chat: $(INSTALLED)
	@$(UV) run --no-sync wegwijzer chat

# With the token in the environment: TELEGRAM_TOKEN=... make telegram
telegram: $(INSTALLED)
	@$(UV) run --no-sync wegwijzer telegram

train: $(INSTALLED)
	@$(UV) run --no-sync wegwijzer train

check: $(INSTALLED)
	@$(UV) run --no-sync wegwijzer check

# Measures how well it understands: .run/evaluatie.html, in some seven minutes.
evaluate: train
	@$(UV) run --no-sync python -W ignore -m evaluation

# Rasa's default pipeline against ours; takes up to an hour. The next `make evaluate` shows the result.
compare: $(INSTALLED)
	@nice -n 10 $(UV) run --no-sync python -W ignore -m evaluation.compare

# The widget's weight and first paint beside a peer, in two minutes.
bench-widget: $(INSTALLED) $(NODE_MODULES)
	@$(UV) run --no-sync python -m evaluation.widget

# Two thousand schools: start, check, search, a changed file that goes live. Takes two minutes.
bench-schools: train
	@$(UV) run --no-sync python -m evaluation.schools

# docs/schermen/: what a student sees.
screenshots: $(INSTALLED)
	@$(UV) run --no-sync python -m evaluation.screens

test: lint
	$(UV) run --no-sync pytest

lint: $(INSTALLED) $(NODE_MODULES)
	$(UV) run --no-sync ruff check .
	$(UV) run --no-sync ruff format --check .
	$(UV) run --no-sync mypy
	$(NPM) run lint

format: $(INSTALLED) $(NODE_MODULES)
	$(UV) run --no-sync ruff format .
	$(UV) run --no-sync ruff check --fix .
	$(NPM) run format

$(NODE_MODULES): package.json package-lock.json | $(INSTALLED)
	$(NPM) ci
	@touch $@

$(INSTALLED): pyproject.toml uv.lock
	@command -v python3.11 >/dev/null || { echo "Python 3.11 ontbreekt. Installeer Python 3.11 en probeer het opnieuw."; exit 1; }
	@command -v $(UV) >/dev/null || { echo "Ik installeer uv ..."; python3.11 -m venv .uv && .uv/bin/pip install --quiet uv; }
	@echo "Ik installeer wat nodig is. De eerste keer duurt dat een paar minuten."
	@$(UV) sync --locked --compile-bytecode
	@touch $@
