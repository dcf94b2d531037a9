"""Turns single values of Robot Framework data into what a field of a message takes."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import isinf
from struct import Struct
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from ..errors import UsageError
from ..secret import reveal
from .robot_conversion import convert, shown

Convert = Callable[[Any, str], Any]

_RANGES: dict[int, tuple[int, int]] = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
_FLOAT = Struct("<f")
_FULL_PRECISION = 2.0**-126  # floats that are smaller have fewer digits
_NUMBER = re.compile(r"-?\d+", re.ASCII)


def converter(field: Any) -> Convert:
    """Return what converts a value of a field that is not a message.

    It is called with the value and with the path that says in errors which field it is.
    """
    if field.enum_type is not None:
        names = {value.name: value.number for value in field.enum_type.values}
        return partial(_enum_number, field.enum_type, names)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _bytes
    if field.type == FieldDescriptor.TYPE_STRING:
        return text
    if field.cpp_type in _RANGES:
        return partial(_whole, *_RANGES[field.cpp_type])
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return partial(convert, bool)
    return _float if field.cpp_type == FieldDescriptor.CPPTYPE_FLOAT else double


def shortest_float(value: float) -> float:
    """Return the number of the fewest digits that a field of type float holds as this value."""
    for digits in range(6 if abs(value) >= _FULL_PRECISION else 1, 9):
        short = float(f"{value:.{digits}g}")
        try:
            if _FLOAT.unpack(_FLOAT.pack(short))[0] == value:
                return short
        except OverflowError:  # rounded up, the largest one is more than a float can hold
            continue
    return float(f"{value:.9g}")


def mapping(value: Any, path: str) -> Mapping[str, Any]:
    bare = reveal(value)
    if not isinstance(bare, Mapping):
        raise UsageError(
            f"'{path}' should be a dictionary, got {type(bare).__name__} '{shown(value)}'."
        )
    return bare


def sequence(value: Any, path: str) -> Sequence[Any]:
    bare = reveal(value)
    if not isinstance(bare, list | tuple):
        raise UsageError(f"'{path}' should be a list, got {type(bare).__name__} '{shown(value)}'.")
    return bare


def _whole(low: int, high: int, value: Any, path: str) -> int:
    if type(value) is int:
        number = value
    elif type(value) is str and _NUMBER.fullmatch(value) and len(value) <= 20:
        number = int(value)  # as Robot Framework does, which takes ten times as long
    else:
        number = convert(int, value, path)
    if low <= number <= high:
        return number
    raise UsageError(f"'{path}' cannot be '{shown(value)}', expected {low} to {high}.")


def double(value: Any, path: str) -> float:
    if type(value) is float:
        return value
    number = convert(float, value, path)
    bare = reveal(value)
    if isinf(number) and not (isinstance(bare, float) or _says_infinity(bare)):
        raise _too_large(value, path, "-1.7976931348623157e+308 to 1.7976931348623157e+308")
    return number


def _float(value: Any, path: str) -> float:
    number = double(value, path)
    try:
        _FLOAT.pack(number)
    except OverflowError:
        raise _too_large(value, path, "-3.4028235e+38 to 3.4028235e+38") from None
    return number


def _says_infinity(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lstrip("+-").lower() in ("inf", "infinity")


def _too_large(value: Any, path: str, limits: str) -> UsageError:
    return UsageError(f"'{path}' cannot be '{shown(value)}', expected {limits}, or inf.")


def _bytes(value: Any, path: str) -> bytes:
    bare = reveal(value)
    return _encoded(bare, path) if isinstance(bare, str) else convert(bytes, value, path)


def text(value: Any, path: str) -> str:
    if type(value) is str and value.isascii():
        return value
    bare = reveal(value)
    if not isinstance(bare, str | int | float | bool):
        raise UsageError(f"'{path}' should be text, got {type(bare).__name__}.")
    try:
        written = str(bare)
    except ValueError:  # Python does not write numbers of more than some thousand digits
        raise UsageError(f"'{path}' cannot be {shown(value)}.") from None
    _encoded(written, path)
    return written


def _encoded(text: str, path: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as err:
        wrong = text[err.start].encode("utf-8", "backslashreplace").decode()
        raise UsageError(
            f"'{path}' has the character '{wrong}', which UTF-8 cannot encode."
        ) from None


def _enum_number(kind: Any, numbers: Mapping[str, int], value: Any, path: str) -> int:
    bare = reveal(value)
    if isinstance(bare, str):
        if bare in numbers:
            return numbers[bare]
        if _NUMBER.fullmatch(bare) and len(bare) < 12 and _may_be(kind, int(bare)):
            return int(bare)
    elif isinstance(bare, int) and not isinstance(bare, bool) and _may_be(kind, bare):
        return bare
    names = ", ".join(numbers)
    raise UsageError(f"'{path}' cannot be '{shown(value)}', expected one of: {names}.")


def _may_be(kind: Any, number: int) -> bool:
    """Whether an enum can have the number: an open one takes those that it does not know."""
    low, high = _RANGES[FieldDescriptor.CPPTYPE_INT32]
    return low <= number <= high and (number in kind.values_by_number or not kind.is_closed)
