"""What one instance knows: the sessions that it holds, and whether it is going away."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from math import inf
from time import monotonic


class Refusal(Exception):
    """The instance cannot serve this session's call."""


class Draining(Refusal):
    """The instance is going away and serves nothing new."""


class Busy(Refusal):
    """The instance holds as many other sessions as it has room for."""


class NoSession(Refusal):
    """The instance holds no session yet."""


class OtherSession(Refusal):
    """The instance holds another session than the call's."""

    def __init__(self, held: str):
        super().__init__(held)
        self.held = held


class Instance:
    def __init__(self, name: str, capacity: int, idle_time: float = inf):
        """`capacity` is the number of sessions that it can hold, 0 for any number.

        A session without a call for `idle_time` seconds gives up its place to another one.
        """
        self.name = name
        self._capacity = capacity
        self._idle_time = idle_time
        self._open_calls: Counter[str] = Counter()
        # Sessions without an open call, and since when. The longest idle one is first.
        self._idle_since: dict[str, float] = {}
        self._draining = asyncio.Event()

    @contextmanager
    def call_of(self, session_id: str) -> Iterator[None]:
        """Hold the session; it is not idle while the call is open."""
        self._admit(session_id)
        self._open_calls[session_id] += 1
        self._idle_since.pop(session_id, None)
        try:
            yield
        finally:
            self._open_calls[session_id] -= 1
            if not self._open_calls[session_id]:
                del self._open_calls[session_id]
                self._idle_since[session_id] = monotonic()

    def _admit(self, session_id: str) -> None:
        if self._draining.is_set():
            raise Draining
        held = len(self._open_calls) + len(self._idle_since)
        if self._holds(session_id) or not self._capacity or held < self._capacity:
            return
        idle = next(iter(self._idle_since), None)
        if idle is None or monotonic() - self._idle_since[idle] < self._idle_time:
            raise Busy
        del self._idle_since[idle]

    def _holds(self, session_id: str) -> bool:
        return session_id in self._open_calls or session_id in self._idle_since

    def shut_down(self, session_id: str) -> None:
        """Begin to go away, at the request of a session that it holds."""
        if self._draining.is_set():
            raise Draining
        if not self._holds(session_id):
            for held in chain(self._open_calls, self._idle_since):
                raise OtherSession(held)
            raise NoSession
        self.drain()

    def drain(self) -> None:
        """Serve nothing new from now on."""
        self._draining.set()

    async def drained(self) -> None:
        """Wait until the instance goes away."""
        await self._draining.wait()
