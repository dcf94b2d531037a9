"""Builds messages from Robot Framework data.

How the fields of a type are filled is worked out once a type, as that takes longer than to
fill them.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

from google.protobuf import message_factory
from google.protobuf.message import Message

from ..errors import UsageError
from ..secret import is_secret, reveal
from .kinds import field_names, find_extension, is_map, type_name
from .robot_conversion import shown
from .values import Convert, converter, mapping, sequence
from .well_known import SPECIAL_BUILDERS

_NEVER_SECRET = frozenset({str, int, float, bool, bytes, dict, list})


class _Field(NamedTuple):
    name: str
    convert: Convert
    convert_secret: Convert
    oneof: str | None  # the group of which only one may be given


class _Kind:
    """What is known of a message type."""

    def __init__(self, kind: Any):
        self.make = message_factory.GetMessageClass(kind)
        self.fields = {field.name: _field(field) for field in kind.fields}


@lru_cache(maxsize=2048)
def _known(kind: Any) -> _Kind:
    return _Kind(kind)


def to_message(kind: Any, value: Any, path: str) -> Message:
    """Return a message: of a well-known type in its own way, any other from a dictionary."""
    build = SPECIAL_BUILDERS.get(kind.full_name)
    if build is not None:
        return build(kind, value, path, fill, to_message)  # type: ignore[no-any-return]
    return fill(kind, value if type(value) is dict else mapping(value, path), path)


def fill(kind: Any, data: Mapping[str, Any], path: str) -> Message:
    """Return a message with the fields in `data`; `path` says in errors where it is."""
    known = _known(kind)
    values: dict[str, Any] = {}
    extensions: list[tuple[Any, Any]] = []
    oneofs: dict[str, str] = {}
    for name, value in data.items():
        field = known.fields.get(name) or _extension(kind, name, path)
        if value is None:
            continue
        if field.oneof is not None:
            other = oneofs.setdefault(field.oneof, name)
            if other != name:
                raise UsageError(
                    f"'{path}' can have one of '{field.oneof}' only, got '{other}' and '{name}'."
                )
        convert = field.convert
        if type(value) not in _NEVER_SECRET and is_secret(value):
            convert = field.convert_secret
        values[name] = convert(value, f"{path}.{name}")
        if name.startswith("["):
            extensions.append((find_extension(kind, name), values.pop(name)))
    message = known.make(**values)
    for extension, value in extensions:
        _set_extension(message, extension, value)
    return message


def _field(field: Any) -> _Field:
    group = field.containing_oneof
    oneof = group.name if group and len(group.fields) > 1 else None
    convert = _converter(field)
    secretly = partial(_convert_secretly, convert, type_name(field))
    is_secret_field = field.GetOptions().debug_redact
    return _Field(field.name, secretly if is_secret_field else convert, secretly, oneof)


def _converter(field: Any) -> Convert:
    if is_map(field):
        parts = field.message_type.fields_by_name
        return partial(_map, _converter(parts["key"]), _item_converter(parts["value"]))
    one = _item_converter(field)
    return partial(_list, one) if field.is_repeated else one


def _item_converter(field: Any) -> Convert:
    if field.message_type is None:
        return converter(field)
    return partial(_message, field.message_type, type_name_of(field))


def type_name_of(field: Any) -> str:
    return str(field.message_type.full_name)


def _message(kind: Any, kind_name: str, value: Any, path: str) -> Message:
    if type(value) not in _NEVER_SECRET and is_secret(value):
        return _convert_secretly(partial(to_message, kind), kind_name, value, path)  # type: ignore[no-any-return]
    return to_message(kind, value, path)


def _convert_secretly(convert: Convert, kind: str, value: Any, path: str) -> Any:
    try:
        return convert(reveal(value), path)
    except UsageError:
        raise UsageError(
            f"'{path}' cannot be '<secret>', expected a value of type {kind}."
        ) from None


def _list(convert: Convert, value: Any, path: str) -> list[Any]:
    items = enumerate(sequence(value, path))
    return [convert(item, f"{path}[{index}]") for index, item in items]


def _map(key_converter: Convert, convert: Convert, value: Any, path: str) -> dict[Any, Any]:
    converted: dict[Any, Any] = {}
    for key, item in mapping(value, path).items():
        place = f"{path}[{shown(key)}]"
        converted_key = key_converter(key, place)
        if converted_key in converted:
            raise UsageError(f"'{path}' has the key '{shown(key)}' twice.")
        converted[converted_key] = convert(item, place)
    return converted


def _extension(kind: Any, name: str, path: str) -> _Field:
    """Return what is known of an extension, which is named `[package.name]` as in JSON."""
    extension = find_extension(kind, name)
    if extension is None:
        raise UsageError(f"'{path}' has no field '{shown(name)}', expected {field_names(kind)}.")
    return _known_extension(extension)._replace(name=name)


@lru_cache(maxsize=256)
def _known_extension(extension: Any) -> _Field:
    return _field(extension)


def _set_extension(message: Any, extension: Any, value: Any) -> None:
    extensions = message.Extensions
    if extension.is_repeated:
        extensions[extension].extend(value)
    elif extension.message_type is not None:
        extensions[extension].SetInParent()
        extensions[extension].MergeFrom(value)
    else:
        extensions[extension] = value
