"""Rich error details: what a server says of an error beside its status (google.rpc.Status)."""

from collections.abc import Mapping, Sequence
from typing import Any

from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.message import DecodeError
from google.rpc.status_pb2 import Status

from .messages import Request, to_data
from .messages.packed import unpack
from .outcome import Outcome
from .received import ReceivedMetadata
from .secret import is_secret, reveal

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


def is_of_type(detail: Packed, name: str) -> bool:
    """Tell whether the detail is of the type, with or without its package."""
    full_name = detail.TypeName()
    return name in (full_name, full_name.rpartition(".")[2])


def has_fields(detail: Packed, fields: Mapping[str, Any], *types: Any) -> bool:
    """Tell whether the detail has the fields, which are given as those of a request are.

    So `retry_delay` may be `1.5s`, and `field_violations` a list of dictionaries. A field that
    is None must not be set. Raises UsageError for fields that the type cannot have. `types`
    are the pools of types that the detail may be of.
    """
    message = unpack(detail, *types)
    if message is None:
        return not fields
    seen = to_data(message)
    wanted = to_data(Request(None, fields).build(type(message)))
    return all(name in seen and _equal(seen[name], wanted[name]) for name in fields)


def _equal(one: Any, other: Any) -> bool:
    if is_secret(one) and is_secret(other):
        return _equal(reveal(one), reveal(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    return bool(one == other)
