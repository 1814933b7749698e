# Every command of the project, for people and for CI alike. `make` alone lists them.
#
# `make demo` and `make test` need Python 3.11 or newer and make, nothing else: the first call builds a private
# environment in .venv from the locks in requirements/ (the only time the network is used), later calls start
# at once. Options go in ARGS: make demo ARGS="--seed 3".

VENV ?= .venv
PY := $(VENV)/bin/python
CORES ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# Half of the tests' time is waiting for brokers and databases: one more at work than there are cores.
JOBS ?= $(shell expr $(CORES) + 1)
# Against the oracle, in test-reliability: some 23 combinations each, so a million in all.
HISTORIES ?= 44000
ARGS ?=

.DEFAULT_GOAL := help
.SUFFIXES:

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(VENV)/.run ## Play a day of ZSM Zeeland-West-Brabant through the hub, and check the result
	@$(PY) -m hub demo $(ARGS)

.PHONY: test
test: lint types ## Everything that must be green: lint, types, all tests but the long ones
	@$(PY) -m pytest -q -m "not long" -n $(JOBS) --dist worksteal $(ARGS)

.PHONY: lint
lint: $(VENV)/.dev ## Style and formatting, without changing anything
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

.PHONY: types
types: $(VENV)/.dev ## mypy, strict, over everything
	@$(PY) -m mypy

.PHONY: format
format: $(VENV)/.dev ## Repair what can be repaired of style and formatting
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

.PHONY: schemas
schemas: $(VENV)/.dev ## Write the Avro schemas (hub/schemas/avro) from the event models
	@$(PY) -m hub.schemas.derivation --write

.PHONY: docs
docs: $(VENV)/.dev ## Write the pages that are drawn from the code (docs/topology.md, docs/registries)
	@$(PY) -m tests.structure.test_topology_page
	@$(PY) -m tests.structure.test_registry_pages

.PHONY: bench
bench: $(VENV)/.dev ## Measure: a regional year replayed, events/s and memory
	@$(PY) -m benchmarks.bench_replay $(ARGS)

.PHONY: test-reliability
test-reliability: $(VENV)/.dev ## The long proofs: whatever dies, poison, seeds, HISTORIES against the oracle
	@$(PY) -m pytest -q -m long -n $(CORES) $(ARGS); found=$$?; $(PY) -m tests.support.figures; exit $$found
	@$(PY) -m tests.oracle.run --histories $(HISTORIES) --jobs $(CORES)

# In an environment of its own: pip-tools must not be among the things that it locks. No index or find-links
# line goes into the locks, for they hold on every machine. dev.txt first; run.txt must not differ from it.
LOCK := build/lock
lock: export CUSTOM_COMPILE_COMMAND = make lock
PIP_COMPILE = $(LOCK)/bin/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# What a running hub may need, beside its own dependencies.
EXTRAS = --extra=build --extra=local --extra=contracts --extra=kit

.PHONY: lock
lock: $(VENV)/.checkout ## Resolve the dependencies anew into requirements/ (UPGRADE=--upgrade for newer ones)
	@test -x $(LOCK)/bin/pip-compile || { $(PY) -m venv $(LOCK) && \
		$(LOCK)/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2; }
	@$(PIP_COMPILE) $(UPGRADE) $(EXTRAS) --extra=dev --output-file=requirements/dev.txt pyproject.toml
	@$(PIP_COMPILE) $(UPGRADE) $(EXTRAS) --constraint=requirements/dev.txt \
		--output-file=requirements/run.txt pyproject.toml

.PHONY: clean
clean: ## Remove what the commands above made: .venv, caches, build, out
	@rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the private environment ----------------------------------------------------------------------------
# Three stamps: .checkout (an environment that starts, made for this path), .run and .dev (what is installed).
# pip's own scripts and editable installs hold absolute paths; a checkout that was moved, or is mounted
# elsewhere, is seen by the path in .checkout and installed anew from what is there (no network).

ifneq ($(shell "$(PY)" -c '' 2>/dev/null && cat "$(VENV)/.checkout" 2>/dev/null),$(CURDIR))
ELSEWHERE := elsewhere
.PHONY: elsewhere
elsewhere: ;
endif

NEWEST_FIRST := python3 python3.13 python3.12 python3.11 python
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

$(VENV)/.checkout: $(ELSEWHERE)
	@"$(PY)" -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		python= ; without= ; \
		for candidate in $(PYTHON) $(NEWEST_FIRST); do \
			"$$candidate" -c '$(NEW_ENOUGH)' 2>/dev/null || continue; \
			if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then python=$$candidate; break; fi; \
			test -n "$$without" || without=$$candidate; \
		done; \
		if test -z "$$python" && test -n "$$without"; then \
			echo "$$without has no venv with pip. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 3; \
		elif test -z "$$python"; then \
			echo "Ketenhub needs Python 3.11 or newer, and found none. Install it, or say where it is:" \
				"make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 3; \
		fi; \
		echo "Making a private environment in $(VENV) with $$("$$python" -V) (once)" >&2; \
		"$$python" -m venv --clear "$(VENV)"; }
	@printf '%s' "$(CURDIR)" > $@

# The same for both locks: the pinned packages, each checked against its hash, then this checkout itself.
define INSTALL
	@echo "Installing requirements/$(1).txt (once; about a minute on a new machine)" >&2
	@"$(PY)" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt || { \
		echo "The packages could not be installed; they come from PyPI, once. See the lines above." >&2; exit 4; }
	@"$(PY)" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endef

$(VENV)/.run: requirements/run.txt pyproject.toml $(VENV)/.checkout
	$(call INSTALL,run)
	@touch $@

# dev.txt holds all of run.txt, so .run is done as well.
$(VENV)/.dev: requirements/dev.txt pyproject.toml $(VENV)/.checkout
	$(call INSTALL,dev)
	@touch $(VENV)/.run $@
