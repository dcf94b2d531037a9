"""Turns single values of Robot Framework data into what a field of a message takes."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from google.protobuf.descriptor import FieldDescriptor
from robot.api.types import Secret
from robot.running import TypeInfo

from ..errors import UsageError

T = TypeVar("T")

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
_TYPE_INFOS: dict[type, TypeInfo] = {
    kind: TypeInfo.from_type_hint(kind) for kind in (int, float, bool, bytes, datetime, timedelta)
}


def scalar(field: Any, value: Any, path: str) -> Any:
    """Return what a field that is no message takes; `path` says in errors which field it is."""
    if field.enum_type is not None:
        return _enum_number(field.enum_type, value, path)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _bytes(value, path)
    if field.type == FieldDescriptor.TYPE_STRING:
        return _text(value, path)
    number: Any = convert(_TYPES[field.cpp_type], value, path)
    if field.cpp_type in _RANGES:
        low, high = _RANGES[field.cpp_type]
        if not low <= number <= high:
            raise UsageError(f"'{path}' cannot be '{value}', expected {low} to {high}.")
    return number


def moment(value: Any, path: str) -> datetime:
    """Convert to a moment: ISO 8601 with its offset, seconds since 1970, or as Robot Framework.

    Robot Framework alone would take an offset for a fraction of a second, and numbers and
    words like "now" for local time.
    """
    bare = unwrap(value)
    if isinstance(bare, str):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(bare.replace("Z", "+00:00"))
        if bare.lower() in ("now", "today"):
            return datetime.now(timezone.utc)
    if isinstance(bare, int | float):
        with contextlib.suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(bare, timezone.utc)
    return convert(datetime, value, path)


def convert(kind: type[T], value: Any, path: str) -> T:
    """Convert as Robot Framework does with arguments; it leaves some strings as they are."""
    bare = unwrap(value)
    is_wrong = isinstance(bare, bool) and kind is not bool
    with contextlib.suppress(ValueError, OverflowError):
        converted = bare if is_wrong else _TYPE_INFOS[kind].convert(bare)
        if isinstance(converted, kind) and not is_wrong:
            return converted
    raise UsageError(f"'{path}' cannot be '{value}', expected a value of type {kind.__name__}.")


def mapping(value: Any, path: str) -> Mapping[str, Any]:
    bare = unwrap(value)
    if not isinstance(bare, Mapping):
        raise UsageError(f"'{path}' should be a dictionary, got {type(bare).__name__} '{value}'.")
    return bare


def sequence(value: Any, path: str) -> Sequence[Any]:
    bare = unwrap(value)
    if not isinstance(bare, list | tuple):
        raise UsageError(f"'{path}' should be a list, got {type(bare).__name__} '{value}'.")
    return bare


def unwrap(value: Any) -> Any:
    """Unwrap a secret: what is returned goes into the message and nowhere else."""
    return value.value if isinstance(value, Secret) else value


def _bytes(value: Any, path: str) -> Any:
    bare = unwrap(value)
    return bare.encode() if isinstance(bare, str) else convert(bytes, value, path)


def _text(value: Any, path: str) -> str:
    bare = unwrap(value)
    if not isinstance(bare, str | int | float | bool):
        raise UsageError(f"'{path}' should be text, got {type(bare).__name__}.")
    return str(bare)


def _enum_number(kind: Any, value: Any, path: str) -> int:
    if isinstance(value, str):
        for name, known in kind.values_by_name.items():
            if value in (name, str(known.number)):
                return int(known.number)
    elif isinstance(value, int) and _may_be(kind, value):
        return value
    names = ", ".join(kind.values_by_name)
    raise UsageError(f"'{path}' cannot be '{value}', expected one of: {names}.")


def _may_be(kind: Any, number: int) -> bool:
    """Whether an enum can have the number: an open one takes those that it does not know."""
    low, high = _RANGES[FieldDescriptor.CPPTYPE_INT32]
    return low <= number <= high and (number in kind.values_by_number or not kind.is_closed)
