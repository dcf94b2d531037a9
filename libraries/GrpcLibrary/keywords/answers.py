"""Turns protobuf messages into Robot Framework data."""

import contextlib
from collections.abc import Mapping
from datetime import timezone
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from robot.api.types import Secret
from robot.utils import DotDict

from ..packed import unpack
from .kinds import ANY, AS_JSON, DURATION, FIELD_MASK, TIMESTAMP, WRAPPERS, is_map


class Answer(DotDict):
    """A message as Robot Framework data: fields by attribute and by item.

    Enums are names, bytes are bytes, timestamps are datetimes in UTC, durations are
    timedeltas, fields marked `debug_redact` are secrets, and a message field or optional
    field that is not set is None. What an Any holds has its type under `@type`.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(fields)  # type: ignore[no-untyped-call]  # Robot's own


def to_data(message: Any) -> Any:
    """Return a message, of a well-known type or of any other, as Robot Framework data."""
    kind = message.DESCRIPTOR.full_name
    if kind in (TIMESTAMP, DURATION):
        return _time_data(message)
    if kind in WRAPPERS:
        return message.value
    if kind == ANY:
        return packed_data(message)
    if kind == FIELD_MASK:
        return ",".join(message.paths)
    if kind in AS_JSON:
        return json_format.MessageToDict(message)
    return _fields_data(message)


def _fields_data(message: Message) -> Answer:
    fields: Any = message.DESCRIPTOR.fields
    return Answer({field.name: _field_data(message, field) for field in fields})


def _time_data(message: Any) -> Any:
    """Return a moment or a duration; one that Python has no value for stays as it is."""
    with contextlib.suppress(ValueError, OverflowError):
        if message.DESCRIPTOR.full_name == DURATION:
            return message.ToTimedelta()
        return message.ToDatetime(tzinfo=timezone.utc)
    return _fields_data(message)


def packed_data(packed: Any, *pools: Any) -> Answer:
    """Return what an Any holds, with its type as in JSON; what is not known stays bytes.

    Its type may be in one of the `pools` of types, beside those that are always known.
    """
    message = unpack(packed, *pools)
    data = packed.value if message is None else to_data(message)
    fields = data if isinstance(data, Answer) else {"value": data}
    return Answer({"@type": packed.type_url, **fields})


def _field_data(message: Message, field: Any) -> Any:
    if field.has_presence and not message.HasField(field.name):
        return None
    value = getattr(message, field.name)
    if is_map(field):
        value_field = field.message_type.fields_by_name["value"]
        items: Any = DotDict(
            {str(key): _open_data(value_field, item) for key, item in value.items()}
        )
        return Secret(items) if field.GetOptions().debug_redact else items
    if field.is_repeated:
        return [_value_data(field, item) for item in value]
    return _value_data(field, value)


def _value_data(field: Any, value: Any) -> Any:
    data = _open_data(field, value)
    return Secret(data) if field.GetOptions().debug_redact else data


def _open_data(field: Any, value: Any) -> Any:
    if field.message_type is not None:
        return to_data(value)
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else value
    return value
