"""What the fields of messages hold, in the words of a description."""

import contextlib
import math
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from .problem import listed

_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
_EXAMPLES = {
    "google.protobuf.Timestamp": "a moment, such as '2030-01-31T12:00:00Z'",
    "google.protobuf.Duration": "a duration, such as '1.5 s'",
}


def is_text(field: Any) -> bool:
    return bool(field.type == FieldDescriptor.TYPE_STRING)


def is_bytes(field: Any) -> bool:
    return bool(field.type == FieldDescriptor.TYPE_BYTES)


def is_bool(field: Any) -> bool:
    return bool(field.cpp_type == FieldDescriptor.CPPTYPE_BOOL)


def is_whole(field: Any) -> bool:
    return field.cpp_type in _RANGES


def is_fraction(field: Any) -> bool:
    return field.cpp_type in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT)


def is_single_precision(field: Any) -> bool:
    return bool(field.cpp_type == FieldDescriptor.CPPTYPE_FLOAT)


def in_range(field: Any, value: float) -> bool:
    """Whether a whole-number field can hold the number."""
    least, most = _RANGES[field.cpp_type]
    return least <= value <= most and value == int(value)


def number(value: Any) -> float | None:
    """Return a finite number, or None for what is not one."""
    if isinstance(value, bool):
        return None
    with contextlib.suppress(ValueError, TypeError):
        return int(value) if isinstance(value, int | str) else _finite(value)
    with contextlib.suppress(ValueError, TypeError):
        return _finite(value)
    return None


def _finite(value: Any) -> float | None:
    read = float(value)
    return read if math.isfinite(read) else None


def can_hold(field: Any, value: Any) -> bool:
    """Whether a field that is not a message can hold the value, given as TOML has it."""
    if is_text(field) or is_bytes(field):
        return isinstance(value, str)
    if field.enum_type is not None:
        is_whole_number = isinstance(value, int) and not isinstance(value, bool)
        names, numbers = field.enum_type.values_by_name, field.enum_type.values_by_number
        return value in list(names) or (is_whole_number and value in numbers)
    if is_bool(field):
        return isinstance(value, bool) or value in ("true", "false")
    read = number(value)
    return read is not None and (is_fraction(field) or in_range(field, read))


def words(field: Any) -> str:
    """Say what a field holds, one of a list's elements at a time."""
    if field.message_type is not None:
        name = field.message_type.full_name
        is_plain = not name.startswith("google.protobuf.")
        return _EXAMPLES.get(name, "a table" if is_plain else f"a value of the type '{name}'")
    if field.enum_type is not None:
        return f"one of {listed(field.enum_type.values_by_name)}"
    if is_bool(field):
        return "true or false"
    if is_whole(field):
        least, most = _RANGES[field.cpp_type]
        return f"a whole number from {least} to {most}"
    return "a number" if is_fraction(field) else "text in quotation marks"
