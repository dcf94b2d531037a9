"""keywords/latest.py: the latest outcome, whichever library of the suite has made the call."""

from types import SimpleNamespace
from typing import Any

import grpc
import pytest

from GrpcLibrary.keywords import Latest, latest
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.record import CallRecord


def outcome() -> Outcome:
    return Outcome("/a.B/C", "host:1", Status(grpc.StatusCode.OK, ""), 0.1)


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[CallRecord]:
    """The records of two libraries, beside which the suite has imported others."""
    records = [CallRecord(), CallRecord()]
    libraries: dict[str, Any] = {
        "BuiltIn": SimpleNamespace(),
        "GrpcLibrary": SimpleNamespace(record=records[0]),
        "Dictaphone": SimpleNamespace(record=lambda: "some other record"),
        "MyServiceLibrary": SimpleNamespace(record=records[1]),
    }
    built_in = SimpleNamespace(get_library_instance=lambda **_: libraries)
    monkeypatch.setattr(latest, "BuiltIn", lambda: built_in)
    return records


def test_there_is_none_before_the_first_call(records: list[CallRecord]) -> None:
    assert Latest(records[0]).get() is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_latest_call_counts_whichever_library_made_it(
    records: list[CallRecord], order: tuple[int, int]
) -> None:
    for number in order:
        records[number].call_ended(outcome())
    assert Latest(records[0]).get() is records[order[-1]].latest


def test_calls_in_the_background_do_not_count(records: list[CallRecord]) -> None:
    records[1].in_background().call_ended(outcome())
    assert Latest(records[0]).get() is None


def test_outcome_that_is_set_is_the_latest_although_it_is_older(records: list[CallRecord]) -> None:
    older = outcome()
    records[1].call_ended(outcome())
    Latest(records[0]).set(older)
    assert Latest(records[0]).get() is older


def test_all_are_forgotten_together(records: list[CallRecord]) -> None:
    for record in records:
        record.call_ended(outcome())
    Latest(records[0]).forget()
    assert [record.latest for record in records] == [None, None]
