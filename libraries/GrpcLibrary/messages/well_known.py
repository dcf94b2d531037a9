"""Builds messages of protobuf's well-known types, each from what a test gives for it."""

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf import message_factory

from ..common_files import COMMON_TYPES
from ..errors import UsageError
from ..schema import missing_fields
from ..secret import reveal
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
)
from .packed import Unread, find_type
from .robot_conversion import shown
from .time_values import duration, timestamp
from .values import double, mapping, sequence, text

# Builds one from its descriptor, the value, the path, and the two functions of building.py.
Build = Callable[[Any, Any, str, Any, Any], Any]


def _timestamp(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    if isinstance(value, Mapping):  # as an answer has one for which Python has no year
        return fill(kind, value, path)
    seconds, nanos = timestamp(value, path)
    return message_factory.GetMessageClass(kind)(seconds=seconds, nanos=nanos)


def _duration(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    if isinstance(value, Mapping):
        return fill(kind, value, path)
    seconds, nanos = duration(value, path)
    return message_factory.GetMessageClass(kind)(seconds=seconds, nanos=nanos)


def _wrapper(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    if value is None:
        raise UsageError(f"'{path}' cannot be 'None', expected a value of type {kind.full_name}.")
    try:
        return fill(kind, {"value": value}, path)
    except UsageError as err:
        raise UsageError(str(err).replace(f"'{path}.value'", f"'{path}'", 1)) from None


def _field_mask(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    paths = reveal(value)
    if isinstance(paths, str):
        paths = paths.split(",") if paths else []
    return fill(kind, {"paths": sequence(paths, path)}, path)


def _any(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    """Pack a message, whose type is given under '@type' as in JSON."""
    given = mapping(value, path)
    packed: Any = message_factory.GetMessageClass(kind)()
    fields = {name: item for name, item in given.items() if name != "@type"}
    url = given.get("@type") or ""
    if not url and not any(fields.values()):
        return packed
    inner_kind = _find_type(kind, str(url))
    if inner_kind is None or _is_raw(inner_kind, fields):
        return _raw(packed, url, fields, path)
    is_special = inner_kind.full_name in SPECIAL
    if is_special and set(fields) - {"value"}:
        raise UsageError(
            f"'{path}' holds a '{inner_kind.full_name}', whose value stands under 'value'."
        )
    data = fields.get("value") if is_special else fields
    if is_special and data is None:
        inner = message_factory.GetMessageClass(inner_kind)()
    else:
        inner = to_message(inner_kind, data, path)
    if missing := missing_fields(inner):
        raise UsageError(f"'{path}' lacks fields that its schema requires: {missing}.")
    packed.type_url, packed.value = text(url, path), type(inner).SerializeToString(inner)
    return packed


def _find_type(any_kind: Any, url: str) -> Any:
    return find_type(any_kind.file.pool, url) or find_type(COMMON_TYPES, url)


def _is_raw(kind: Any, fields: Mapping[str, Any]) -> bool:
    """Tell whether these are bytes that could not be read as a message of this kind."""
    content = fields.get("value")
    if isinstance(content, Unread):
        return True
    is_field = kind.full_name in SPECIAL or "value" in kind.fields_by_name
    return not is_field and isinstance(content, bytes)


def _raw(packed: Any, url: Any, fields: Mapping[str, Any], path: str) -> Any:
    """Pack bytes as they are, under a type that is not known."""
    content = fields.get("value", b"")
    if not isinstance(url, str) or set(fields) != {"value"} or not isinstance(content, bytes):
        raise UsageError(f"'{path}' has the type '{shown(url)}', expected one of the schema.")
    packed.type_url, packed.value = text(url, path), content
    return packed


def _struct(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    value_kind = kind.fields_by_name["fields"].message_type.fields_by_name["value"].message_type
    fields = {}
    for key, item in mapping(value, path).items():
        name = text(key, f"{path}[{shown(key)}]")
        fields[name] = _value(value_kind, item, f"{path}[{name}]", fill, to_message)
    return message_factory.GetMessageClass(kind)(fields=fields)


def _list_value(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    value_kind = kind.fields_by_name["values"].message_type
    items = [
        _value(value_kind, item, f"{path}[{index}]", fill, to_message)
        for index, item in enumerate(sequence(value, path))
    ]
    return message_factory.GetMessageClass(kind)(values=items)


def _value(kind: Any, value: Any, path: str, fill: Any, to_message: Any) -> Any:
    bare = reveal(value)
    make: Any = message_factory.GetMessageClass(kind)
    if bare is None:
        return make(null_value=0)
    if isinstance(bare, bool):
        return make(bool_value=bare)
    if isinstance(bare, str):
        return make(string_value=text(bare, path))
    if isinstance(bare, int | float):
        return make(number_value=double(bare, path))
    if isinstance(bare, Mapping):
        parts = kind.fields_by_name["struct_value"].message_type
        return make(struct_value=_struct(parts, bare, path, fill, to_message))
    if isinstance(bare, list | tuple):
        parts = kind.fields_by_name["list_value"].message_type
        return make(list_value=_list_value(parts, bare, path, fill, to_message))
    raise UsageError(
        f"'{path}' cannot be '{shown(value)}', expected what JSON has: text, a number, "
        f"true or false, a list or a dictionary."
    )


SPECIAL_BUILDERS: dict[str, Build] = {
    TIMESTAMP: _timestamp,
    DURATION: _duration,
    FIELD_MASK: _field_mask,
    ANY: _any,
    STRUCT: _struct,
    LIST_VALUE: _list_value,
    VALUE: _value,
    **dict.fromkeys(WRAPPERS, _wrapper),
}
