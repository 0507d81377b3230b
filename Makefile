# Every target sets up .venv first when that is needed; `make help` lists them.
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE :=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-cluster test-cluster-full check format bench bench-cluster soak lock clean

help: ## Say what each target does
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; \
		do printf '  make %-17s %s\n' "$$name" "$$text"; done

setup: ## Make .venv with everything in it (the other targets do this by themselves)
	@tools/setup.sh

run: setup ## Open TraderAdmin on services of this machine (ARGS="--config-dir DIR")
	@tools/run.sh $(ARGS)

demo: setup ## Drive the window offscreen through a real apply; screenshots in build/demo
	@QT_QPA_PLATFORM=offscreen $(PY) -m traderadmin.gui.demo $(ARGS)

test: setup ## Unit, GUI and behave suites
	@status=0; \
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto $(ARGS) || status=1; \
	QT_QPA_PLATFORM=offscreen $(PY) -m behave features || status=1; \
	exit $$status

test-cluster: setup ## Tests on a real Kubernetes cluster: the one of TRADERADMIN_TEST_KUBECONFIG, or a node of their own
	@$(PY) -m tests.cluster prepare
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest tests/cluster -n 4 --dist loadfile -m "not full" $(ARGS)

test-cluster-full: setup ## Those, and more combinations
	@$(PY) -m tests.cluster prepare
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest tests/cluster -n 4 --dist loadfile $(ARGS)

check: setup ## ruff, format, strict types, layers
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo

format: setup ## Let ruff format and repair
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup ## Measure speed and size against yardsticks; a table, and build/bench.json
	@QT_QPA_PLATFORM=offscreen $(PY) -m benchmarks $(ARGS)

bench-cluster: setup ## Measure an apply on a cluster against a script with kubectl
	@$(PY) -m tests.cluster prepare
	@QT_QPA_PLATFORM=offscreen $(PY) -m benchmarks.cluster $(ARGS)

soak: setup ## A real orchestrator against an oracle, for 10 minutes (ARGS="--minutes 60 --seed 7")
	@$(PY) -m tests.soak $(ARGS)

lock: ## Pin the dependencies anew from pyproject.toml (needs uv)
	tools/lock.sh

clean: ## Remove what was made here, .venv too
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
