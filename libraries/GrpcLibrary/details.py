"""Rich error details: what a server says of an error beside its status (google.rpc.Status)."""

from collections.abc import Sequence

from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.message import DecodeError
from google.rpc.status_pb2 import Status

from .outcome import Outcome
from .received import ReceivedMetadata

KEY = "grpc-status-details-bin"


def error_details(outcome: Outcome) -> Sequence[Packed]:
    """Return the details that came with the outcome's trailing metadata."""
    metadata = outcome.trailing_metadata
    data = metadata.get(KEY)
    if isinstance(metadata, ReceivedMetadata):
        data = metadata.all_values.get(KEY, [None])[0]
    if not isinstance(data, bytes):
        return []
    try:
        return Status.FromString(data).details
    except DecodeError:
        return []
