# Portico's commands; docs/running.md tells what each does. Needs Python 3.11+, Node 20.19+ and make; all else lands in
# the repository's own ignored folders.

PYTHON ?= python3
VENV := .venv/bin/python
PACKAGE_STAGE := $(or $(STAGE),dev)

.PHONY: run import test check bench package deploy clean python
.SILENT:

run: requirements-local.txt.ready
	exec $(VENV) -m infra.local

import: requirements-local.txt.ready
	exec $(VENV) -m infra.local.feed_import "$(FEED)"

test: requirements-dev.txt.ready
	$(VENV) -m infra.local.tools
	$(MAKE) --no-print-directory check
	$(VENV) -m pytest -n 2 --dist loadgroup
	cd frontend && npm test

check: requirements-dev.txt.ready
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	.venv/bin/cfn-lint infra/*.yaml
	$(VENV) -m infra.local.web packages
	cd frontend && npm run check

bench: requirements-dev.txt.ready
	exec $(VENV) -m bench $(ONLY)

package: requirements-dev.txt.ready
	exec $(VENV) -m infra.package --stage "$(PACKAGE_STAGE)"

deploy: requirements-dev.txt.ready
	test -n "$(STAGE)" || { echo "Say where to: make deploy STAGE=dev" >&2; exit 1; }
	exec $(VENV) -m infra.package --stage "$(STAGE)" --deploy

clean:
	rm -rf .venv .cache .local .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist frontend/node_modules frontend/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Never a file: the script knows by its own stamp whether there is anything to install.
%.ready: python
	$(PYTHON) infra/local/venv.py $*

python:
	command -v $(PYTHON) >/dev/null || { echo "Portico needs Python 3.11 or newer, and there is no $(PYTHON): install it, then run this again." >&2; exit 1; }
