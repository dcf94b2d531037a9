"""What all small systems have: instances that come and go, and calls that can be refused."""

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta


class Refused(Exception):
    """A call ends with this status."""

    def __init__(self, code: str, words: str):
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(eq=False)
class Instance:
    name: str
    capacity: int
    state: str = "running"
    exit_code: int = 0
    sessions: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    seen: dict[str, float] = field(default_factory=dict)  # when each session last called


class Fleet:
    """The instances of a system, and what becomes of them."""

    idle_time = 3600.0  # seconds after which a session that does not call gives its place back

    def __init__(self, names: list[str], capacity: int, lifetime: float, interval: float):
        self.capacity = capacity
        self.lifetime = timedelta(seconds=lifetime)
        self.interval = interval
        self.instances = {name: Instance(name, capacity) for name in names}
        self.lock = threading.RLock()

    def alive(self) -> list[Instance]:
        """The instances that calls are sent to: none that is dead, none that hangs."""
        return [one for one in self.instances.values() if one.state == "running"]

    def note_call(self, instance: Instance, session: str) -> None:
        """Note that the session calls, and give back the places of those that are idle."""
        now = time.monotonic()
        instance.seen[session] = now
        instance.sessions = [
            one for one in instance.sessions if now - instance.seen.get(one, now) <= self.idle_time
        ]

    def leave(self, instance: Instance, exit_code: int) -> None:
        """The instance ends, and serves nothing any more."""
        instance.state = "exited"
        instance.exit_code = exit_code
        instance.gone.set()

    def crash(self, instance: Instance) -> None:
        self.leave(instance, -9)

    def terminate(self, instance: Instance) -> None:
        self.leave(instance, 0)

    def come_back(self, instance: Instance) -> None:
        instance.sessions = []
        instance.gone = threading.Event()
        instance.state = "running"

    def restart_gateway(self) -> None:
        """The gateway is back: what it knew of the sessions is what it knows."""
