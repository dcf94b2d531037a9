"""Reads messages that are given as JSON text, as ProtoJSON in Protobuf's documentation says.

Protobuf's own parser reads it. Its errors quote values, so that after one it is found out
without the secret fields what may be said.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from google.protobuf import json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from ..errors import UsageError
from .kinds import (
    ANY,
    BYTES_VALUE,
    SPECIAL,
    field_names,
    find_extension,
    is_map,
    kind_of,
    type_name,
)
from .packed import find_type
from .robot_conversion import shown

# Standard or URL-safe, with or without its padding.
_BASE64 = re.compile(r"(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?", re.ASCII)


class _Twice(ValueError):
    """A key that stands in one object more than once."""


def read_json(text: str, kind: Any) -> Message:
    """Return the message of this kind that the text describes."""
    message = message_factory.GetMessageClass(kind)()
    try:
        json_format.Parse(text, message, descriptor_pool=kind.file.pool)
    except RecursionError:
        raise
    except Exception as err:  # parsing fails with whatever Python says of unforeseen data
        raise UsageError(_explained(text, kind, err)) from None
    if _may_hold_bytes(kind):
        # The parser skips characters that are not base64, without a word.
        mistakes: list[str] = []
        _without_secrets(kind, json.loads(text), kind.name, [], mistakes)
        if mistakes:
            raise UsageError(mistakes[0])
    return message


def to_json(message: Message) -> str:
    """Return a message as JSON text, with the schema's names of its fields."""
    kind = kind_of(message)
    try:
        return json_format.MessageToJson(
            message,
            preserving_proto_field_name=True,
            ensure_ascii=False,
            descriptor_pool=kind.file.pool,
        )
    except Exception as err:  # of an Any whose type is not known, or infinity in a Value
        raise UsageError(f"'{kind.name}' has no JSON form: {_reason(err, shown(err))}.") from None


@lru_cache(maxsize=2048)
def _may_hold_bytes(kind: Any) -> bool:
    kinds = dict(_kinds(kind, {}))
    return ANY in kinds or any(
        field.type == FieldDescriptor.TYPE_BYTES
        for inner in kinds.values()
        for field in inner.fields
    )


def _kinds(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Return all message types that a message of this one may hold, itself included."""
    if kind.full_name not in found:
        found[kind.full_name] = kind
        for field in kind.fields:
            if field.message_type is not None:
                _kinds(field.message_type, found)
    return found


def _explained(text: str, kind: Any, error: Exception) -> str:
    """Return in a sentence why the text is not a message of the kind, without its secrets."""
    try:
        data = json.loads(text, object_pairs_hook=_without_duplicates)
    except _Twice as err:
        return f"The JSON text for '{kind.name}' gives {_key(str(err), kind)} twice in one object."
    except ValueError as err:
        return (
            f"The message is not JSON: {err}. "
            f"For a field that is named 'message', give a dictionary."
        )
    if kind.full_name not in SPECIAL and not isinstance(data, Mapping):
        return f"The JSON text for '{kind.name}' should be an object, got {_json_type(data)}."
    hidden: list[str] = []
    mistakes: list[str] = []
    open_data = _without_secrets(kind, data, kind.name, hidden, mistakes)
    if mistakes:
        return mistakes[0]
    if hidden:
        try:
            json_format.ParseDict(
                open_data,
                message_factory.GetMessageClass(kind)(),
                descriptor_pool=kind.file.pool,
            )
        except Exception as err:
            error = err
        else:
            return " or ".join(hidden) + "."
    return f"The JSON text does not fit '{kind.name}': {_reason(error)}."


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            raise _Twice(name)
        read[name] = value
    return read


def _key(name: str, kind: Any) -> str:
    """Name a key, if it is one of the schema: any other may be of a map that is secret."""
    fields = (field for inner in _kinds(kind, {}).values() for field in inner.fields)
    return (
        f"'{name}'" if any(name in (field.name, field.json_name) for field in fields) else "a key"
    )


def _without_secrets(
    kind: Any, data: Any, path: str, hidden: list[str], mistakes: list[str]
) -> Any:
    """Return the data of a message without its secret fields.

    What cannot be right is added to `mistakes`, and what is wrong if all else is right to
    `hidden`.
    """
    if kind.full_name == BYTES_VALUE:
        _check_base64(data, path, mistakes)
    if not isinstance(data, Mapping):
        return data
    if kind.full_name == ANY:
        return _packed_without_secrets(kind, data, path, hidden, mistakes)
    if kind.full_name in SPECIAL:
        return data
    open_data: dict[str, Any] = {}
    by_name = {field.json_name: field for field in kind.fields} | dict(kind.fields_by_name)
    given: set[str] = set()
    for name, value in data.items():
        field = by_name.get(name) or find_extension(kind, name)
        if field is None:
            mistakes.append(f"'{path}' has no field '{shown(name)}', expected {field_names(kind)}.")
            continue
        place = f"{path}.{name if field.is_extension else field.name}"
        if place in given:
            mistakes.append(f"The JSON text gives '{place}' twice, in two spellings.")
        given.add(place)
        if field.type == FieldDescriptor.TYPE_BYTES:
            _check_base64(value, place, mistakes)
        if field.GetOptions().debug_redact:
            expected = type_name(field)
            hidden.append(f"'{place}' cannot be '<secret>', expected a value of type {expected}")
        else:
            open_data[name] = _open_value(field, value, place, hidden, mistakes)
    return open_data


def _open_value(field: Any, value: Any, path: str, hidden: list[str], mistakes: list[str]) -> Any:
    kind = field.message_type
    if kind is None:
        return value
    if is_map(field) and isinstance(value, Mapping):
        kind = kind.fields_by_name["value"].message_type
        if kind is None:
            if field.message_type.fields_by_name["value"].type == FieldDescriptor.TYPE_BYTES:
                _check_base64(list(value.values()), path, mistakes)
            return value
        return {
            key: _without_secrets(kind, item, f"{path}[{key}]", hidden, mistakes)
            for key, item in value.items()
        }
    if field.is_repeated and isinstance(value, list):
        return [
            _without_secrets(kind, item, f"{path}[{index}]", hidden, mistakes)
            for index, item in enumerate(value)
        ]
    return _without_secrets(kind, value, path, hidden, mistakes)


def _packed_without_secrets(
    kind: Any, data: Mapping[str, Any], path: str, hidden: list[str], mistakes: list[str]
) -> Any:
    if not data:
        return data
    url = str(data.get("@type"))
    inner = find_type(kind.file.pool, url)
    if inner is None:
        mistakes.append(f"'{path}' has the type '{shown(url)}', expected one of the schema.")
        return data
    if inner.full_name in SPECIAL:
        value = _without_secrets(inner, data.get("value"), f"{path}.value", hidden, mistakes)
        return {**data, "value": value}
    fields = {name: value for name, value in data.items() if name != "@type"}
    return {"@type": url, **_without_secrets(inner, fields, path, hidden, mistakes)}


def _check_base64(value: Any, path: str, mistakes: list[str]) -> None:
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and not _BASE64.fullmatch(text) for text in texts):
        mistakes.append(f"'{path}' should be base64 in JSON text.")


def _reason(error: Exception, otherwise: str = "give a dictionary") -> str:
    """Return what protobuf's parser says, on one line."""
    text = shown(" ".join(str(error).split())) if _is_own(error) else otherwise
    return text.rstrip(".")


def _is_own(error: Exception) -> bool:
    return isinstance(error, json_format.Error)


def _json_type(data: Any) -> str:
    if data is None:
        return "null"
    names = {str: "text", list: "an array", bool: "true or false"}
    return names.get(type(data), "a number")
