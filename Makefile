PYTHON ?= python3
BIN := .venv/bin
ROBOT := $(BIN)/robot --outputdir results --xunit xunit.xml

.PHONY: itest test lint docs bench protos
.DELETE_ON_ERROR:

itest_%: suites/%.robot .venv/installed   ## run one scenario, as in: make itest_session_transfer
	$(ROBOT) $<

itest: .venv/installed   ## run all scenarios
	$(ROBOT) suites

test: lint   ## run linters, acceptance suites and unit tests
	$(BIN)/robot --outputdir results/acceptance --xunit xunit.xml --pythonpath tests tests/acceptance
	$(BIN)/pytest

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/robocop check
	$(BIN)/robocop format --check --diff

docs: .venv/installed   ## write the keyword pages
	for library in GrpcLibrary MyServiceLibrary StackLibrary; do \
		$(BIN)/libdoc $$library docs/$$library.html || exit 1; \
	done

bench: .venv/installed   ## show what the keywords cost, and what a crash does
	$(BIN)/python benchmarks/keywords.py
	$(BIN)/python benchmarks/streams.py
	$(BIN)/python benchmarks/crashes.py --crashes 10

protos: .venv/installed   ## make the services' stubs anew
	$(BIN)/python -m grpc_tools.protoc --proto_path=protos \
		--python_out=services --pyi_out=services --grpc_python_out=services protos/my_service.proto

.venv/installed: requirements.txt pyproject.toml setup.py
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	touch $@
