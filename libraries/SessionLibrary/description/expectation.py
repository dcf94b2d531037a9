"""What each answer must say, as a description's `expect` tells."""

import struct
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from GrpcLibrary.errors import UsageError
from GrpcLibrary.outcome import Outcome

from .field import (
    can_hold,
    is_bool,
    is_fraction,
    is_single_precision,
    is_text,
    is_whole,
    number,
    words,
)
from .path import AnswerPath
from .problem import Place, near_names, quoted
from .template import PLACEHOLDERS, Template, Values

SECRET = "<secret>"  # noqa: S105  # what is shown in a secret's place

# What placeholders may stand for, to see whether a field can say such a thing at all. The
# value that calls send is text by default, and an id may be a number.
_SAMPLES = {**dict.fromkeys(PLACEHOLDERS, "1"), "value": "value 1"}


class Difference(NamedTuple):
    """What an answer says at a path, and what it should say; both as they may be shown."""

    path: str
    seen: str
    expected: str


class Expectation:
    """What the answers of one method must say; `names` are the placeholders in it."""

    def __init__(self, given: Mapping[str, Any], message: Any, place: Place):
        checks: dict[str, _Check] = {}
        for path, value in _flat(given, place):
            if path in checks:
                raise (place / path).problem("two values", "one")
            checks[path] = _Check(AnswerPath(path, message, place / path), value, place / path)
        self._checks = tuple(checks.values())
        self.names = frozenset(name for check in self._checks for name in check.names)

    def differences(self, outcome: Outcome, values: Values) -> list[Difference]:
        """Return what the answer says otherwise; `values` are those of the call."""
        found = [check.difference(outcome, values) for check in self._checks]
        return [difference for difference in found if difference is not None]


class _Check:
    def __init__(self, path: AnswerPath, value: Any, place: Place):
        self._path = path
        self._template = Template(value, place, PLACEHOLDERS) if isinstance(value, str) else None
        self.names = self._template.names if self._template is not None else frozenset()
        if self._template is not None and not self.names:
            value = self._template.fill({})
        self._value = value
        self._is_plain = path.kind is None or is_text(path.kind)
        self._check_value(place)

    def _check_value(self, place: Place) -> None:
        """Refuse a value that no answer can have."""
        kind, value = self._path.kind, self._value
        if self._template is not None and self.names:
            value = self._template.fill(_SAMPLES)
        if kind is None and not isinstance(value, str):
            raise place.problem(quoted(value), "text in quotation marks")
        if kind is not None and not can_hold(kind, value):
            names = kind.enum_type.values_by_name if kind.enum_type else ()
            raise place.problem(quoted(self._value), words(kind), near_names(str(value), names))

    def difference(self, outcome: Outcome, values: Values) -> Difference | None:
        expected = self._expected(values)
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

    def _expected(self, values: Values) -> Any:
        if self._template is None or not self.names:
            return self._value
        try:
            return self._template.fill(values)
        except KeyError as missing:
            raise UsageError(
                f"The description expects '{self._template.text}' at '{self._path}' of the "
                f"answer, and the session has no {missing.args[0]}."
            ) from None

    def _equal(self, seen: Any, expected: Any) -> bool:
        kind = self._path.kind
        if seen is None or kind is None or self._is_plain:
            return bool(seen == expected)
        if kind.enum_type is not None:
            numbers = {value.name: value.number for value in kind.enum_type.values}
            return str(numbers.get(seen, seen)) == str(numbers.get(expected, expected))
        if is_bool(kind):
            return str(seen).lower() == str(expected).lower()
        if is_single_precision(kind):
            return bool(seen == _as_single(number(expected)))
        if is_whole(kind) or is_fraction(kind):
            return bool(seen == number(expected))
        return bool(seen == expected or seen == str(expected).encode())


def _flat(given: Mapping[str, Any], place: Place, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Tell the paths of nested tables: TOML reads an unquoted `cart.id` as one."""
    for key, value in given.items():
        path = f"{prefix}{key}"
        if not isinstance(value, Mapping):
            yield path, value
        elif value:
            yield from _flat(value, place, f"{path}.")
        else:
            raise (place / path).problem("an empty table", "what the answer must say there")


def _as_single(value: float | None) -> float | None:
    """Return the number as a field of type `float` keeps it."""
    try:
        return None if value is None else float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return None
