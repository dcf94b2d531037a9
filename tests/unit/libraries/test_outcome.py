"""outcome.py: how a status and an outcome read, and what they keep."""

import dataclasses

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue

from GrpcLibrary.errors import RpcFailed
from GrpcLibrary.outcome import Outcome, Status

OK = Status(grpc.StatusCode.OK, "")
BUSY = Status(grpc.StatusCode.RESOURCE_EXHAUSTED, "all instances are busy")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (OK, "OK"),
        (Status(grpc.StatusCode.OK, "fine"), "OK"),
        (BUSY, "RESOURCE_EXHAUSTED 'all instances are busy'"),
        (Status(grpc.StatusCode.UNKNOWN, ""), "UNKNOWN with an empty message"),
    ],
)
def test_status_reads_as_its_code_and_its_message(status: Status, text: str) -> None:
    assert str(status) == text


@pytest.mark.parametrize("code", grpc.StatusCode)
def test_only_ok_is_ok(code: grpc.StatusCode) -> None:
    assert Status(code, "").is_ok == (code.name == "OK")


def test_outcome_reads_as_a_line_without_its_messages() -> None:
    outcome = Outcome("/a.B/C", "host:1", BUSY, 0.01234)
    assert str(outcome) == (
        "/a.B/C at host:1: RESOURCE_EXHAUSTED 'all instances are busy' after 12.3 ms"
    )
    assert "s3cret" not in str(Outcome("/a.B/C", "host:1", OK, 0.1, StringValue(value="s3cret")))


def test_repr_of_an_outcome_shows_no_message() -> None:
    outcome = Outcome("/a.B/C", "host:1", OK, 0.1, StringValue(value="s3cret"))
    assert "s3cret" not in repr(outcome)


def test_outcome_has_no_response_and_no_metadata_unless_given() -> None:
    outcome = Outcome("/a.B/C", "host:1", BUSY, 0.1)
    assert (outcome.response, outcome.initial_metadata, outcome.trailing_metadata) == (None, {}, {})


def test_outcome_cannot_be_changed() -> None:
    outcome = Outcome("/a.B/C", "host:1", OK, 0.1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        outcome.status = BUSY  # type: ignore[misc]


def test_failed_rpc_keeps_its_outcome() -> None:
    outcome = Outcome("/a.B/C", "host:1", BUSY, 0.1)
    failure = RpcFailed("It failed.", outcome)
    assert str(failure) == "It failed."
    assert failure.outcome is outcome


def test_each_outcome_has_an_identity_of_its_own() -> None:
    outcomes = [Outcome("/a.B/C", "host:1", BUSY, 0.1, ended=0) for _ in range(3)]
    assert outcomes[0] == outcomes[1]
    assert len({outcome.id for outcome in outcomes}) == 3
