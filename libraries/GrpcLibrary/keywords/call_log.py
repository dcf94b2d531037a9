"""What the log says of calls: a line each at INFO, their messages and metadata at DEBUG."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import Message
from robot.api import logger
from robot.running.context import EXECUTION_CONTEXTS

from ..messages.kinds import ANY
from ..messages.packed import unpack
from ..outcome import Outcome

MAX_CHARACTERS = 2000
REDACTED = "<secret>"
SECRET_NAMES = re.compile(r"auth|cookie|credential|password|secret|signature|token|api-?key|jwt")


def log_outcome(outcome: Outcome) -> None:
    logger.info(outcome)
    if outcome.response is not None:
        log_message("Received", outcome.response)
    log_metadata("Initial metadata", outcome.initial_metadata)
    log_metadata("Trailing metadata", outcome.trailing_metadata)


def log_message(direction: str, message: Message, secret_fields: Iterable[str] = ()) -> None:
    """Log a message at DEBUG, without what is secret.

    That is what its schema marks `debug_redact`, and the `secret_fields`.
    """
    if not _is_logged():
        return
    shown = type(message)()
    shown.CopyFrom(message)
    for name in secret_fields:
        _hide(shown, shown.DESCRIPTOR.fields_by_name[name])
    _redact(shown)
    pool: Any = message.DESCRIPTOR.file.pool
    text = text_format.MessageToString(shown, as_utf8=True, descriptor_pool=pool)
    if len(text) > MAX_CHARACTERS:
        text = f"{text[:MAX_CHARACTERS]}… ({len(text)} characters in all)"
    logger.debug(f"{direction} {message.DESCRIPTOR.name}:\n{text}")


def log_metadata(what: str, metadata: Mapping[str, object]) -> None:
    """Log metadata at DEBUG, without values that are secret, or that are named like secrets."""
    if metadata and _is_logged():
        pairs = (f"{key}: {shown(key, value)}" for key, value in metadata.items())
        logger.debug(f"{what}: {', '.join(pairs)}"[:MAX_CHARACTERS])


def shown(key: str, value: object) -> str:
    """Return what may be seen of a value of metadata."""
    return REDACTED if SECRET_NAMES.search(key.lower()) else str(value)


def _is_logged() -> bool:
    # Not by way of the variable ${LOG_LEVEL}: every message asks, and that is slow.
    run = EXECUTION_CONTEXTS.current
    return run is not None and run.output.log_level.level in ("DEBUG", "TRACE")


def _redact(message: Message) -> None:
    if message.DESCRIPTOR.full_name == ANY:
        _redact_packed(message)
        return
    for field, value in message.ListFields():
        if field.GetOptions().debug_redact:
            _hide(message, field)
        elif field.message_type is not None:
            for part in _parts(value):
                _redact(part)


def _redact_packed(packed: Any) -> None:
    """Redact what an Any holds; what cannot be read may be secret."""
    message = unpack(packed)
    if message is None:
        packed.type_url = packed.TypeName()  # with its host, it would be unpacked to be shown
        packed.value = REDACTED.encode()
    else:
        _redact(message)
        packed.value = message.SerializeToString()


def _hide(message: Message, field: Any) -> None:
    message.ClearField(field.name)
    if field.type == field.TYPE_STRING and not field.is_repeated:
        setattr(message, field.name, REDACTED)


def _parts(value: Any) -> Iterable[Message]:
    """Return the messages in a field's value, be it one, many, or a map to them."""
    if isinstance(value, Message):
        return [value]
    if isinstance(value, Mapping):
        return [part for part in value.values() if isinstance(part, Message)]
    return list(value)
