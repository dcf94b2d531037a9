"""Turns protobuf messages into Robot Framework data."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from ..errors import UsageError
from ..secret import hide
from .kinds import (
    ANY,
    DURATION,
    FIELD_MASK,
    LIST_VALUE,
    SPECIAL,
    STRUCT,
    TIMESTAMP,
    VALUE,
    WRAPPERS,
    is_map,
    kind_of,
)
from .packed import Unread, unpack
from .times import Moment, Span
from .values import shortest_float

Read = Callable[[Any], Any]


class Answer(dict[str, Any]):
    """A message as Robot Framework data: fields by attribute and by item.

    Enums are names, bytes are bytes, timestamps are datetimes in UTC, durations are
    timedeltas, fields marked `debug_redact` are secrets, and a message field or optional
    field that is not set is None. What an Any holds has its type under `@type`. An extension
    that is set has its full name in brackets.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None


def to_data(message: Any, *pools: Any) -> Any:
    """Return a message, of a well-known type or of any other, as Robot Framework data.

    What an Any holds may be of a type in one of the `pools`, beside those that are always
    known.
    """
    kind = kind_of(message)
    try:
        if kind.full_name == ANY:
            return _any_data(message, *pools)
        return _data_reader(kind)(message)
    except RecursionError:
        raise UsageError(f"The '{kind.name}' that came is nested too deeply to be read.") from None


def _data_reader(kind: Any) -> Read:
    """Return what reads messages of this kind."""
    return _SPECIAL_READERS.get(kind.full_name) or partial(_fields_data, kind)


class _Kind:
    """What is known of a message type: its data when nothing is set, and how to read the rest."""

    def __init__(self, kind: Any):
        self.unset = {field.name: _unset(field) for field in kind.fields}
        self.many = [
            (field.name, Answer if is_map(field) else list, field.GetOptions().debug_redact)
            for field in kind.fields
            if field.is_repeated
        ]
        self.readers = {field.number: (field.name, _reader(field)) for field in kind.fields}


@lru_cache(maxsize=2048)
def _known(kind: Any) -> _Kind:
    return _Kind(kind)


def _fields_data(kind: Any, message: Any) -> Answer:
    known = _known(kind)
    data = Answer(known.unset)
    for name, empty, is_redacted in known.many:
        data[name] = hide(empty()) if is_redacted and empty is Answer else empty()
    readers = known.readers
    # Of the class: a field may have the name of the method.
    for field, value in type(message).ListFields(message):
        known_field = readers.get(field.number)
        if known_field is None:
            data[f"[{field.full_name}]"] = _extension_reader(field)(value)
        else:
            name, read = known_field
            data[name] = value if read is None else read(value)
    return data


def _unset(field: Any) -> Any:
    """Return the data of a field that is not set; that of many is made for each message."""
    if field.has_presence or field.is_repeated:
        return None
    read = _reader(field)
    return field.default_value if read is None else read(field.default_value)


@lru_cache(maxsize=256)
def _extension_reader(field: Any) -> Read:
    return _reader(field) or (lambda value: value)


def _reader(field: Any) -> Read | None:
    """Return what reads the field's value; None where that is the data already."""
    is_redacted = field.GetOptions().debug_redact
    if is_map(field):
        one = _item_reader(field.message_type.fields_by_name["value"])
        return partial(_hidden, partial(_map_data, one)) if is_redacted else partial(_map_data, one)
    one = _item_reader(field)
    if is_redacted:
        one = partial(_hidden, one)
    return partial(_list_data, one) if field.is_repeated else one


def _item_reader(field: Any) -> Read | None:
    if field.message_type is not None:
        return _data_reader(field.message_type)
    if field.enum_type is not None:
        numbers = field.enum_type.values_by_number
        names = {number: value.name for number, value in numbers.items()}
        return lambda number: names.get(number, number)
    return shortest_float if field.cpp_type == FieldDescriptor.CPPTYPE_FLOAT else None


def _hidden(read: Read | None, value: Any) -> Any:
    return hide(value if read is None else read(value))


def _list_data(read: Read | None, values: Any) -> list[Any]:
    return list(values) if read is None else [read(value) for value in values]


def _map_data(read: Read | None, values: Any) -> Answer:
    if read is None:
        return Answer({str(key): value for key, value in values.items()})
    return Answer({str(key): read(value) for key, value in values.items()})


def _any_data(packed: Any, *pools: Any) -> Answer:
    """Return what an Any holds, with its type as in JSON; what is not known stays bytes."""
    message = unpack(packed, *pools)
    if message is None:
        return Answer({"@type": packed.type_url, "value": Unread(packed.value)})
    data = to_data(message, *pools)
    fields = {"value": data} if kind_of(message).full_name in SPECIAL else data
    return Answer({"@type": packed.type_url, **fields})


def _timestamp_data(message: Any) -> Any:
    """Return a moment; one that Python has no value for stays as it is."""
    if 0 <= message.nanos < 10**9:
        try:
            return Moment.since_epoch(message.seconds, message.nanos)
        except OverflowError:
            pass
    return Answer(seconds=message.seconds, nanos=message.nanos)


def _duration_data(message: Any) -> Any:
    """Return a span of time; one that is not valid stays as it is."""
    seconds, nanos = message.seconds, message.nanos
    is_valid = abs(nanos) < 10**9 and seconds * nanos >= 0 and abs(seconds) <= 315_576_000_000
    if is_valid:
        return Span.from_nanoseconds(seconds * 10**9 + nanos)
    return Answer(seconds=seconds, nanos=nanos)


def _value_data(value: Any) -> Any:
    kind = value.WhichOneof("kind")
    if kind in (None, "null_value"):
        return None
    data = getattr(value, kind)
    if kind == "struct_value":
        return _struct_data(data)
    return _list_value_data(data) if kind == "list_value" else data


def _struct_data(struct: Any) -> Answer:
    return Answer({key: _value_data(value) for key, value in struct.fields.items()})


def _list_value_data(listed: Any) -> list[Any]:
    return [_value_data(value) for value in listed.values]


def _wrapped(message: Any) -> Any:
    value = message.value
    is_float = kind_of(message).full_name == "google.protobuf.FloatValue"
    return shortest_float(value) if is_float else value


_SPECIAL_READERS: dict[str, Read] = {
    TIMESTAMP: _timestamp_data,
    DURATION: _duration_data,
    FIELD_MASK: lambda mask: ",".join(mask.paths),
    ANY: _any_data,
    STRUCT: _struct_data,
    LIST_VALUE: _list_value_data,
    VALUE: _value_data,
    **dict.fromkeys(WRAPPERS, _wrapped),
}
