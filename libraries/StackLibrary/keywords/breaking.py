"""Keywords that break one part of a stack and mend it again."""

import time
from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from ..current import CurrentStack
from ..events import AUTH, GATEWAY

LIMIT = timedelta(seconds=30)  # containers on a busy machine take their time

_TITLES = {GATEWAY: "The gateway", AUTH: "The auth service"}
# What is done to a part: the stack's method for it, and the word in reports.
_DEEDS = {
    "kill": ("kill", "killed"),
    "stop": ("stop_part", "stopped"),
    "start": ("start", "started"),
    "pause": ("pause", "paused"),
    "resume": ("resume", "resumed"),
    "disconnect": ("disconnect", "disconnected"),
    "reconnect": ("reconnect", "reconnected"),
}


class BreakingKeywords:
    def __init__(self, current: CurrentStack):
        self._current = current

    @keyword(tags=["Breaking"])
    def kill_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Ends the instance at once (SIGKILL), and waits until it has exited.

        | ${answer} =    Echo With Session
        | `Kill Instance`    ${answer.pod_name}
        """
        self._instance("kill", name, timeout)

    @keyword(tags=["Breaking"])
    def stop_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Asks the instance to end (SIGTERM), and waits until it has exited with code 0.

        Until then it serves what has begun, and nothing new.
        """
        self._instance("stop", name, timeout)

    @keyword(tags=["Breaking"])
    def pause_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Makes the instance hang: it keeps its connections, and answers nothing.

        `Resume Instance` lets it go on. Waits until it hangs, not until that is noticed.
        """
        self._instance("pause", name, timeout)

    @keyword(tags=["Mending"])
    def resume_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Lets a paused instance go on, and waits until the gateway sends it calls again."""
        self._instance("resume", name, timeout)

    @keyword(tags=["Mending"])
    def start_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Brings an instance that has exited back, under its name and at its address.

        It holds no session any more. Waits until the gateway sends it calls again.
        """
        self._instance("start", name, timeout)

    @keyword(tags=["Breaking"])
    def disconnect_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Cuts the instance off from the network: no reset, no answer.

        `Reconnect Instance` mends that. Needs a stack in containers; the processes of an
        embedded one share this machine's network.
        """
        self._instance("disconnect", name, timeout)

    @keyword(tags=["Mending"])
    def reconnect_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Gives the instance its network back, and waits until the gateway sends it calls."""
        self._instance("reconnect", name, timeout)

    @keyword(tags=["Breaking"])
    def stop_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Asks the gateway to end (SIGTERM), and waits until it has exited with code 0."""
        self._do("stop", GATEWAY, timeout)

    @keyword(tags=["Mending"])
    def start_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Brings the gateway back at the address that it had.

        Waits until it serves and takes each instance that runs for healthy.
        """
        self._do("start", GATEWAY, timeout)

    @keyword(tags=["Breaking", "Mending"])
    def restart_gateway(self, timeout: timedelta = LIMIT) -> None:
        """`Stop Gateway` and `Start Gateway`, each with this limit."""
        self.stop_gateway(timeout)
        self.start_gateway(timeout)

    @keyword(tags=["Breaking"])
    def kill_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Ends the gateway at once (SIGKILL), and waits until it has exited.

        `Start Gateway` brings it back.
        """
        self._do("kill", GATEWAY, timeout)

    @keyword(tags=["Breaking"])
    def pause_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Makes the gateway hang: it keeps all connections, and answers nothing.

        `Resume Gateway` lets it go on.
        """
        self._do("pause", GATEWAY, timeout)

    @keyword(tags=["Mending"])
    def resume_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Lets a paused gateway go on, and waits until it sends each running instance calls."""
        self._do("resume", GATEWAY, timeout)

    @keyword(tags=["Breaking"])
    def stop_auth_service(self, timeout: timedelta = LIMIT) -> None:
        """Asks the auth service to end (SIGTERM), and waits until it has exited with code 0.

        Nobody can log in until `Start Auth Service`; sessions that have a token go on.
        """
        self._do("stop", AUTH, timeout)

    @keyword(tags=["Mending"])
    def start_auth_service(self, timeout: timedelta = LIMIT) -> None:
        """Brings the auth service back, and waits until the gateway sends it calls."""
        self._do("start", AUTH, timeout)

    def _instance(self, deed: str, name: str, timeout: timedelta) -> None:
        title = self._current.get().instance(name).title
        self._do(deed, name, timeout, title)

    def _do(self, deed: str, part: str, timeout: timedelta, title: str = "") -> None:
        """Do it, record it, and log that it is done and how long that took."""
        method, what = _DEEDS[deed]
        stack = self._current.get()
        at, started = time.time(), time.monotonic()
        getattr(stack, method)(part, timeout.total_seconds())
        self._current.events.add(at, part, what)
        seconds = time.monotonic() - started
        logger.info(f"{title or _TITLES[part]} was {what} within {seconds:.3f} s.")
