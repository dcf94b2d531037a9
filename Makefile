PYTHON ?= python3
BIN := .venv/bin
ROBOT := $(BIN)/robot --outputdir results --xunit xunit.xml --argumentfile resources/requirements.args
# Three lines at the end, however the tests end, about this run and no earlier one.
AFRESH := rm -rf results/output.xml results/*calls.jsonl
THEN_SUMMARY := status=$$?; $(BIN)/python -m ReportLibrary.summary results; exit $$status

.PHONY: itest defects test test_containers test_gateways gateways lint docs picture bench requirements protos
.DELETE_ON_ERROR:

itest_%: suites/%.robot .venv/installed   ## run one scenario, as in: make itest_session_transfer
	$(AFRESH); $(ROBOT) $<; $(THEN_SUMMARY)

itest: .venv/installed   ## run all scenarios
	$(AFRESH); $(ROBOT) suites; $(THEN_SUMMARY)

defects: .venv/installed   ## show that the suites find what is broken
	$(BIN)/python tests/defects/run.py

test: lint   ## run linters, acceptance suites and unit tests
	$(BIN)/pabot --command $(BIN)/robot --end-command --processes 2 --outputdir results/acceptance \
		--xunit xunit.xml --pythonpath tests --exclude containers tests/acceptance
	$(BIN)/pytest

test_containers: .venv/developing   ## test the system in containers; needs Docker
	$(BIN)/robot --outputdir results/containers --xunit xunit.xml --pythonpath tests \
		--variable GATEWAY:compose tests/acceptance/breaking.robot tests/acceptance/moves.robot
	$(BIN)/pytest tests/containers

test_gateways: .venv/developing   ## test the suites on HAProxy and nginx; needs both
	$(BIN)/pytest tests/gateways

gateways: .venv/developing   ## measure HAProxy and nginx, and write docs/gateways.md anew
	$(BIN)/python tests/gateways/measure.py

lint: .venv/developing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/robocop check
	$(BIN)/robocop format --check --diff

docs: .venv/installed   ## write the keyword pages
	for library in GrpcLibrary SessionLibrary::shop.toml MyServiceLibrary ReportLibrary StackLibrary; do \
		$(BIN)/libdoc $$library docs/$${library%%:*}.html || exit 1; \
	done

picture: itest_session_transfer   ## draw the README's picture anew, from a run
	$(BIN)/python -m ReportLibrary.picture results/output.xml docs/session_transfer.svg

bench: .venv/installed   ## show what keywords and the session table cost, and what breaking an instance does
	$(BIN)/python benchmarks/keywords.py
	$(BIN)/python benchmarks/streams.py
	$(BIN)/python benchmarks/session_table.py
	for means in kill stop pause return join leave; do \
		$(BIN)/python benchmarks/crashes.py --crashes 10 --by $$means || exit 1; \
	done

requirements: .venv/developing   ## show that all can be installed on each Python
	$(BIN)/python .ci/check_requirements.py

protos: .venv/installed   ## make the services' stubs anew
	$(BIN)/python -m grpc_tools.protoc --proto_path=protos \
		--python_out=services --pyi_out=services --grpc_python_out=services protos/my_service.proto

INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --requirement

# What running takes; developing takes more, see .venv/developing.
.venv/installed: requirements.txt pyproject.toml setup.py services/requirements.txt services/mygateway/requirements.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) requirements.txt
	touch $@

.venv/developing: .venv/installed requirements-dev.txt
	$(INSTALL) requirements-dev.txt
	touch $@
