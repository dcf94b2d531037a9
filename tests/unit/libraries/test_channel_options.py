"""options.py: channel options have the effect that is asked for, or are refused."""

from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue

from GrpcLibrary.errors import UsageError
from GrpcLibrary.options import channel_options

SIZE = "grpc.max_receive_message_length"


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        (SIZE, "20000000", 20000000),
        (SIZE, "-1", -1),
        (SIZE, 5, 5),
        ("grpc.enable_retries", False, 0),
        ("grpc.primary_user_agent", "tester", "tester"),
        ("grpc.default_authority", 5, "5"),
        ("grpc.service_config", '{"a": 1}', '{"a": 1}'),
        ("grpc.resource_quota", "x", "x"),  # of the core, and not in the list
        ("SingleThreadedUnaryStream", 1, 1),
    ],
)
def test_option_has_the_type_that_the_core_expects(name: str, given: Any, taken: Any) -> None:
    assert channel_options({name: given}) == [(name, taken)]


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        (
            "grpc.max_recieve_message_length",
            1,
            "gRPC has no channel option 'grpc.max_recieve_message_length'; near names are: "
            "'grpc.max_receive_message_length', ",
        ),
        (
            "max_receive_message_length",
            1,
            "gRPC has no channel option 'max_receive_message_length'; near names are: "
            "'grpc.max_receive_message_length'",
        ),
        ("grpc.no_such_thing_at_all", 1, "gRPC has no channel option 'grpc.no_such_thing_at_all'."),
        ("", 1, "gRPC has no channel option ''."),
        (
            SIZE,
            "20 MB",
            f"Channel option '{SIZE}' should be a whole number from -2147483648 to 2147483647, "
            "got '20 MB'.",
        ),
        (SIZE, 2**31, f"Channel option '{SIZE}' should be a whole number from -2147483648 to "),
        (SIZE, 1.5, f"Channel option '{SIZE}' should be a whole number from -2147483648 to "),
        (SIZE, None, f"Channel option '{SIZE}' should be a whole number from -2147483648 to "),
    ],
)
def test_option_without_effect_is_refused(name: str, given: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        channel_options({name: given})
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(".")


def test_option_given_as_text_has_an_effect(server: Any) -> None:
    server.answer = lambda request, context: StringValue(value="x" * 100).SerializeToString()
    for limit, code in (("50", grpc.StatusCode.RESOURCE_EXHAUSTED), ("500", grpc.StatusCode.OK)):
        options = channel_options({SIZE: limit})
        with grpc.insecure_channel(server.address, options) as channel:
            call: Any = channel.unary_unary("/a.B/C").future(b"")
            assert call.code() is code
