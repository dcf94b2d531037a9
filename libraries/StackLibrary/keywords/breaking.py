"""Keywords that break one part of a stack and mend it again."""

import time
from collections.abc import Callable
from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from ..current import CurrentStack
from ..events import GATEWAY
from ..part import Part

LIMIT = timedelta(seconds=10)


class BreakingKeywords:
    def __init__(self, current: CurrentStack):
        self._current = current

    @keyword(tags=["Breaking"])
    def kill_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Ends the instance at once (SIGKILL), and waits until it has exited.

        | ${answer} =    Echo With Session
        | `Kill Instance`    ${answer.pod_name}
        """
        instance = self._instance(name)
        self._do(name, "killed", instance.kill, timeout)

    @keyword(tags=["Breaking"])
    def stop_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Asks the instance to end (SIGTERM), and waits until it has exited with code 0.

        Until then it serves what has begun, and nothing new.
        """
        instance = self._instance(name)
        self._do(name, "stopped", instance.stop, timeout)

    @keyword(tags=["Breaking"])
    def pause_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Makes the instance hang: it keeps its connections, and answers nothing.

        `Resume Instance` lets it go on. Waits until it hangs, not until that is noticed.
        """
        instance = self._instance(name)
        self._do(name, "paused", instance.pause, timeout)

    @keyword(tags=["Mending"])
    def resume_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Lets a paused instance go on, and waits until the gateway sends it calls again."""
        instance = self._instance(name)
        self._do(name, "resumed", instance.resume, timeout)

    @keyword(tags=["Mending"])
    def start_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Brings an instance that has exited back, under its name and at its address.

        It holds no session any more. Waits until the gateway sends it calls again.
        """
        instance = self._instance(name)
        self._do(name, "started", instance.start, timeout)

    @keyword(tags=["Breaking"])
    def disconnect_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Cuts the instance off from the network: no reset, no answer.

        `Reconnect Instance` mends that. Needs a stack in containers; the processes of an
        embedded one share this machine's network.
        """
        instance = self._instance(name)
        self._do(name, "disconnected", instance.disconnect, timeout)

    @keyword(tags=["Mending"])
    def reconnect_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Gives the instance its network back, and waits until the gateway sends it calls."""
        instance = self._instance(name)
        self._do(name, "reconnected", instance.reconnect, timeout)

    @keyword(tags=["Breaking"])
    def stop_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Asks the gateway to end (SIGTERM), and waits until it has exited with code 0."""
        gateway = self._current.get().gateway
        self._do(GATEWAY, "stopped", gateway.stop, timeout)

    @keyword(tags=["Mending"])
    def start_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Brings the gateway back at the address that it had.

        Waits until it serves and takes each instance that runs for healthy.
        """
        gateway = self._current.get().gateway
        self._do(GATEWAY, "started", gateway.start, timeout)

    @keyword(tags=["Breaking", "Mending"])
    def restart_gateway(self, timeout: timedelta = LIMIT) -> None:
        """`Stop Gateway` and `Start Gateway`, each with this limit."""
        self.stop_gateway(timeout)
        self.start_gateway(timeout)

    def _instance(self, name: str) -> Part:
        return self._current.get().instance(name)

    def _do(self, part: str, what: str, act: Callable[[float], None], timeout: timedelta) -> None:
        """Do it, record it, and say that it is done and how long that took."""
        at, started = time.time(), time.monotonic()
        act(timeout.total_seconds())
        self._current.events.add(at, part, what)
        title = "The gateway" if part == GATEWAY else f"Instance '{part}'"
        logger.info(f"{title} was {what} within {time.monotonic() - started:.3f} s.")
