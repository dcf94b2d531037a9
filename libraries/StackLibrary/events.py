"""What was done to a stack's parts, kept for those who tell of it afterwards."""

from typing import NamedTuple

GATEWAY = "gateway"
AUTH = "auth"


_ENDS = ("killed", "stopped", "paused", "disconnected", "removed", "found exited")


class Event(NamedTuple):
    """Something that was done to a part: an instance, by its name, GATEWAY or AUTH.

    `at` is when it was begun, in seconds since 1970, `what` a word like "killed".
    """

    at: float
    part: str
    what: str

    @property
    def puts_out(self) -> bool:
        """Whether the part serves nothing from then on."""
        return self.what in _ENDS

    @property
    def brings_back(self) -> bool:
        return self.what in ("started", "resumed", "reconnected", "added")


class EventRecord:
    def __init__(self) -> None:
        self._events: list[Event] = []

    def add(self, at: float, part: str, what: str) -> None:
        self._events.append(Event(at, part, what))

    def take(self) -> list[Event]:
        """Return the events recorded since the last time."""
        events, self._events = self._events, []
        return events
