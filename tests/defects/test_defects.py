"""The run of the table notices what no suite finds, and what a suite finds where nothing is."""

from pathlib import Path

import pytest
import run
from faults import FAULTS, Fault
from honest import System

UNKNOWN_SUITES = {fault.suite for fault in FAULTS.values()} - {
    suite.stem for suite in run.SUITES.glob("*.robot")
}


@pytest.fixture
def no_false_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the run of all suites without a fault, which takes long."""
    failures_of = run.failures_of
    monkeypatch.setattr(
        run, "failures_of", lambda name, *others: failures_of(name, *others) if name else []
    )


def faults(*chosen: Fault) -> dict[str, Fault]:
    return {fault.name: fault for fault in chosen}


def test_table_is_long_and_names_suites_that_exist() -> None:
    assert len(FAULTS) >= 100
    assert set() == UNKNOWN_SUITES
    assert {suite.stem for suite in run.SUITES.glob("*.robot")} == {
        fault.suite for fault in FAULTS.values()
    }


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_fault_says_what_it_is(fault: Fault) -> None:
    assert fault.description.endswith(".")
    assert fault.message


def test_fault_that_is_found_counts(
    tmp_path: Path, no_false_alarms: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.run(faults(FAULTS["echo_counts"]), tmp_path, jobs=1) == 0
    printed = capsys.readouterr().out
    assert "found   echo_counts: basic_workflow: Session 'robot-" in printed
    assert printed.endswith("1 of 1 faults found, 0 false alarms.\n")


def test_fault_that_no_suite_finds_is_noticed(
    tmp_path: Path, no_false_alarms: None, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = FAULTS["tokens_never_expire"]._replace(suite="basic_workflow")
    assert run.run(faults(hidden, FAULTS["echo_counts"]), tmp_path, jobs=2) == 1
    printed = capsys.readouterr().out
    assert (
        "MISSED  tokens_never_expire: The expiry of tokens is not checked. "
        "Suite basic_workflow passed.\n"
    ) in printed
    assert printed.endswith("1 of 2 faults found, 0 false alarms.\n")


def test_fault_that_is_found_by_other_words_is_noticed(
    tmp_path: Path, no_false_alarms: None, capsys: pytest.CaptureFixture[str]
) -> None:
    other = FAULTS["echo_counts"]._replace(message="with 'index' '2'")
    assert run.run(faults(other), tmp_path, jobs=1) == 1
    printed = capsys.readouterr().out
    assert "MISSED  echo_counts: " in printed
    assert "Suite basic_workflow failed otherwise: Session 'robot-" in printed


def test_false_alarm_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "failures_of", lambda *_: ["It is wrong."])
    assert run.run({}, tmp_path, jobs=1) == 1
    assert capsys.readouterr().out == (
        "FALSE ALARM  without a fault: It is wrong.\n0 of 0 faults found, 1 false alarms.\n"
    )


def test_run_that_is_none_is_noticed(tmp_path: Path) -> None:
    failures = run.failures_of("no_such_fault", run.SUITES / "basic_workflow.robot", tmp_path)
    assert failures == ["Error occurred and exit-on-error mode is in use."]


def test_every_fault_is_a_system_of_its_own() -> None:
    systems = [fault.system for fault in FAULTS.values()]
    assert len(set(systems)) == len(systems)
    assert System not in systems
