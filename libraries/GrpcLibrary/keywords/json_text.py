"""Reads messages that are given as JSON text (ProtoJSON, in Protobuf's documentation).

What it says in another way than Robot Framework data is put so: names in lowerCamelCase, and
bytes in base64.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.field_mask_pb2 import FieldMask

from ..errors import UsageError
from .kinds import ANY, AS_JSON, FIELD_MASK, is_map


def read_json(text: str, kind: Any) -> Any:
    """Return the data in the text, as it would be given for a message of the kind."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise UsageError(
            f"The message is not JSON: {err}. "
            f"For a field that is named 'message', give a dictionary."
        ) from None
    return _message(kind, data)


def _message(kind: Any, data: Any) -> Any:
    """Return the data of a message; what is none is left for the building to refuse."""
    if kind.full_name == FIELD_MASK and isinstance(data, str):
        mask = FieldMask()
        mask.FromJsonString(data)
        return list(mask.paths)
    if kind.full_name == ANY and isinstance(data, Mapping):
        return _packed(kind, data)
    if not isinstance(data, Mapping) or kind.full_name in AS_JSON:
        return data
    read = {}
    for name, value in data.items():
        field = kind.fields_by_name.get(name) or kind.fields_by_camelcase_name.get(name)
        if field is None:
            read[name] = value
        else:
            read[field.name] = _field(field, value)
    return read


def _packed(kind: Any, data: Mapping[str, Any]) -> Any:
    """Return the data of an Any, whose type says how its fields are to be read."""
    try:
        inner = kind.file.pool.FindMessageTypeByName(str(data.get("@type")).rpartition("/")[2])
    except KeyError:
        return data
    fields = {name: value for name, value in data.items() if name != "@type"}
    return {"@type": data["@type"], **_message(inner, fields)}


def _field(field: Any, value: Any) -> Any:
    if is_map(field) and isinstance(value, Mapping):
        value_field = field.message_type.fields_by_name["value"]
        return {key: _item(value_field, item) for key, item in value.items()}
    if field.is_repeated and isinstance(value, list):
        return [_item(field, item) for item in value]
    return _item(field, value)


def _item(field: Any, value: Any) -> Any:
    if field.message_type is not None:
        return _message(field.message_type, value)
    if field.type == FieldDescriptor.TYPE_BYTES and isinstance(value, str):
        return _decoded(value, field)
    return value


def _decoded(text: str, field: Any) -> bytes:
    """Decode base64, standard or URL-safe, with or without its padding."""
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        raise UsageError(f"'{field.full_name}' should be base64 in JSON text.") from None
