"""What is sent along with a call ("Custom-Metadata" in PROTOCOL-HTTP2.md of the gRPC project)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .errors import UsageError
from .secret import reveal

# Text, bytes, a number, a secret, or a list of these. Robot Framework would turn some of them
# into text if it were told so.
SentMetadata = dict[str, Any]
Entries = Iterable[tuple[str, Any]]

_KEY = re.compile(r"[0-9a-z_.-]+")

# What gRPC sends itself; grpcio drops them from a call's metadata without a word.
_RESERVED_KEY = re.compile(r"grpc-.*|content-type|te|user-agent")


def to_wire(metadata: Entries, defaults: Entries = ()) -> tuple[tuple[str, str | bytes], ...]:
    """Unwrap secrets, here and nowhere else: what is returned goes to the wire.

    A list of values is sent as several entries. Of the `defaults`, those whose key is not in
    the metadata are sent as well. What cannot be sent is found here, since grpcio's own error
    quotes all metadata.
    """
    own = tuple(_entries(metadata))
    if not defaults:
        return own
    replaced = {name.lower() for name, _ in metadata}
    return (*_entries(entry for entry in defaults if entry[0].lower() not in replaced), *own)


def _entries(metadata: Entries) -> Iterator[tuple[str, str | bytes]]:
    for name, value in metadata:
        key = _key(name)
        listed = reveal(value)
        for one in listed if isinstance(listed, list | tuple) else [listed]:
            yield key, _value(key, reveal(one))


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    key = name.lower()
    if not _KEY.fullmatch(key):
        raise UsageError(
            f"Metadata key '{name}' should consist of a-z, 0-9, '_', '-' and '.' only."
        )
    if _RESERVED_KEY.fullmatch(key):
        raise UsageError(f"Metadata key '{key}' is one that gRPC itself sends.")
    return key


def _value(key: str, value: Any) -> str | bytes:
    if value is None:
        raise UsageError(f"Metadata '{key}' has no value, expected text or bytes.")
    if isinstance(value, bytes | bytearray):
        sent: str | bytes = bytes(value)
    elif isinstance(value, str | int | float):
        sent = str(value)
    else:
        raise UsageError(f"Metadata '{key}' should be text or bytes, got {type(value).__name__}.")
    if key.endswith("-bin"):
        return _encoded(key, sent) if isinstance(sent, str) else sent
    if isinstance(sent, bytes) or not (sent.isascii() and sent.isprintable()):
        raise UsageError(f"Metadata '{key}' should consist of printable ASCII characters only.")
    return sent


def _encoded(key: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"Metadata '{key}' has a character that UTF-8 cannot encode.") from None
