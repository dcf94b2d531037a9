"""What all small systems have: instances that come and go, and calls that can be refused."""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    """`called` is when each session has called last, `streams` how many each has open."""

    name: str
    capacity: int
    state: str = "running"
    exit_code: int = 0
    delay: float = 0.0
    sessions: list[str] = field(default_factory=list)
    called: dict[str, float] = field(default_factory=dict)
    streams: Counter[str] = field(default_factory=Counter)
    gone: threading.Event = field(default_factory=threading.Event)


class Fleet:
    """The instances of a system, and what becomes of them."""

    idle_time = 60.0
    auth_is_away = False

    def __init__(self, names: list[str], capacity: int, lifetime: float, interval: float):
        self.capacity = capacity
        self.lifetime = timedelta(seconds=lifetime)
        self.interval = interval
        self.instances = {name: Instance(name, capacity) for name in names}
        self.lock = threading.RLock()

    def alive(self) -> list[Instance]:
        """The instances that calls are sent to: none that is dead, none that hangs."""
        return [one for one in self.instances.values() if one.state == "running"]

    # Places

    def takes(self, instance: Instance, session: str) -> bool:
        """Whether the instance serves the session: it holds it already, or has a free place."""
        if session not in instance.sessions:
            self.free_places(instance)
            if instance.capacity and len(instance.sessions) >= instance.capacity:
                return False
            instance.sessions.append(session)
        instance.called[session] = time.monotonic()
        return True

    def free_places(self, instance: Instance) -> None:
        """Free the places of idle sessions."""
        for session in [one for one in instance.sessions if self.is_idle(instance, one)]:
            instance.sessions.remove(session)
            self.forget(instance, session)

    def is_idle(self, instance: Instance, session: str) -> bool:
        latest = instance.called.get(session, math.inf)
        return not instance.streams[session] and time.monotonic() - latest > self.idle_time

    def forget(self, instance: Instance, session: str) -> None:
        """The session has lost its place at the instance."""

    @contextmanager
    def open_stream(self, instance: Instance, session: str) -> Iterator[None]:
        """Count a stream of the session while it is open; it may outlive its instance."""
        streams = instance.streams
        streams[session] += 1
        try:
            yield
        finally:
            streams[session] -= 1
            instance.called[session] = time.monotonic()

    def delay_answer(self, instance: Instance, wait: Callable[[Instance, float], bool]) -> None:
        """Wait for the instance's delay; `wait` returns whether the instance has gone."""
        if instance.delay and wait(instance, instance.delay):
            raise Refused("UNAVAILABLE", "the instance has gone")

    # What becomes of the parts

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
        instance.called = {}
        instance.streams = Counter()
        instance.delay = 0.0
        instance.gone = threading.Event()
        instance.state = "running"

    def resume(self, instance: Instance) -> None:
        """The instance goes on, with all that it held."""
        instance.state = "running"

    def add(self, name: str) -> Instance:
        with self.lock:
            instance = Instance(name, self.capacity)
            self.instances = {**self.instances, name: instance}
            return instance

    def remove(self, name: str) -> None:
        """Take the instance out of the list, then end it."""
        with self.lock:
            removed = self.instances[name]
            self.instances = {key: one for key, one in self.instances.items() if key != name}
            self.terminate(removed)

    def slow_down(self, instance: Instance, delay: float) -> None:
        instance.delay = delay

    def stop_auth(self) -> None:
        self.auth_is_away = True

    def start_auth(self) -> None:
        self.auth_is_away = False

    def lose_gateway(self, how: str) -> None:
        """The gateway is killed, stopped or paused."""

    def resume_gateway(self) -> None:
        """The gateway goes on after a pause."""

    def restart_gateway(self) -> None:
        """The gateway is back: what it knew of the sessions is what it knows."""

    def unrouted(self, method: str) -> Refused:
        """The answer to a call of a method that does not exist."""
        return Refused("UNIMPLEMENTED", f"there is no method '{method}'")
