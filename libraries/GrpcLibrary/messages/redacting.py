"""Takes out of messages what is secret, before they are shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.message import Message

from .kinds import ANY, kind_of
from .packed import unpack

REDACTED = "<secret>"


def redacted(message: Message, secret_fields: Iterable[str] = ()) -> Message:
    """Return a copy without what the schema marks `debug_redact`, and without `secret_fields`.

    Text is replaced, and everything else left out.
    """
    shown = type(message)()
    type(shown).CopyFrom(shown, message)
    for name in secret_fields:
        field = kind_of(shown).fields_by_name.get(name)
        if field is not None:
            _hide(shown, field)
    _redact(shown)
    return shown


def _redact(message: Any) -> None:
    if kind_of(message).full_name == ANY:
        _redact_packed(message)
        return
    for field, value in type(message).ListFields(message):
        if field.GetOptions().debug_redact:
            _hide(message, field)
        elif field.message_type is not None:
            for part in _parts(value):
                _redact(part)


def _redact_packed(packed: Any) -> None:
    """Redact what an Any holds; what cannot be read may be secret."""
    message = unpack(packed)
    if message is None:
        if packed.value:
            packed.value = REDACTED.encode()
        packed.type_url = packed.TypeName()  # with its host, it would be unpacked to be shown
    else:
        _redact(message)
        packed.value = type(message).SerializeToString(message)


def _hide(message: Any, field: Any) -> None:
    if field.is_extension:
        message.ClearExtension(field)
        return
    type(message).ClearField(message, field.name)
    if field.type == field.TYPE_STRING and not field.is_repeated:
        setattr(message, field.name, REDACTED)


def _parts(value: Any) -> Iterable[Any]:
    """Return the messages in a field's value, be it one, many, or a map to them."""
    if isinstance(value, Message):
        return [value]
    values = value.values() if isinstance(value, Mapping) else value
    return [part for part in values if isinstance(part, Message)]
