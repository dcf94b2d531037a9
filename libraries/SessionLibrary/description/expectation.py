"""What each answer must say, as a description's `expect` tells."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from google.protobuf.descriptor import FieldDescriptor

from GrpcLibrary.outcome import Outcome

from .path import AnswerPath
from .problem import Place, listed, near_names, quoted
from .template import PLACEHOLDERS, Template, Values

SECRET = "<secret>"  # noqa: S105  # what is shown in a secret's place

_NUMBERS = {
    FieldDescriptor.CPPTYPE_INT32: int,
    FieldDescriptor.CPPTYPE_INT64: int,
    FieldDescriptor.CPPTYPE_UINT32: int,
    FieldDescriptor.CPPTYPE_UINT64: int,
    FieldDescriptor.CPPTYPE_DOUBLE: float,
    FieldDescriptor.CPPTYPE_FLOAT: float,
}


class Difference(NamedTuple):
    """What an answer says at a path, and what it should say; both as they may be shown."""

    path: str
    seen: str
    expected: str


class Expectation:
    """What the answers of one method must say."""

    def __init__(self, given: Mapping[str, Any], message: Any, place: Place):
        self._checks = [
            _Check(AnswerPath(path, message, place / path), value, place / path)
            for path, value in _flat(given)
        ]

    def differences(self, outcome: Outcome, values: Values) -> list[Difference]:
        """Return what the answer says otherwise; `values` are those of the call."""
        found = [check.difference(outcome, values) for check in self._checks]
        return [difference for difference in found if difference is not None]


class _Check:
    def __init__(self, path: AnswerPath, value: Any, place: Place):
        self._path = path
        if isinstance(value, str):
            template = Template(value, place, PLACEHOLDERS)
            self._template: Template | None = template
            if not template.names:
                value = template.fill({})
        else:
            self._template = None
        self._changes = self._template is not None and bool(self._template.names)
        self._value = value
        self._is_plain = path.kind is None or path.kind.type == FieldDescriptor.TYPE_STRING
        if not self._changes:
            self._check_value(place)

    def _check_value(self, place: Place) -> None:
        """Refuse a value that no answer can have."""
        kind, value = self._path.kind, self._value
        if self._is_plain or kind.type == FieldDescriptor.TYPE_BYTES:
            if not isinstance(value, str):
                raise place.problem(quoted(value), "text in quotation marks")
        elif kind.enum_type is not None:
            names = list(kind.enum_type.values_by_name)
            if value not in names and value not in kind.enum_type.values_by_number:
                near = near_names(str(value), names)
                raise place.problem(quoted(value), f"one of {listed(names)}", near)
        elif kind.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            if not isinstance(value, bool) and value not in ("true", "false"):
                raise place.problem(quoted(value), "true or false")
        elif _number(value) is None:
            raise place.problem(quoted(value), "a number")

    def difference(self, outcome: Outcome, values: Values) -> Difference | None:
        expected = self._value
        if self._changes:
            assert self._template is not None
            expected = self._template.fill(values)
        if self._is_plain and self._path.read_text(outcome) == expected:
            return None
        seen = self._path.read(outcome)
        if type(seen) is type(expected) and seen == expected:
            return None
        if self._equal(seen, expected):
            return None
        if self._template is not None and self._template.is_secret:
            return Difference(str(self._path), SECRET, SECRET)
        return Difference(str(self._path), "" if seen is None else str(seen), str(expected))

    def _equal(self, seen: Any, expected: Any) -> bool:
        kind = self._path.kind
        if seen is None or kind is None or self._is_plain:
            return bool(seen == expected)
        if kind.enum_type is not None:
            numbers = {value.name: value.number for value in kind.enum_type.values}
            return str(numbers.get(seen, seen)) == str(numbers.get(expected, expected))
        if kind.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return str(seen).lower() == str(expected).lower()
        if kind.cpp_type in _NUMBERS:
            return bool(seen == _number(expected))
        return bool(seen == expected or seen == str(expected).encode())


def _flat(given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Tell the paths of nested tables: TOML reads an unquoted `cart.id` as one."""
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    with contextlib.suppress(ValueError, TypeError):
        return int(value) if isinstance(value, int | str) else float(value)
    with contextlib.suppress(ValueError, TypeError):
        return float(value)
    return None
