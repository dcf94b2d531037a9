"""Rich error details: what a server says of an error beside its status (google.rpc.Status)."""

import importlib

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message
from google.rpc.status_pb2 import Status

from .outcome import Outcome

# Makes google.rpc's detail types known; nothing of it is named here.
importlib.import_module("google.rpc.error_details_pb2")

KEY = "grpc-status-details-bin"


def error_details(outcome: Outcome) -> list[Message]:
    """Return the details that came with the outcome's trailing metadata.

    Those of a type that is not one of google.rpc's stay wrapped (google.protobuf.Any).
    """
    data = outcome.trailing_metadata.get(KEY)
    if not isinstance(data, bytes):
        return []
    try:
        status = Status.FromString(data)
        return [_unwrapped(detail) for detail in status.details]
    except DecodeError:
        return []


def _unwrapped(wrapped: Message) -> Message:
    type_name = wrapped.TypeName()  # type: ignore[attr-defined]
    try:
        kind = descriptor_pool.Default().FindMessageTypeByName(type_name)
    except KeyError:
        return wrapped
    message: Message = message_factory.GetMessageClass(kind)()
    wrapped.Unpack(message)  # type: ignore[attr-defined]
    return message
