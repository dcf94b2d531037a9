"""Metadata as it is received."""

from collections.abc import Iterable
from functools import reduce


class ReceivedMetadata(dict[str, str | bytes]):
    """Received metadata by key, where the values of a key that came twice are joined.

    `all_values` has them one by one, in the order in which they came.
    """

    def __init__(self, entries: Iterable[tuple[str, str | bytes]] | None = ()):
        self._entries = tuple(entries or ())
        super().__init__(self._entries)
        if len(self) < len(self._entries):  # some key came twice
            values = self.all_values
            self.update({key: reduce(_join, values[key]) for key in values})

    @property
    def all_values(self) -> dict[str, list[str | bytes]]:
        values: dict[str, list[str | bytes]] = {}
        for key, value in self._entries:
            values.setdefault(key, []).append(value)
        return values


def _join(one: str | bytes, other: str | bytes) -> str | bytes:
    """Join two values of one key as HTTP does (RFC 9110, section 5.3)."""
    if isinstance(one, bytes) and isinstance(other, bytes):
        return one + b"," + other
    return f"{one!s}, {other!s}"
