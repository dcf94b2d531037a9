"""Where something stands in an answer: `cart.id`, `metadata:x-served-by`, `trailer:x-served-by`."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from google.protobuf.descriptor import FieldDescriptor

from GrpcLibrary.outcome import Outcome

from .field import is_bytes, is_fraction, is_text, is_whole
from .field import words as words_of
from .problem import Place, listed, near_names, quoted

TIMESTAMP = "google.protobuf.Timestamp"
WHERE = {"metadata": "initial_metadata", "trailer": "trailing_metadata"}

_KEY = re.compile(r"[0-9a-z_.-]+")
_INDEX = re.compile(r"[0-9]{1,9}")


class End(NamedTuple):
    """What a path may lead to."""

    words: str
    fits: Callable[[Any], bool]
    timestamps: bool = False
    metadata: bool = True


def _is_name(field: Any) -> bool:
    return is_text(field) or is_whole(field) or field.enum_type is not None


VALUE = End("a value", lambda field: True)
NAME = End("text or a whole number", _is_name)
TEXT = End("text", is_text)
COUNT = End("a whole number", is_whole, metadata=False)
MOMENT = End(
    "a Timestamp, text or a number",
    lambda field: is_text(field) or is_whole(field) or is_fraction(field),
    timestamps=True,
)


class AnswerPath:
    """A place in the answers of one method, checked against its message type.

    `kind` is the field that it ends in; None for metadata, which is text.
    """

    def __init__(self, text: str, message: Any, place: Place, end: End = VALUE):
        """`message` is the descriptor of the answer; `end` is what the path may lead to."""
        self.text = text
        self.kind: Any = None
        self._metadata, self._key = "", ""
        # Of each step: the field's name, the key or index in it, and whether it may be unset.
        self._steps: list[tuple[str, Any, bool]] = []
        self._plain_name = ""  # of a text field at the top, which most paths lead to
        prefix, colon, key = text.partition(":")
        if colon:
            self._key = key.strip().lower()
            if prefix not in WHERE or not _KEY.fullmatch(self._key):
                raise place.problem(
                    quoted(text), "a path in the answer, 'metadata:KEY' or 'trailer:KEY'"
                )
            if not end.metadata:
                raise place.problem(quoted(text), f"a path to {end.words} in the answer")
            self._metadata = WHERE[prefix]
            return
        self.kind = self._find(message, place)
        self._check_end(end, place)
        if len(self._steps) == 1 and self._steps[0][1] is None and not self.kind.has_presence:
            self._plain_name = self.kind.name if is_text(self.kind) else ""

    def _check_end(self, end: End, place: Place) -> None:
        text = self.text
        if end.timestamps and self.is_timestamp:
            return
        if self.kind.message_type is not None:
            names = [field.name for field in self.kind.message_type.fields]
            raise place.problem(
                f"the path {quoted(text)}, which ends in the message "
                f"'{self.kind.message_type.full_name}'",
                f"a path to one of its fields: {listed(f'{text}.{name}' for name in names)}",
            )
        if not end.fits(self.kind):
            holds = words_of(self.kind)
            if is_text(self.kind) or is_bytes(self.kind):
                holds = "text" if is_text(self.kind) else "bytes"
            raise place.problem(
                f"the path {quoted(text)}, which leads to {holds}", f"a path to {end.words}"
            )

    @property
    def is_timestamp(self) -> bool:
        kind = self.kind.message_type if self.kind is not None else None
        return kind is not None and bool(kind.full_name == TIMESTAMP)

    def _find(self, message: Any, place: Place) -> Any:
        """Note the steps of the path, and return the field that it ends in."""
        kind: Any = None
        names = self.text.split(".")
        while names:
            name = names.pop(0)
            if message is None:
                raise place.problem(
                    f"the path {quoted(self.text)}, in which '{kind.name}' has no fields",
                    f"a path that ends at '{kind.name}'",
                )
            field = message.fields_by_name.get(name)
            if field is None:
                raise self._unknown(name, message, place)
            step: Any = None
            may_be_unset = field.has_presence
            if field.is_repeated:
                step, field = self._element(field, names, place)
            self._steps.append((name, step, may_be_unset))
            kind, message = field, field.message_type
        return kind

    def _element(self, field: Any, names: list[str], place: Place) -> tuple[Any, Any]:
        """Return the key or index in a map or list, and the field that it leads to."""
        kind = field.message_type
        is_map = kind is not None and kind.GetOptions().map_entry
        what = "a key" if is_map else "an index"
        if not names or not (is_map or _INDEX.fullmatch(names[0])):
            raise place.problem(
                f"the path {quoted(self.text)}, in which '{field.name}' is a "
                f"{'map' if is_map else 'list'}",
                f"{what} after it, as in '{field.name}.{'name' if is_map else '0'}'",
            )
        element = names.pop(0)
        if not is_map:
            return int(element), field
        if kind.fields_by_name["key"].type != FieldDescriptor.TYPE_STRING:
            raise place.problem(
                f"the path {quoted(self.text)}, in which the keys of '{field.name}' are not text",
                "a path through maps with text as keys",
            )
        return element, kind.fields_by_name["value"]

    def _unknown(self, name: str, message: Any, place: Place) -> Exception:
        known = [field.name for field in message.fields]
        field = f"field {quoted(name)}" if name else "field with an empty name"
        if self.text == name:
            found = f"the path {quoted(name)}, but '{message.full_name}' has no such field"
        else:
            found = f"the path {quoted(self.text)}, but '{message.full_name}' has no {field}"
        return place.problem(
            found,
            f"one of its fields: {listed(known)}",
            near_names(name, known),
        )

    def read(self, outcome: Outcome) -> Any:
        """Return what stands there: text, a number, a Timestamp; None where nothing does."""
        if self._metadata:
            metadata: Mapping[str, Any] = getattr(outcome, self._metadata)
            return metadata.get(self._key)
        value: Any = outcome.response
        for name, step, may_be_unset in self._steps:
            if may_be_unset and not value.HasField(name):
                return None
            value = getattr(value, name)
            if step is not None:
                try:
                    value = value[step] if isinstance(step, int) or step in value else None
                except IndexError:
                    return None
                if value is None:
                    return None
        return self._named(value)

    def read_text(self, outcome: Outcome) -> str:
        """Return what stands there as text; empty where nothing does."""
        if self._plain_name:
            return str(getattr(outcome.response, self._plain_name))
        value = self.read(outcome)
        if value is None:
            return ""
        return value.decode(errors="replace") if isinstance(value, bytes) else str(value)

    def _named(self, value: Any) -> Any:
        """Return an enum's name for its number."""
        enum = self.kind.enum_type
        if enum is None:
            return value
        known = enum.values_by_number.get(value)
        return known.name if known else value

    def __str__(self) -> str:
        return self.text
