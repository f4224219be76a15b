# make demo, make test: each works as the first command in a fresh clone with Python >= 3.11 and make.
# The first Python that really runs and is new enough: a name in PATH may be a shim with nothing behind it.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(shell $(name) -c 'import sys; print("$(name)") if sys.version_info >= (3, 11) else None' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
REPEAT ?= 1
TOOLS := .tools

.PHONY: demo test check unit torture acceptance week bench audit sbom setup clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found: install it, or run make PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is not Python 3.11 or newer"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

demo: $(STAMP)
	@$(BIN)/frontwatch demo

test: check unit

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

# The tests of one file stay together: they share what was dear to make.
unit: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not torture and not alone'
	$(BIN)/python -m pytest -m 'alone and not torture'

# What make test tries a few times, many times: every order, every moment to die.
torture: $(STAMP)
	$(BIN)/python -m pytest -m torture -s --durations=0

acceptance: $(STAMP)
	@for run in $$(seq $(REPEAT)); do \
		echo "acceptance: run $$run of $(REPEAT)"; $(BIN)/python -m pytest tests/acceptance || exit 1; done

# A week of 300 channels in virtual time: memory, tasks, handles, log and tables, evening by evening.
week: $(STAMP)
	@$(BIN)/python -m tests.load.week

# The part of a large archive makes one of a million posts; BENCH_LARGE=1 makes five millions, BENCH_POSTS=N as many,
# and BENCH_ARCHIVE=FOLDER keeps the archive there and finds it again.
bench: $(STAMP)
	@$(BIN)/python -m benchmarks

# The tools of these two stand in an environment of their own: the program's holds only what it needs.
$(TOOLS)/.installed: tools/constraints.txt $(STAMP)
	$(BIN)/python -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -c tools/constraints.txt pip-audit cyclonedx-bom
	@touch $@

# Known faults of what is pinned: "Error 1" if there are some, "Error 3" if nobody could be asked.
audit: $(TOOLS)/.installed
	@sh tools/audit.sh $(TOOLS)/bin

# What the program's environment consists of, in build/sbom.json.
sbom: $(TOOLS)/.installed
	@sh tools/sbom.sh $(TOOLS)/bin $(BIN)/python build/sbom.json

clean:
	rm -rf $(VENV) $(TOOLS) *.egg-info build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
