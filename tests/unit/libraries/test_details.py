"""details.py: what details an error has, and which fields they have."""

from typing import Any

import grpc
import pytest
from google.protobuf.any_pb2 import Any as Packed
from google.rpc import error_details_pb2 as details
from google.rpc.status_pb2 import Status as RichStatus

from GrpcLibrary.details import KEY, error_details, has_fields, is_of_type
from GrpcLibrary.errors import UsageError
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.received import ReceivedMetadata


def packed(message: Any) -> Packed:
    any_message = Packed()
    any_message.Pack(message)
    return any_message


RETRY = packed(details.RetryInfo(retry_delay={"seconds": 1, "nanos": 500_000_000}))
VIOLATION = {"field": "name", "description": "is empty"}
BAD_REQUEST = packed(details.BadRequest(field_violations=[VIOLATION]))
ERROR_INFO = packed(details.ErrorInfo(reason="STOCKOUT", metadata={"zone": "a"}))
UNKNOWN = Packed(type_url="x/other.Unknown", value=b"x")


@pytest.mark.parametrize(
    ("detail", "fields", "expected"),
    [
        (RETRY, {"retry_delay": "1.5s"}, True),
        (RETRY, {"retry_delay": "1.500000001s"}, False),
        (RETRY, {"retry_delay": 1.5}, True),
        (RETRY, {"retry_delay": None}, False),
        (RETRY, {}, True),
        (BAD_REQUEST, {"field_violations": [VIOLATION]}, True),
        (BAD_REQUEST, {"field_violations": [{"field": "name"}]}, False),
        (BAD_REQUEST, {"field_violations": []}, False),
        (ERROR_INFO, {"reason": "STOCKOUT", "metadata": {"zone": "a"}}, True),
        (ERROR_INFO, {"reason": "STOCKOUT", "metadata": {"zone": "b"}}, False),
        (ERROR_INFO, {"domain": ""}, True),
        (UNKNOWN, {}, True),
        (UNKNOWN, {"value": "x"}, False),
    ],
)
def test_details_are_judged_as_requests_are_written(
    detail: Packed, fields: dict[str, Any], expected: bool
) -> None:
    assert has_fields(detail, fields) is expected


def test_field_that_a_detail_cannot_have_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        has_fields(RETRY, {"delay": "1s"})
    assert str(caught.value) == "'RetryInfo' has no field 'delay', expected one of: 'retry_delay'."


@pytest.mark.parametrize("name", ["RetryInfo", "google.rpc.RetryInfo"])
def test_type_is_known_with_and_without_its_package(name: str) -> None:
    assert is_of_type(RETRY, name)
    assert not is_of_type(BAD_REQUEST, name)
    assert not is_of_type(RETRY, "rpc.RetryInfo")


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ([RichStatus(details=[RETRY]).SerializeToString()], 1),
        ([RichStatus(details=[RETRY]).SerializeToString(), b"\xff"], 1),
        ([b"\xff"], 0),
        ([], 0),
    ],
)
def test_details_come_from_the_first_value(values: list[bytes], count: int) -> None:
    trailing = ReceivedMetadata((KEY, value) for value in values)
    status = Status(grpc.StatusCode.UNAVAILABLE, "")
    outcome = Outcome("/a.B/C", "host:1", status, 0.1, trailing_metadata=trailing)
    assert len(error_details(outcome)) == count
