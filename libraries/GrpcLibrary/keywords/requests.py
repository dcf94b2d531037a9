"""Turns Robot Framework data into protobuf messages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from google.protobuf import json_format, message_factory
from google.protobuf.message import Message
from robot.api.types import Secret

from ..errors import UsageError
from ..schema import missing_fields
from .json_text import read_json
from .kinds import ANY, AS_JSON, DURATION, FIELD_MASK, TIMESTAMP, WRAPPERS, is_map, type_name
from .values import convert, mapping, moment, scalar, sequence, unwrap


class Request(NamedTuple):
    """A request as a keyword gets it: as one message, or by the names of its fields."""

    message: Mapping[str, Any] | str | None
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, message: Mapping[str, Any] | str | None, fields: Mapping[str, Any]) -> "Request":
        """Take a keyword's arguments, where JSON text with a '=' looks like a named one."""
        if message is None and len(fields) == 1:
            ((name, value),) = fields.items()
            if name.lstrip().startswith("{"):
                return cls(f"{name}={value}", {})
        return cls(message, fields)

    def build(self, message_type: type[Message]) -> Message:
        if self.message is None:
            return build(message_type, self.fields)
        if self.fields:
            raise UsageError(
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
        data = read_json(data, message.DESCRIPTOR)
    _fill(message, mapping(data, name), name)
    if missing := missing_fields(message):
        raise UsageError(f"'{name}' lacks fields that its schema requires: {missing}.")
    return message


def _fill(message: Message, data: Mapping[str, Any], path: str) -> None:
    kind: Any = message.DESCRIPTOR
    given: dict[str, str] = {}
    for name, value in data.items():
        field = kind.fields_by_name.get(name)
        if field is None:
            raise UsageError(f"'{path}' has no field '{name}', expected {_names(kind)}.")
        if value is None:
            continue
        if field.containing_oneof and len(field.containing_oneof.fields) > 1:
            oneof = field.containing_oneof.name
            if oneof in given:
                raise UsageError(
                    f"'{path}' can have one of '{oneof}' only, got '{given[oneof]}' and '{name}'."
                )
            given[oneof] = name
        _set(message, field, value, f"{path}.{name}")


def _set(message: Message, field: Any, value: Any, path: str) -> None:
    if isinstance(value, Secret) or field.GetOptions().debug_redact:
        _set_secretly(message, field, unwrap(value), path)
    else:
        _set_openly(message, field, value, path)


def _set_secretly(message: Message, field: Any, value: Any, path: str) -> None:
    try:
        _set_openly(message, field, value, path)
    except UsageError:
        kind = type_name(field)
        raise UsageError(
            f"'{path}' cannot be '<secret>', expected a value of type {kind}."
        ) from None


def _set_openly(message: Message, field: Any, value: Any, path: str) -> None:
    if is_map(field):
        _set_map(getattr(message, field.name), field, value, path)
    elif field.is_repeated:
        for index, item in enumerate(sequence(value, path)):
            _add(getattr(message, field.name), field, item, f"{path}[{index}]")
    elif field.message_type is not None:
        _set_message(getattr(message, field.name), value, path)
    else:
        setattr(message, field.name, scalar(field, value, path))


def _set_map(target: Any, field: Any, value: Any, path: str) -> None:
    key_field = field.message_type.fields_by_name["key"]
    value_field = field.message_type.fields_by_name["value"]
    for key, item in mapping(value, path).items():
        place = f"{path}[{key}]"
        converted = scalar(key_field, key, place)
        if value_field.message_type is not None:
            _set_message(target[converted], item, place)
        else:
            target[converted] = scalar(value_field, item, place)


def _add(target: Any, field: Any, value: Any, path: str) -> None:
    if field.message_type is not None:
        _set_message(target.add(), value, path)
    else:
        target.append(scalar(field, value, path))


def _set_message(message: Any, value: Any, path: str) -> None:
    """Set a message: of a well-known type in its own way, any other from a dictionary."""
    kind = message.DESCRIPTOR
    if kind.full_name == TIMESTAMP:
        message.FromDatetime(moment(value, path))
    elif kind.full_name == DURATION:
        message.FromTimedelta(convert(timedelta, value, path))
    elif kind.full_name in WRAPPERS:
        _set(message, kind.fields_by_name["value"], value, path)
    elif kind.full_name == ANY:
        _pack(message, mapping(value, path), path)
    elif kind.full_name == FIELD_MASK:
        paths = unwrap(value)
        message.paths.extend(paths.split(",") if isinstance(paths, str) else sequence(paths, path))
    elif kind.full_name in AS_JSON:
        _parse_json(message, value, path)
    else:
        message.SetInParent()
        _fill(message, mapping(value, path), path)


def _pack(packed: Any, value: Mapping[str, Any], path: str) -> None:
    """Pack a message, whose type is given under '@type' as in JSON."""
    url = str(value.get("@type", ""))
    pool = packed.DESCRIPTOR.file.pool
    try:
        kind = pool.FindMessageTypeByName(url.rpartition("/")[2])
    except KeyError:
        raise UsageError(f"'{path}' has the type '{url}', expected one of the schema.") from None
    message = message_factory.GetMessageClass(kind)()
    fields = {name: item for name, item in value.items() if name != "@type"}
    is_plain = kind.full_name in WRAPPERS | AS_JSON | {TIMESTAMP, DURATION}
    _set_message(message, fields.get("value") if is_plain else fields, path)
    packed.type_url, packed.value = url, message.SerializeToString()


def _parse_json(message: Message, value: Any, path: str) -> None:
    """Set a well-known type that stands for any JSON there is."""
    pool: Any = message.DESCRIPTOR.file.pool
    try:
        json_format.ParseDict(_unwrap_all(value), message, descriptor_pool=pool)
    except (json_format.ParseError, TypeError, AttributeError) as err:
        raise UsageError(f"'{path}' cannot be '{value}': {err}.") from None


def _unwrap_all(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _unwrap_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_unwrap_all(item) for item in value]
    return unwrap(value)


def _has_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_secret, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_secret, value))
    return isinstance(value, Secret)


def _names(kind: Any) -> str:
    names = ", ".join(f"'{field.name}'" for field in kind.fields)
    return f"one of: {names}" if names else "none"
