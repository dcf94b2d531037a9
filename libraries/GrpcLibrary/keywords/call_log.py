"""What the log says of calls: a line each at INFO, their messages and metadata at DEBUG."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import Message
from robot.api import logger
from robot.running.context import EXECUTION_CONTEXTS

from ..messages.kinds import kind_of
from ..messages.redacting import REDACTED, redacted
from ..outcome import Outcome

MAX_CHARACTERS = 2000
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
    kind = kind_of(message)
    text = _text(redacted(message, secret_fields), kind.file.pool)
    if len(text) > MAX_CHARACTERS:
        text = f"{text[:MAX_CHARACTERS]}… ({len(text)} characters in all)"
    logger.debug(f"{direction} {kind.name}:\n{text}")


def log_metadata(what: str, metadata: Mapping[str, object]) -> None:
    """Log metadata at DEBUG, without values that are secret, or that are named like secrets."""
    if metadata and _is_logged():
        pairs = (f"{key}: {shown(key, value)}" for key, value in metadata.items())
        logger.debug(f"{what}: {', '.join(pairs)}"[:MAX_CHARACTERS])


def shown(key: str, value: object) -> str:
    """Return what may be seen of a value of metadata."""
    return REDACTED if SECRET_NAMES.search(key.lower()) else str(value)


def _text(message: Message, pool: Any) -> str:
    try:
        return text_format.MessageToString(message, as_utf8=True, descriptor_pool=pool)
    except Exception:  # of a message that has fields with the names of its methods
        return str(message)


def _is_logged() -> bool:
    # Not by way of the variable ${LOG_LEVEL}: every message asks, and that is slow.
    run = EXECUTION_CONTEXTS.current
    return run is not None and run.output.log_level.level in ("DEBUG", "TRACE")
