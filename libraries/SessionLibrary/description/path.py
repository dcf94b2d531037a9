"""Where something stands in an answer: `cart.id`, `metadata:x-served-by`, `trailer:x-served-by`."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from GrpcLibrary.outcome import Outcome

from .problem import Place, listed, near_names, quoted

TIMESTAMP = "google.protobuf.Timestamp"
WHERE = {"metadata": "initial_metadata", "trailer": "trailing_metadata"}


class AnswerPath:
    """A place in the answers of one method, checked against its message type.

    `kind` is the field that it ends in; None for metadata, which is text.
    """

    def __init__(self, text: str, message: Any, place: Place, *, timestamps: bool = False):
        """`message` is the descriptor of the answer; `timestamps` may be its end, too."""
        self.text = text
        self.kind: Any = None
        self._metadata, self._key = "", ""
        # Of each step: the field's name, the key or index in it, and whether it may be unset.
        self._steps: list[tuple[str, Any, bool]] = []
        self._plain_name = ""  # of a text field at the top, which most paths lead to
        prefix, colon, key = text.partition(":")
        if colon:
            if prefix not in WHERE or not key.strip():
                raise place.problem(
                    quoted(text), "a path in the answer, 'metadata:KEY' or 'trailer:KEY'"
                )
            self._metadata, self._key = WHERE[prefix], key.strip().lower()
            return
        self.kind = self._find(message, place)
        if self.kind.message_type is not None and not (timestamps and self.is_timestamp):
            names = [field.name for field in self.kind.message_type.fields]
            raise place.problem(
                f"the path {quoted(text)}, which ends in the message "
                f"'{self.kind.message_type.full_name}'",
                f"a path to one of its fields: {listed(f'{text}.{name}' for name in names)}",
            )

        if len(self._steps) == 1 and self._steps[0][1] is None and not self.kind.has_presence:
            is_text = self.kind.type == FieldDescriptor.TYPE_STRING
            self._plain_name = self.kind.name if is_text else ""

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
            field = message.fields_by_name.get(name) if message is not None else None
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
        if not names or not (is_map or names[0].isdecimal()):
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
        if message is None:
            return place.problem(
                f"the path {quoted(self.text)}, in which '{name}' follows a field without fields",
                "a path to a field of the answer",
            )
        known = [field.name for field in message.fields]
        return place.problem(
            f"the path {quoted(self.text)}, of which '{message.full_name}' has no field '{name}'",
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
