"""keywords/statuses.py: which runs of a keyword are the failures that were expected."""

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from robot.errors import ExecutionFailed

from GrpcLibrary.errors import RpcFailed, UsageError
from GrpcLibrary.keywords import Latest, StatusKeywords, statuses
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.record import CallRecord

NON_OK = [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK]


class Runner:
    """Stands in for Robot Framework's BuiltIn: each keyword's run is a function."""

    def __init__(self, record: CallRecord):
        self._record = record
        self.runs: dict[str, Callable[..., Any]] = {"Do Nothing": lambda: None}

    def will_end(self, name: str, *codes: str, error: str | None = None) -> None:
        """Let the keyword make a call for each code, and then fail if there is an error.

        It is the latest call's, unless that ended with OK.
        """

        def run() -> None:
            for code in codes:
                status = Status(grpc.StatusCode[code], "the message")
                self._record.latest = Outcome("/a.B/C", "host:1", status, 0.1)
            latest = self._record.latest
            if error and latest and not latest.status.is_ok:
                raise RpcFailed(error, latest)
            if error:
                raise AssertionError(error)

        self.runs[name] = run

    def replace_variables(self, text: str) -> str:
        return text.replace("${CODE}", "unavailable")

    def run_keyword(self, name: str, *arguments: str) -> Any:
        try:
            return self.runs[name](*arguments)
        except AssertionError as err:
            raise ExecutionFailed(str(err))  # noqa: B904  # as Robot Framework does


class LatestOfOneLibrary(Latest):
    """Looks at one record, without asking Robot Framework for the libraries of the suite."""

    def _records(self) -> Iterator[CallRecord]:
        yield self._own


@pytest.fixture
def record() -> CallRecord:
    return CallRecord()


@pytest.fixture
def runner(record: CallRecord, monkeypatch: pytest.MonkeyPatch) -> Runner:
    runner = Runner(record)
    monkeypatch.setattr(statuses, "BuiltIn", lambda: runner)
    return runner


@pytest.fixture
def expect_status(record: CallRecord) -> Callable[..., str]:
    return StatusKeywords(LatestOfOneLibrary(record)).expect_status


@pytest.mark.parametrize("code", NON_OK)
def test_every_code_is_known_by_name_and_number(
    runner: Runner, expect_status: Callable[..., str], code: grpc.StatusCode
) -> None:
    runner.will_end("Call", code.name, error="failed")
    for spelling in (code.name, code.name.lower(), str(code.value[0])):
        assert expect_status(spelling, "Call") == "the message"


def test_code_may_be_a_variable(runner: Runner, expect_status: Callable[..., str]) -> None:
    runner.will_end("Call", "UNAVAILABLE", error="failed")
    assert expect_status("INTERNAL", "${CODE}", "Call") == "the message"


def test_arguments_are_the_keywords_own(runner: Runner, expect_status: Callable[..., str]) -> None:
    seen: list[str] = []
    runner.runs["Call"] = lambda *arguments: seen.extend(arguments)
    with pytest.raises(UsageError):
        expect_status("INTERNAL", "Call", "UNAVAILABLE", "${CODE}", "a=b")
    assert seen == ["UNAVAILABLE", "${CODE}", "a=b"]


def test_status_of_the_latest_call_counts(
    runner: Runner, expect_status: Callable[..., str]
) -> None:
    runner.will_end("Call", "UNAVAILABLE", "INTERNAL", error="failed")
    assert expect_status("INTERNAL", "Call") == "the message"
    with pytest.raises(RpcFailed) as caught:
        expect_status("UNAVAILABLE", "Call")
    assert str(caught.value) == ("'Call' failed with INTERNAL 'the message', expected UNAVAILABLE.")
    assert caught.value.outcome.status.code is grpc.StatusCode.INTERNAL


def test_failure_after_a_good_call_is_another_one(
    runner: Runner, expect_status: Callable[..., str]
) -> None:
    runner.will_end("Call", "INTERNAL", "OK", error="It is wrong.")
    with pytest.raises(UsageError) as caught:
        expect_status("INTERNAL", "Call")
    assert str(caught.value) == ("'Call' failed without a status, expected INTERNAL: It is wrong.")


def test_status_of_an_earlier_keyword_does_not_count(
    runner: Runner, expect_status: Callable[..., str]
) -> None:
    runner.will_end("Call", "INTERNAL", error="failed")
    expect_status("INTERNAL", "Call")
    with pytest.raises(UsageError) as caught:
        expect_status("INTERNAL", "Do Nothing")
    assert str(caught.value) == "'Do Nothing' passed without a status, expected INTERNAL."


@pytest.mark.parametrize("code", ["INTERNAL", "OK"])
def test_keyword_that_passes_is_not_as_expected(
    runner: Runner, expect_status: Callable[..., str], code: str
) -> None:
    runner.will_end("Call", code)
    with pytest.raises(RpcFailed, match=f"^'Call' passed with {code}.*, expected INTERNAL.$"):
        expect_status("INTERNAL", "Call")


def test_ok_is_not_among_what_can_be_expected(
    runner: Runner, expect_status: Callable[..., str]
) -> None:
    runner.will_end("Call", "OK")
    with pytest.raises(UsageError):
        expect_status("OK", "Call")


@pytest.mark.parametrize("arguments", [(), ("INTERNAL",), ("INTERNAL", "14")])
def test_missing_keyword_is_refused(
    runner: Runner, expect_status: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as caught:
        expect_status(*arguments)
    assert str(caught.value) == (
        "'Expect Status' needs a status code and a keyword, and got no keyword."
    )


def test_expected_failure_is_the_latest_outcome_afterwards(
    runner: Runner, record: CallRecord, expect_status: Callable[..., str]
) -> None:
    runner.will_end("Call", "INTERNAL", error="failed")

    def call_and_look_around() -> None:
        failed = record.latest
        try:
            runner.runs["Call"]()
        finally:
            record.latest, failed = failed, record.latest

    runner.runs["Call And Look Around"] = call_and_look_around
    expect_status("INTERNAL", "Call And Look Around")
    assert record.latest is not None
    assert record.latest.status.code is grpc.StatusCode.INTERNAL
