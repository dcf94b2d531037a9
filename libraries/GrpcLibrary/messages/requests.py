"""Requests as keywords get them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from google.protobuf.message import Message

from ..errors import UsageError
from ..schema import missing_fields
from ..secret import is_secret, reveal
from .building import fill, to_message
from .json_text import read_json
from .kinds import DURATION, FIELD_MASK, SPECIAL, STRUCT, TIMESTAMP, VALUE, WRAPPERS
from .redacting import REDACTED

_MAY_BE_TEXT = {TIMESTAMP, DURATION, FIELD_MASK, VALUE} | WRAPPERS


class Request(NamedTuple):
    """A request as a keyword gets it: as one message, or by the names of its fields."""

    message: Any
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, message: Any, fields: Mapping[str, Any]) -> "Request":
        """Take a keyword's arguments, where JSON text with a '=' looks like a named one."""
        if message is None and len(fields) == 1:
            ((name, value),) = fields.items()
            if name.lstrip().startswith("{"):
                return cls(f"{name}={value}", {})
        return cls(message, fields)

    def build(self, message_type: type[Message]) -> Message:
        """Return the message; raise UsageError, in a sentence, where the data does not fit."""
        kind: Any = message_type.DESCRIPTOR
        if self.message is not None and self.fields:
            raise UsageError(
                f"Give the fields of '{kind.name}' as one message or by name, not both."
            )
        try:
            message = self._build(kind)
        except RecursionError:
            raise UsageError(f"The data for '{kind.name}' is nested too deeply.") from None
        if missing := missing_fields(message):
            raise UsageError(f"'{kind.name}' lacks fields that its schema requires: {missing}.")
        return message

    def _build(self, kind: Any) -> Message:
        if self.message is None:
            if kind.full_name == STRUCT:
                return to_message(kind, self.fields, kind.name)
            return fill(kind, self.fields, kind.name)
        if not isinstance(self.message, str):
            return to_message(kind, self.message, kind.name)
        if kind.full_name in SPECIAL:
            return _special(kind, self.message)
        return read_json(self.message, kind)

    def secret_fields(self) -> list[str]:
        """Return the names of the fields that were given as secrets, or have some in them."""
        data = self.fields if self.message is None else self.message
        if not isinstance(data, Mapping):
            return []
        return [name for name, value in data.items() if _has_secret(value)]

    def without_secrets(self) -> "Request":
        """Return a request that can be shown: with `<secret>` for text, and nothing for others."""
        try:
            return Request(_shown(self.message), _shown(self.fields))
        except RecursionError:
            raise UsageError("The data of the message is nested too deeply.") from None

    def __bool__(self) -> bool:
        return self.message is not None or bool(self.fields)


def _special(kind: Any, text: str) -> Message:
    """Read text for a well-known type: JSON, or what Robot Framework data would be."""
    try:
        return read_json(text, kind)
    except UsageError:
        if kind.full_name not in _MAY_BE_TEXT or text.lstrip().startswith(("{", "[", '"')):
            raise
    return to_message(kind, text, kind.name)


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _shown(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value if not is_secret(item) or _is_text(item)]
    if is_secret(value):
        return REDACTED if _is_text(value) else None
    return value


def _is_text(secret: Any) -> bool:
    return isinstance(reveal(secret), str)


def _has_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_secret, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_secret, value))
    return is_secret(value)
