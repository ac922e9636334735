# Two commands on a fresh machine: `make repro` and `make test`. Nothing else is needed but
# Python 3.11 to 3.13, make and Git.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
READY := .venv/ready
DROPPED := data/external/EnglishFnt.tgz
# Stages and tests run the programs of the environment, whatever the user has activated.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := src
# TensorFlow leaves its fast kernels for processors off where they are not Intel's newest; without
# them the networks learn up to 1.8 times more slowly.
export TF_ENABLE_ONEDNN_OPTS ?= 1
MODEL ?= plate-line
VERSION ?=
PORT ?= 5000

.PHONY: help setup archive repro repro-reader repro-segments repro-locator test lint ui bench model readme release lock clean

help:  ## list the targets
	@echo "make TARGET, with TARGET one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

setup: $(READY)  ## make the virtual environment and install everything into it

# The lock file pins every package by hash; the stamp is written last, so that an interrupted
# set-up is done again.
$(READY): requirements.lock pyproject.toml
	@python=""; for candidate in "$(PYTHON)" python3 python3.13 python3.12 python3.11; do \
	  if [ -n "$$candidate" ] && "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then python="$$candidate"; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "alpr needs Python 3.11, 3.12 or 3.13; none was found. Name one: make setup PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	echo "setting up .venv with $$($$python --version) (a few minutes, once)"; \
	$$python -m venv --clear .venv
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

# A link where DVC looks, so that it sees when another archive is named; DVC alone decides from then
# on, hence without the variable.
archive:
	@if [ -L $(DROPPED) ] && [ ! -e $(DROPPED) ]; then rm $(DROPPED); fi
	@if [ -n "$$CHARS74K_ARCHIVE" ] && ! [ "$$CHARS74K_ARCHIVE" -ef $(DROPPED) ]; then \
	  if [ ! -f "$$CHARS74K_ARCHIVE" ]; then \
	    echo "CHARS74K_ARCHIVE names no file: $$CHARS74K_ARCHIVE" >&2; exit 2; fi; \
	  if [ -e $(DROPPED) ] && [ ! -L $(DROPPED) ]; then \
	    echo "CHARS74K_ARCHIVE names another archive than $(DROPPED): remove one of the two" >&2; exit 2; fi; \
	  ln -sfn "$$(realpath "$$CHARS74K_ARCHIVE")" $(DROPPED); fi

repro: $(READY) archive  ## run the pipeline of the paper, from the character images to metrics/report.md
	env -u CHARS74K_ARCHIVE dvc repro
	@echo "the report: metrics/report.md"

repro-reader: $(READY) archive  ## train, measure and package the reader of real plates (up to an hour)
	env -u CHARS74K_ARCHIVE dvc repro line/dvc.yaml
	@echo "the model: models/plate-line, and what it can do: models/plate-line/MODEL_CARD.md"

repro-segments: $(READY) archive  ## train, measure and package the character network of the reader segments
	env -u CHARS74K_ARCHIVE dvc repro robust/dvc.yaml
	@echo "the model: models/plate-cnn-robust, and what it can do: models/plate-cnn-robust/MODEL_CARD.md"

repro-locator: $(READY) archive  ## train, measure and package the locator of plates in photographs
	env -u CHARS74K_ARCHIVE dvc repro locator/dvc.yaml
	@echo "the model: models/plate-locator, and what it can do: models/plate-locator/MODEL_CARD.md"

test: $(READY)  ## run all tests
	@python -m pytest

lint: $(READY)  ## check style and types
	@ruff check
	@ruff format --check
	@mypy

ui: $(READY)  ## open the MLflow UI on http://127.0.0.1:PORT (PORT=5000)
	@case "$$MLFLOW_TRACKING_URI" in http*) echo "the runs are on $$MLFLOW_TRACKING_URI: open it in a browser" ;; \
	*) mlflow ui --backend-store-uri "$${MLFLOW_TRACKING_URI:-sqlite:///mlflow.db}" --host 127.0.0.1 --port $(PORT) ;; esac

bench: $(READY)  ## measure speed and memory on this machine
	@failed=0; for script in benchmarks/*.py; do echo "== $$script"; python "$$script" || failed=1; done; exit $$failed

model: $(READY)  ## bring the released models to models/
	dvc pull --remote release models/plate-line models/plate-locator models/plate-cnn-robust models/plate-cnn

readme: $(READY)  ## put metrics/report.md into README.md as its results
	@python -m alpr.readme

release: $(READY)  ## publish models/MODEL as MODEL@vVERSION (MODEL=plate-line VERSION=1.2.3)
	@python -m alpr.release "$(MODEL)" "$(VERSION)"

lock:  ## write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra train --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -o requirements.lock

clean:  ## remove the environment and caches; data, models and metrics stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
