# The project's verbs. `make` alone lists them.

PYTHON3 ?= python3
PYTHON  := .venv/bin/python
BIN     := $(CURDIR)/.venv/bin
# The shared parts of the project's quality bar, which stand beside the checkout.
SCORE_DIR ?= ../shared/score
CORPUS    ?= ../shared/corpus
# make demo: SERVE=0 ends after the report; URL=https://... runs on that app, without writing to it.
SERVE ?= 1
URL   ?=
OUT   ?= demo-backend

.DEFAULT_GOAL := help
.PHONY: help setup page types studio demo test lint format score bench lock wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## fetch Python 3.13, the locked packages and a browser, once
	@$(PYTHON3) scripts/setup.py

page: setup ## build the page of the studio, where its sources have changed
	@$(PYTHON) scripts/page.py

types: setup ## write down the studio's API, and the types of the page's client
	@$(PYTHON) -c "from wirebase.studio.api import description as told; print(told(), end='')" > web/openapi.json
	@$(PYTHON) scripts/page.py --types

studio: page ## capture, understand and change on a web page
	@exec $(PYTHON) -m wirebase studio $(ARGS)

demo: setup ## from a live web app to a running backend: the bundled app, or URL=https://...
	@$(PYTHON) scripts/page.py || echo "page: the demo goes on without the studio's page" >&2
	@exec $(PYTHON) scripts/demo.py --output "$(OUT)" --serve "$(SERVE)" --url "$(URL)" -- $(ARGS)

test: setup page lint ## check the style and run all tests
	@PATH="$(BIN):$$PATH" exec $(PYTHON) -m pytest -n 2 $(ARGS)

lint: setup ## check style, types and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup ## put the code into the one style
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

score: setup ## generate, serve and score every app of CORPUS (ARGS="--only app,app")
	@PATH="$(BIN):$$PATH" exec $(PYTHON) scripts/score.py --score-dir "$(SCORE_DIR)" --corpus "$(CORPUS)" $(ARGS)

bench: setup ## findings and cost beside other tools, time and memory, cost of a request, many clients, styles
	@PATH="$(BIN):$$PATH" exec $(PYTHON) -m bench $(if $(wildcard $(CORPUS)),--corpus "$(CORPUS)") $(ARGS)

lock: setup ## pin all dependencies anew, with hashes (ARGS=--upgrade takes the newest)
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --python-version 3.13 --group dev $(ARGS) pyproject.toml -o requirements.txt
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --python-version 3.13 $(ARGS) bench/rivals/requirements.in -o bench/rivals/requirements.txt
	@! grep -nE '^-|://' requirements.txt bench/rivals/requirements.txt || { echo "make lock: requirements.txt names an index" >&2; exit 1; }

wheel: setup page ## build the package into dist/, without the network
	@$(BIN)/uv build --quiet --offline --no-build-isolation --python $(PYTHON)

clean: ## remove what the other targets made, .venv included
	@rm -rf web/node_modules web/.next web/out src/wirebase/studio/page .venv .cache dist score-out demo-backend .mypy_cache .ruff_cache .pytest_cache \
	  .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
