"""Turns Robot Framework data into protobuf messages and back."""

import contextlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from robot.api.types import Secret
from robot.running import TypeInfo
from robot.utils import DotDict

from ..outcome import GrpcError

_TYPES: dict[int, type] = {
    FieldDescriptor.CPPTYPE_INT32: int,
    FieldDescriptor.CPPTYPE_INT64: int,
    FieldDescriptor.CPPTYPE_UINT32: int,
    FieldDescriptor.CPPTYPE_UINT64: int,
    FieldDescriptor.CPPTYPE_DOUBLE: float,
    FieldDescriptor.CPPTYPE_FLOAT: float,
    FieldDescriptor.CPPTYPE_BOOL: bool,
}
_RANGES: dict[int, tuple[int, int]] = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
# Well-known types whose JSON form is not that of their fields.
_AS_JSON = {
    f"google.protobuf.{name}" for name in ("Struct", "Value", "ListValue", "Any", "FieldMask")
}
_WRAPPERS = {
    f"google.protobuf.{name}Value"
    for name in ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes")
}
_TYPE_INFOS = {
    kind: TypeInfo.from_type_hint(kind) for kind in (int, float, bool, bytes, datetime, timedelta)
}
_TIMESTAMP = "google.protobuf.Timestamp"
_DURATION = "google.protobuf.Duration"


class Answer(DotDict):
    """A message as Robot Framework data: fields by attribute and by item.

    Enums are names, bytes are bytes, timestamps are datetimes in UTC, durations are
    timedeltas, fields marked `debug_redact` are secrets, and a message field or optional
    field that is not set is None.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(fields)  # type: ignore[no-untyped-call]  # Robot's own


class Request(NamedTuple):
    """A request as a keyword gets it: as one message, or by the names of its fields."""

    message: Mapping[str, Any] | str | None
    fields: Mapping[str, Any]

    def build(self, message_type: type[Message]) -> Message:
        if self.message is None:
            return build(message_type, self.fields)
        if self.fields:
            raise GrpcError(
                f"Give the fields of '{message_type.DESCRIPTOR.name}' "
                f"as one message or by name, not both."
            )
        return build(message_type, self.message)

    def secret_fields(self) -> list[str]:
        """Return the names of the fields that were given as secrets, or have some in them."""
        data = self.fields if self.message is None else self.message
        if isinstance(data, str):
            return []
        return [name for name, value in data.items() if _has_secret(value)]

    def __bool__(self) -> bool:
        return self.message is not None or bool(self.fields)


def build(message_type: type[Message], data: Mapping[str, Any] | str) -> Message:
    """Return a message with the fields in `data`, a dictionary or JSON text."""
    message = message_type()
    name = message.DESCRIPTOR.name
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError as err:
            raise GrpcError(f"The message is not JSON: {err}.") from None
    _fill(message, _mapping(data, name), name)
    return message


def to_data(message: Message) -> Any:
    """Return a message as Robot Framework data."""
    kind: Any = message.DESCRIPTOR
    if kind.full_name == _TIMESTAMP:
        return message.ToDatetime(tzinfo=timezone.utc)  # type: ignore[attr-defined]
    if kind.full_name == _DURATION:
        return message.ToTimedelta()  # type: ignore[attr-defined]
    if kind.full_name in _WRAPPERS:
        return message.value  # type: ignore[attr-defined]
    if kind.full_name in _AS_JSON:
        return _json_data(message)
    return Answer({field.name: _field_data(message, field) for field in kind.fields})


def _json_data(message: Message) -> Any:
    """Return a well-known type as the JSON it stands for; an unknown Any stays packed."""
    pool: Any = message.DESCRIPTOR.file.pool
    try:
        return json_format.MessageToDict(
            message, preserving_proto_field_name=True, descriptor_pool=pool
        )
    except (TypeError, DecodeError):
        return Answer({field.name: value for field, value in message.ListFields()})


def _field_data(message: Message, field: Any) -> Any:
    if field.has_presence and not message.HasField(field.name):
        return None
    value = getattr(message, field.name)
    if _is_map(field):
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


def _fill(message: Message, data: Mapping[str, Any], path: str) -> None:
    kind: Any = message.DESCRIPTOR
    given: dict[str, str] = {}
    for name, value in data.items():
        field = kind.fields_by_name.get(name)
        if field is None:
            raise GrpcError(f"'{path}' has no field '{name}', expected {_names(kind)}.")
        if value is None:
            continue
        if field.containing_oneof and len(field.containing_oneof.fields) > 1:
            oneof = field.containing_oneof.name
            if oneof in given:
                raise GrpcError(
                    f"'{path}' can have one of '{oneof}' only, got '{given[oneof]}' and '{name}'."
                )
            given[oneof] = name
        _set(message, field, value, f"{path}.{name}")


def _set(message: Message, field: Any, value: Any, path: str) -> None:
    if _is_map(field):
        _set_map(getattr(message, field.name), field, value, path)
    elif field.is_repeated:
        for index, item in enumerate(_list(value, path)):
            _add(getattr(message, field.name), field, item, f"{path}[{index}]")
    elif field.message_type is not None:
        _set_message(getattr(message, field.name), value, path)
    else:
        setattr(message, field.name, _scalar(field, value, path))


def _set_map(target: Any, field: Any, value: Any, path: str) -> None:
    key_field = field.message_type.fields_by_name["key"]
    value_field = field.message_type.fields_by_name["value"]
    for key, item in _mapping(value, path).items():
        place = f"{path}[{key}]"
        converted = _scalar(key_field, key, place)
        if value_field.message_type is not None:
            _set_message(target[converted], item, place)
        else:
            target[converted] = _scalar(value_field, item, place)


def _add(target: Any, field: Any, value: Any, path: str) -> None:
    if field.message_type is not None:
        _set_message(target.add(), value, path)
    else:
        target.append(_scalar(field, value, path))


def _set_message(message: Message, value: Any, path: str) -> None:
    kind: Any = message.DESCRIPTOR
    if kind.full_name == _TIMESTAMP:
        message.FromDatetime(_moment(value, path))  # type: ignore[attr-defined]
    elif kind.full_name == _DURATION:
        message.FromTimedelta(_converted(timedelta, value, path))  # type: ignore[attr-defined]
    elif kind.full_name in _WRAPPERS:
        _set(message, kind.fields_by_name["value"], value, path)
    elif kind.full_name in _AS_JSON:
        _parse_json(message, value, path)
    else:
        message.SetInParent()
        _fill(message, _mapping(value, path), path)


def _parse_json(message: Message, value: Any, path: str) -> None:
    """Set a well-known type that stands for any JSON there is."""
    pool: Any = message.DESCRIPTOR.file.pool
    try:
        json_format.ParseDict(_plain(value), message, descriptor_pool=pool)
    except (json_format.ParseError, TypeError, AttributeError) as err:
        raise GrpcError(f"'{path}' cannot be '{value}': {err}.") from None


def _scalar(field: Any, value: Any, path: str) -> Any:
    if field.enum_type is not None:
        return _enum_number(field.enum_type, value, path)
    if field.type == FieldDescriptor.TYPE_BYTES:
        plain = _plain(value)
        return plain.encode() if isinstance(plain, str) else _converted(bytes, value, path)
    if field.type == FieldDescriptor.TYPE_STRING:
        plain = _plain(value)
        if not isinstance(plain, str | int | float | bool):
            raise GrpcError(f"'{path}' should be text, got {type(plain).__name__}.")
        return str(plain)
    converted = _converted(_TYPES[field.cpp_type], value, path)
    if field.cpp_type in _RANGES:
        low, high = _RANGES[field.cpp_type]
        if not low <= converted <= high:
            raise GrpcError(f"'{path}' cannot be '{value}', expected {low} to {high}.")
    return converted


def _enum_number(kind: Any, value: Any, path: str) -> int:
    if isinstance(value, str):
        for name, known in kind.values_by_name.items():
            if value in (name, str(known.number)):
                return int(known.number)
    elif isinstance(value, int) and _may_be(kind, value):
        return value
    names = ", ".join(kind.values_by_name)
    raise GrpcError(f"'{path}' cannot be '{value}', expected one of: {names}.")


def _may_be(kind: Any, number: int) -> bool:
    """Whether an enum can have the number: an open one takes those that it does not know."""
    low, high = _RANGES[FieldDescriptor.CPPTYPE_INT32]
    return low <= number <= high and (number in kind.values_by_number or not kind.is_closed)


def _moment(value: Any, path: str) -> datetime:
    """Convert to a moment: ISO 8601 with its offset, seconds since 1970, or as Robot Framework.

    Robot Framework alone would take an offset for a fraction of a second, and numbers and
    words like "now" for local time.
    """
    plain = _plain(value)
    if isinstance(plain, str):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(plain.replace("Z", "+00:00"))
        if plain.lower() in ("now", "today"):
            return datetime.now(timezone.utc)
    if isinstance(plain, int | float):
        return datetime.fromtimestamp(plain, timezone.utc)
    return _converted(datetime, value, path)  # type: ignore[no-any-return]


def _converted(kind: type, value: Any, path: str) -> Any:
    """Convert as Robot Framework does with arguments; it leaves some strings as they are."""
    with contextlib.suppress(ValueError):
        converted = TypeInfo.from_type_hint(kind).convert(_plain(value))
        if isinstance(converted, kind):
            return converted
    raise GrpcError(f"'{path}' cannot be '{value}', expected a value of type {kind.__name__}.")


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    plain = _plain(value)
    if not isinstance(plain, Mapping):
        raise GrpcError(f"'{path}' should be a dictionary, got {type(plain).__name__} '{value}'.")
    return plain


def _list(value: Any, path: str) -> list[Any]:
    plain = _plain(value)
    if not isinstance(plain, list | tuple):
        raise GrpcError(f"'{path}' should be a list, got {type(plain).__name__} '{value}'.")
    return list(plain)


def _has_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_secret, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_secret, value))
    return isinstance(value, Secret)


def _plain(value: Any) -> Any:
    """Unwrap a secret: what is returned goes into the message and nowhere else."""
    return value.value if isinstance(value, Secret) else value


def _is_map(field: Any) -> bool:
    kind = field.message_type
    return kind is not None and bool(kind.GetOptions().map_entry)


def _names(kind: Any) -> str:
    names = ", ".join(f"'{field.name}'" for field in kind.fields)
    return f"one of: {names}" if names else "none"
