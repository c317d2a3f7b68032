# `make run` starts the site on this machine, `make test` proves it. Both install what they need.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
INSTALL = command -v $(PYTHON) >/dev/null || { \
	echo "There is no $(PYTHON) here. Install Python 3.11 or newer (Debian 12: apt install python3 python3-venv)." >&2; \
	exit 1; }; $(PYTHON) .ci/environment.py

.PHONY: help run test check lint format requirements audit sbom pin clean

help:
	@echo "make run           install, prepare and start the site (PORT=8000, HOST=127.0.0.1)"
	@echo "make test          lint and all tests: SQLite, then PostgreSQL + Redis where they answer"
	@echo "                   (SHUFFLE=1 in random order, CLOCK='2027-02-28 23:30' as if it were then)"
	@echo "make check         lint and the nearest tests of what changed since main, in two minutes"
	@echo "make lint          the lint part of it alone"
	@echo "make format        put Python and templates into shape"
	@echo "make audit         ask the registries whether a package is known to be bad"
	@echo "make sbom          list all that is shipped as CycloneDX, in var/sbom"
	@echo "make pin           write today's digests of the images into Dockerfile and compose (needs docker)"
	@echo "make requirements  choose newer package versions (needs uv)"
	@echo "make clean         remove what was installed; the data in var/ stays"

run:
	@$(INSTALL) run
	@$(VENV_PYTHON) manage.py prepare
	@exec $(VENV_PYTHON) manage.py up

test:
	@$(INSTALL) test
	@exec $(VENV_PYTHON) .ci/checks.py

check:
	@$(INSTALL) test
	@exec $(VENV_PYTHON) .ci/checks.py --check

lint:
	@$(INSTALL) test
	@exec $(VENV_PYTHON) .ci/checks.py --lint

format:
	@$(INSTALL) test
	@$(VENV_PYTHON) -m ruff check --fix --quiet .
	@$(VENV_PYTHON) -m ruff format --quiet .
	@$(VENV_PYTHON) -m djlint templates --reformat --quiet

requirements:
	@for name in requirements requirements-dev requirements-node requirements-supply; do \
		uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
			--no-emit-index-url --no-emit-find-links $$name.in -o $$name.txt || exit 1; \
	done

audit sbom:
	@$(INSTALL) run
	@exec $(VENV_PYTHON) .ci/supply.py $@

pin:
	@exec $(PYTHON) .ci/pin.py

clean:
	rm -rf .venv node_modules var/static var/static.stamp .ruff_cache .pytest_cache
