"""The run of the table notices what no suite finds, and what a suite finds where nothing is."""

import re
from pathlib import Path

import pytest
import run
from faults import FAULTS, HONEST, Fault

UNKNOWN_SUITES = {fault.suite for fault in FAULTS.values()} - {
    suite.stem for suite in run.SUITES.glob("*.robot")
}


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


def test_fault_that_is_found_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.run(faults(FAULTS["echo_counts"]), set(), tmp_path, jobs=1) == 0
    printed = capsys.readouterr().out
    assert "found   echo_counts: basic_workflow: Session 'robot-" in printed
    assert printed.endswith("1 of 1 faults found, 0 false alarms.\n")


def test_fault_that_no_suite_finds_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = FAULTS["tokens_never_expire"]._replace(suite="basic_workflow")
    assert run.run(faults(hidden, FAULTS["echo_counts"]), set(), tmp_path, jobs=2) == 1
    printed = capsys.readouterr().out
    assert (
        "MISSED  tokens_never_expire: The expiry of tokens is not checked. "
        "Suite basic_workflow passed.\n"
    ) in printed
    assert printed.endswith("1 of 2 faults found, 0 false alarms.\n")


def test_fault_that_is_found_by_other_words_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = FAULTS["echo_counts"]._replace(message="with 'index' '2'")
    assert run.run(faults(other), set(), tmp_path, jobs=1) == 1
    printed = capsys.readouterr().out
    assert "MISSED  echo_counts: " in printed
    assert "Suite basic_workflow failed otherwise: Session 'robot-" in printed


def test_false_alarm_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "failures_of", lambda *_: ["It is wrong."])
    both = faults(FAULTS["echo_counts"], FAULTS["shop_adds_twice"])
    assert run.run(both, ["my_service", "shop"], tmp_path, jobs=1) == 1
    printed = capsys.readouterr().out
    assert "FALSE ALARM  my_service without a fault: It is wrong.\n" in printed
    assert "FALSE ALARM  shop without a fault: It is wrong.\n" in printed
    assert printed.endswith("0 of 2 faults found, 2 false alarms.\n")


def test_run_that_is_none_is_noticed(tmp_path: Path) -> None:
    suite = run.SUITES / "basic_workflow.robot"
    failures = run.failures_of("no_such_fault", "my_service", suite, tmp_path)
    assert failures == ["Error occurred and exit-on-error mode is in use."]


def test_every_fault_is_a_system_of_its_own() -> None:
    systems = [fault.system for fault in FAULTS.values()]
    assert len(set(systems)) == len(systems)
    assert not set(systems) & set(HONEST.values())


def test_both_systems_have_faults() -> None:
    assert {fault.honest for fault in FAULTS.values()} == {"my_service", "shop"}
    assert set(HONEST) == set(run.RUNS)
    assert sum(fault.honest == "shop" for fault in FAULTS.values()) >= 15


def changed_shop(monkeypatch: pytest.MonkeyPatch, folder: Path, pattern: str) -> None:
    """Describe the shop without the text that the pattern matches."""
    text, count = re.subn(pattern, "", run.SHOP.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert count == 1
    text = text.replace("shop.proto", str(run.SHOP.parent / "shop.proto"))
    file = folder / "changed.toml"
    file.write_text(text, encoding="utf-8")
    shop = run.RUNS["shop"]._replace(options=("--variable", f"SYSTEM:{file}"))
    monkeypatch.setitem(run.RUNS, "shop", shop)


def test_shop_needs_its_cookie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_shop(monkeypatch, tmp_path, r"keep = .*?\n")
    (failure,) = run.failures_of("shop", "shop", run.SUITES / "session_transfer.robot", tmp_path)
    assert re.search(r"was answered by 'till-\d', expected 'till-\d' as before", failure)


@pytest.mark.parametrize(
    ("suite", "section", "reason"),
    [
        (
            "stream_subscription",
            r"\[stream\].*?(?=\[)",
            "The description of 'changed' has no section [stream], which this test needs.",
        ),
        (
            "authentication_errors",
            'expires = "access.expires_at"\n',
            "The description of 'changed' has no key 'expires' in [login], which this test needs.",
        ),
    ],
)
def test_what_a_description_lacks_is_the_reason_of_a_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suite: str, section: str, reason: str
) -> None:
    changed_shop(monkeypatch, tmp_path, section)
    reasons = run.failures_of("shop", "shop", run.SUITES / f"{suite}.robot", tmp_path)
    assert set(reasons) == {reason}


def test_what_is_of_my_service_alone_may_be_skipped(tmp_path: Path) -> None:
    assert run.failures_of("shop", "shop", run.SUITES / "shutdown_errors.robot", tmp_path) == []


@pytest.mark.parametrize(
    "suite", ["session_transfer", "basic_workflow", "sticky_session", "login_errors"]
)
def test_shop_without_a_login_tells_its_schema_itself(suite: str, tmp_path: Path) -> None:
    run_of = run.SUITES / f"{suite}.robot"
    assert run.failures_of("open_shop", "open_shop", run_of, tmp_path) == []


def test_shop_without_a_login_needs_its_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(run.RUNS, "open_shop", run.RUNS["open_shop"]._replace(environment={}))
    suite = run.SUITES / "basic_workflow.robot"
    (failure,) = run.failures_of("open_shop", "open_shop", suite, tmp_path)
    assert "failed with UNAUTHENTICATED 'sign in first', expected an answer." in failure


def test_fault_that_is_found_at_the_second_run_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    verdicts = [run.Verdict("luck", False, "passed."), run.Verdict("luck", True, "failed.")]
    monkeypatch.setattr(run, "judge_once", lambda fault, results: verdicts.pop(0))
    assert run.run(faults(FAULTS["echo_counts"]), set(), tmp_path, jobs=1) == 0
    printed = capsys.readouterr().out
    assert "found   luck: failed. (AT THE SECOND RUN; the first: passed.)" in printed
    assert "1 of them were found at the second run only." in printed
