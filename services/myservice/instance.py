"""What one instance knows: the sessions it holds, and whether it is going away."""

import asyncio


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
    def __init__(self, name: str, capacity: int):
        """`capacity` is the number of sessions it can hold, 0 for any number."""
        self.name = name
        self._capacity = capacity
        self._sessions: dict[str, None] = {}
        self._draining = asyncio.Event()

    def admit(self, session_id: str) -> None:
        """Hold the session from now on, if it is not held already."""
        if self._draining.is_set():
            raise Draining
        if session_id in self._sessions:
            return
        if self._capacity and len(self._sessions) >= self._capacity:
            raise Busy
        self._sessions[session_id] = None

    def shut_down(self, session_id: str) -> None:
        """Begin to go away, at the request of a session that it holds."""
        if self._draining.is_set():
            raise Draining
        if not self._sessions:
            raise NoSession
        if session_id not in self._sessions:
            raise OtherSession(held=next(iter(self._sessions)))
        self.drain()

    def drain(self) -> None:
        """Serve nothing new from now on."""
        self._draining.set()

    async def drained(self) -> None:
        """Wait until the instance goes away."""
        await self._draining.wait()
