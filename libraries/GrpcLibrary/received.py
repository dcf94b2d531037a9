"""Metadata as it is received."""

from collections.abc import Iterable
from functools import reduce


class ReceivedMetadata(dict[str, str | bytes]):
    """Received metadata by key, where the values of a key that came twice are joined.

    `all_values` has them one by one, in the order in which they came.
    """

    all_values: dict[str, list[str | bytes]]

    def __init__(self, entries: Iterable[tuple[str, str | bytes]] | None = ()):
        self.all_values = {}
        for key, value in entries or ():
            self.all_values.setdefault(key, []).append(value)
        super().__init__({key: reduce(_join, values) for key, values in self.all_values.items()})


def _join(one: str | bytes, other: str | bytes) -> str | bytes:
    """Join two values of one key as HTTP does (RFC 9110, section 5.3)."""
    if isinstance(one, bytes) and isinstance(other, bytes):
        return one + b"," + other
    return f"{one!s}, {other!s}"
