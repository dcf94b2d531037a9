"""Requests as a description writes them: data with placeholders, made into messages."""

from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from GrpcLibrary.errors import UsageError
from GrpcLibrary.messages import Request

from .problem import Place, shortened
from .request_fields import check_fields
from .template import PLACEHOLDERS, Template, Values, filled, placeholders, templates

# What placeholders may stand for, to see whether a request fits its message at all: text or,
# where a field is a number, a number. The value that calls send is text by default.
_NUMBERS = {**dict.fromkeys(PLACEHOLDERS, "1"), "value": "value 1"}
_TEXTS = {**dict.fromkeys(PLACEHOLDERS, "x"), "value": "value 1", "number": "1"}


class RequestTemplate:
    """The request of one method; a call's values are filled in."""

    def __init__(
        self, kind: type[Message], given: Mapping[str, Any], place: Place, allowed: Collection[str]
    ):
        """Refuse a request that does not fit its message, or has other placeholders."""
        self._kind = kind
        self._data = templates(given, place, allowed)
        self.names = placeholders(self._data)
        self._sample = self._fitting_sample(place)
        texts = _texts(self._sample.DESCRIPTOR, self._data) if self._sample else None
        self._texts = texts if self.names else []

    def _fitting_sample(self, place: Place) -> Message:
        reason = ""
        for values in (_TEXTS, _NUMBERS):
            try:
                return Request(filled(self._data, values), {}).build(self._kind)
            except UsageError as err:
                reason = reason or shortened(str(err)).rstrip(".")
        kind: Any = self._kind.DESCRIPTOR
        check_fields(kind, self._data, place)
        raise place.problem(
            f"a request that does not fit ({reason})", f"a request of the type '{kind.full_name}'"
        )

    def build(self, values: Values) -> Message:
        """Return the message of one call."""
        if self._texts is None:
            return Request(filled(self._data, values), {}).build(self._kind)
        message = self._kind()
        message.CopyFrom(self._sample)
        for parents, name, template in self._texts:
            target: Any = message
            for parent in parents:
                target = getattr(target, parent)
            setattr(target, name, template.fill(values))
        return message


def _texts(
    kind: Any, data: Mapping[str, Any], parents: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], str, Template]] | None:
    """Return the templates that can be set directly, as text fields of plain messages.

    None where some placeholder stands elsewhere, such as in a list or a number.
    """
    found: list[tuple[tuple[str, ...], str, Template]] = []
    for name, value in data.items():
        if not placeholders(value):
            continue
        field = kind.fields_by_name[name]
        if field.is_repeated or field.GetOptions().debug_redact:
            return None
        if isinstance(value, Template) and field.type == FieldDescriptor.TYPE_STRING:
            found.append((parents, name, value))
        elif isinstance(value, Mapping) and field.message_type is not None:
            if field.message_type.file.name.startswith("google/protobuf/"):
                return None
            below = _texts(field.message_type, value, (*parents, name))
            if below is None:
                return None
            found += below
        else:
            return None
    return found
