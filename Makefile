# Towpath's commands; `make help` lists them. No target needs more than git, make and a Python 3.12.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
TESTS ?=
JOBS ?= 2

.PHONY: help demo test check format docs bench story soak mutate-program clean clean-demo env env-test lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: env ## Start everything with made-up data; PORT=8080 chooses a port; Ctrl-C stops it
	@exec $(BIN)/towpath demo $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST))

test: env-test ## Install what the tests need and run them; TESTS=path runs some; JOBS=4 for more cores
	@$(BIN)/python -m scripts.browser
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: env-test ## Formatting, types, import contracts, migrations, program pages, generated documents
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/towpath manage makemigrations --check --dry-run
	$(BIN)/towpath program check
	$(BIN)/towpath docs --check

format: env-test ## Format the code and mend what can be mended
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

docs: env-test ## Write the generated documents anew
	$(BIN)/towpath docs

bench: env-test ## Measure: tables on screen, JSON in bench/results; ONLY=pages runs one part, QUICK=1 small sizes
	@$(BIN)/python -m bench $(ONLY) $(if $(QUICK),--quick)

story: env-test ## The main job on real company names, from nothing; prints what happened
	@$(BIN)/python -m bench.story

soak: env-test ## Run the product under load and kill parts of it for SECONDS (default 600); prints what was lost
	@$(BIN)/python -m bench.soak $(if $(SECONDS),--seconds $(SECONDS))

mutate-program: env-test ## Change every figure of every program a little: something must notice; at least 95 of 100 do
	@for folder in program/*/; do echo "$$folder"; $(BIN)/towpath program mutate "$${folder%/}" || exit 1; done

clean-demo: ## Stop the database in .towpath and delete the demo's data
	@if [ -x $(BIN)/towpath ]; then env -u DATABASE_URL -u TOWPATH_HOME $(BIN)/towpath db stop; fi
	rm -rf .towpath/postgres .towpath/logs .towpath/files .towpath/program

clean: clean-demo ## Delete the environment, caches and all data of this checkout
	rm -rf .venv .towpath .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: env-test ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --extra test -c requirements/run.txt pyproject.toml -o requirements/test.txt
	@printf 'openfisca-core\nzen-engine\n' > .towpath-bench.in; $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate -c requirements/test.txt .towpath-bench.in -o requirements/bench.txt; rm -f .towpath-bench.in

env:
	@sh scripts/bootstrap run

env-test:
	@sh scripts/bootstrap test
