"""metadata.py and received.py: what goes out with a call, and what comes back."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from robot.api.types import Secret
from robot.running.arguments.typeinfo import TypeInfo

from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import UsageError
from GrpcLibrary.metadata import SentMetadata, to_wire
from GrpcLibrary.received import ReceivedMetadata
from GrpcLibrary.schema import Method

SAY = Method("/test.Echo/Say", StringValue, StringValue)
HIDDEN = "tell-nobody"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"A": "x"}, [("a", "x")]),
        ({"a": ["x", "y"]}, [("a", "x"), ("a", "y")]),
        ({"a": ("x", 5)}, [("a", "x"), ("a", "5")]),
        ({"a": []}, []),
        ({"a": [Secret(HIDDEN), "y"]}, [("a", HIDDEN), ("a", "y")]),
        ({"a": Secret([HIDDEN, "y"])}, [("a", HIDDEN), ("a", "y")]),
        ({"a": 1.5}, [("a", "1.5")]),
        ({"a-bin": "é"}, [("a-bin", b"\xc3\xa9")]),
        ({"a-bin": [b"\xff", bytearray(b"x")]}, [("a-bin", b"\xff"), ("a-bin", b"x")]),
    ],
)
def test_values_go_out_one_by_one(given: dict[str, Any], sent: list[tuple[str, Any]]) -> None:
    converted = TypeInfo.from_type_hint(SentMetadata).convert(given)
    assert list(to_wire(converted.items())) == sent


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"a": None}, "Metadata 'a' has no value, expected text or bytes."),
        ({"a": ["x", None]}, "Metadata 'a' has no value, expected text or bytes."),
        ({"a": Secret(None)}, "Metadata 'a' has no value, expected text or bytes."),
        ({"a": {"b": HIDDEN}}, "Metadata 'a' should be text or bytes, got dict."),
        ({"a": [[HIDDEN]]}, "Metadata 'a' should be text or bytes, got list."),
        ({"a": b"x"}, "Metadata 'a' should consist of printable ASCII characters only."),
        ({"a": "é"}, "Metadata 'a' should consist of printable ASCII characters only."),
        ({"a-bin": "\udc80"}, "Metadata 'a-bin' has a character that UTF-8 cannot encode."),
        ({"a b": "x"}, "Metadata key 'a b' should consist of a-z, 0-9, '_', '-' and '.' only."),
        ({"grpc-timeout": "1S"}, "Metadata key 'grpc-timeout' is one that gRPC itself sends."),
    ],
)
def test_wrong_metadata_is_refused_in_a_sentence(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        to_wire(given.items())
    assert str(caught.value) == message


def test_metadata_of_a_call_replaces_that_of_its_connection() -> None:
    of_connection = {"A": "1", "b": ["2", "3"]}.items()
    assert to_wire({"B": "4"}.items(), of_connection) == (("a", "1"), ("b", "4"))
    assert to_wire({}.items(), of_connection) == (("a", "1"), ("b", "2"), ("b", "3"))


def test_received_values_are_joined_and_kept_one_by_one() -> None:
    received = ReceivedMetadata(
        [("a", "1"), ("b-bin", b"\x01,"), ("a", "2, 3"), ("b-bin", b"\x02"), ("c", "4")]
    )
    assert received == {"a": "1, 2, 3", "b-bin": b"\x01,,\x02", "c": "4"}
    assert received.all_values == {"a": ["1", "2, 3"], "b-bin": [b"\x01,", b"\x02"], "c": ["4"]}
    assert copy.deepcopy(received).all_values == received.all_values
    assert pickle.loads(pickle.dumps(received)).all_values == received.all_values  # noqa: S301
    assert ReceivedMetadata(None) == {}


def test_values_of_a_key_that_comes_twice_reach_the_outcome(
    server: Any, connect: Callable[..., Connection]
) -> None:
    def answer(request: bytes, context: Any) -> bytes:
        context.send_initial_metadata(context.invocation_metadata())
        context.set_trailing_metadata((("trace-bin", b"\x01"), ("trace-bin", b"\x02")))
        return request

    server.answer = answer
    outcome = connect(server.address).call(SAY, StringValue(), {"A": [Secret("x"), "y"]}.items())
    initial: Any = outcome.initial_metadata
    trailing: Any = outcome.trailing_metadata
    assert initial.all_values["a"] == ["x", "y"]
    assert initial["a"] == "x, y"
    assert trailing.all_values["trace-bin"] == [b"\x01", b"\x02"]
