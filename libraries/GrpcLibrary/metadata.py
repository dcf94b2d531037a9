"""What is sent along with a call ("Custom-Metadata" in PROTOCOL-HTTP2.md of the gRPC project)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from robot.api.types import Secret

from .errors import UsageError

Value = str | bytes | Secret | list[str] | None
SentMetadata = dict[str, Value]
Entries = Iterable[tuple[str, Value]]

_KEY = re.compile(r"[0-9a-z_.-]+")

# What gRPC sends itself; grpcio drops them from a call's metadata without a word.
_RESERVED_KEY = re.compile(r"grpc-.*|content-type|te|user-agent")


def to_wire(metadata: Entries) -> tuple[tuple[str, str | bytes], ...]:
    """Unwrap secrets, here and nowhere else: what is returned goes to the wire.

    A list of values is sent as so many entries. What cannot be sent is found here, since
    grpcio's own error quotes all metadata.
    """
    return tuple(_entries(metadata))


def _entries(metadata: Entries) -> Iterator[tuple[str, str | bytes]]:
    for name, value in metadata:
        key = _key(name)
        for one in value if isinstance(value, list) else [value]:
            yield key, _value(key, one)


def _key(name: str) -> str:
    key = name.lower()
    if not _KEY.fullmatch(key):
        raise UsageError(
            f"Metadata key '{name}' should consist of a-z, 0-9, '_', '-' and '.' only."
        )
    if _RESERVED_KEY.fullmatch(key):
        raise UsageError(f"Metadata key '{key}' is one that gRPC itself sends.")
    return key


def _value(key: str, value: str | bytes | Secret | None) -> str | bytes:
    sent = value.value if isinstance(value, Secret) else value
    if sent is None:
        raise UsageError(f"Metadata '{key}' has no value, expected text or bytes.")
    if key.endswith("-bin"):
        return sent.encode() if isinstance(sent, str) else sent
    if isinstance(sent, bytes) or not (sent.isascii() and sent.isprintable()):
        raise UsageError(f"Metadata '{key}' should consist of printable ASCII characters only.")
    return sent


def all_values(metadata: Mapping[str, str | bytes], key: str) -> list[str | bytes]:
    value = metadata.get(key)
    return [] if value is None else [value]
