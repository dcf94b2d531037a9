"""Rich error details: what a server says of an error beside its status (google.rpc.Status)."""

from collections.abc import Sequence

from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.message import DecodeError
from google.rpc.status_pb2 import Status

from .outcome import Outcome

KEY = "grpc-status-details-bin"


def error_details(outcome: Outcome) -> Sequence[Packed]:
    """Return the details that came with the outcome's trailing metadata."""
    data = outcome.trailing_metadata.get(KEY)
    if not isinstance(data, bytes):
        return []
    try:
        return Status.FromString(data).details
    except DecodeError:
        return []
