"""Which field of a request it is that does not fit its message."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import message_factory

from GrpcLibrary.errors import UsageError
from GrpcLibrary.messages import Request

from .field import can_hold, is_text, words
from .problem import Place, near_names, quoted
from .template import PLACEHOLDERS, Template, filled

_SAMPLES = {**dict.fromkeys(PLACEHOLDERS, "1"), "value": "value 1"}


def check_fields(kind: Any, data: Mapping[str, Any], place: Place) -> None:
    """Refuse the first field that the message `kind` does not have, or cannot have so."""
    for name, value in data.items():
        field = kind.fields_by_name.get(name)
        if field is None:
            names = [field.name for field in kind.fields]
            raise place.unknown(name, "field", names, f"one of those of '{kind.full_name}':")
        _check_field(field, value, place / name)


def _check_field(field: Any, value: Any, place: Place) -> None:
    if _is_map(field):
        if not isinstance(value, Mapping):
            raise place.problem(_shown(value), "a table")
        for key, item in value.items():
            _check_element(field.message_type.fields_by_name["value"], item, place / key)
    elif field.is_repeated:
        if not isinstance(value, list):
            raise place.problem(_shown(value), "a list")
        for index, item in enumerate(value):
            _check_element(field, item, place / str(index))
    else:
        _check_element(field, value, place)


def _check_element(field: Any, value: Any, place: Place) -> None:
    kind = field.message_type
    if kind is not None and not kind.full_name.startswith("google.protobuf."):
        if not isinstance(value, Mapping):
            raise place.problem(_shown(value), words(field))
        check_fields(kind, value, place)
    elif not _fits(field, filled(value, _SAMPLES)):
        names = field.enum_type.values_by_name if field.enum_type is not None else ()
        raise place.problem(_shown(value), words(field), near_names(_text(value), names))


def _fits(field: Any, value: Any) -> bool:
    if field.message_type is None:
        return can_hold(field, str(value) if _is_number(value) and is_text(field) else value)
    holder = message_factory.GetMessageClass(field.containing_type)
    try:
        Request({field.name: [value] if field.is_repeated else value}, {}).build(holder)
    except UsageError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _is_map(field: Any) -> bool:
    kind = field.message_type
    return kind is not None and kind.GetOptions().map_entry


def _text(value: Any) -> str:
    return value.text if isinstance(value, Template) else str(value)


def _shown(value: Any) -> str:
    return quoted(value.text if isinstance(value, Template) else value)
