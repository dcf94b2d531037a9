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

        Until then it finishes the calls that have begun, and accepts no new ones.

        | `Stop Instance`    ${session.instance}
        | Session Should Move To Another Instance
        """
        self._instance("stop", name, timeout)

    @keyword(tags=["Breaking"])
    def pause_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Makes the instance hang: it keeps its connections, and answers nothing.

        `Resume Instance` lets it go on. Waits until it hangs, not until the gateway notices.

        | `Pause Instance`    ${session.instance}
        | Session Should Move To Another Instance    timeout=5s
        """
        self._instance("pause", name, timeout)

    @keyword(tags=["Mending"])
    def resume_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Lets a paused instance go on, and waits until the gateway sends it calls again.

        | `Pause Instance`    myservice-1
        | `Resume Instance`    myservice-1
        """
        self._instance("resume", name, timeout)

    @keyword(tags=["Mending"])
    def start_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Restarts an instance that has exited, under its name and at its address.

        It holds no session any more. Waits until the gateway sends it calls again.

        | `Kill Instance`    myservice-1
        | `Start Instance`    myservice-1
        """
        self._instance("start", name, timeout)

    @keyword(tags=["Breaking"])
    def disconnect_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Cuts the instance off from the network: no reset, no answer.

        `Reconnect Instance` mends that. Needs a stack in containers; the processes of an
        embedded one share this machine's network.

        | `Disconnect Instance`    myservice-1
        | `Reconnect Instance`    myservice-1
        """
        self._instance("disconnect", name, timeout)

    @keyword(tags=["Mending"])
    def reconnect_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Gives the instance its network back, and waits until the gateway sends it calls.

        | `Reconnect Instance`    myservice-1    timeout=20s
        """
        self._instance("reconnect", name, timeout)

    @keyword(tags=["Breaking"])
    def stop_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Asks the gateway to end (SIGTERM), and waits until it has exited with code 0.

        | `Stop Gateway`
        | Expect Status    UNAVAILABLE    Call With Session
        | `Start Gateway`
        """
        self._do("stop", GATEWAY, timeout)

    @keyword(tags=["Mending"])
    def start_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Starts the gateway again, at the address that it had.

        Waits until it serves, and sends calls to each running instance.

        | `Start Gateway`    timeout=20s
        """
        self._do("start", GATEWAY, timeout)

    @keyword(tags=["Breaking", "Mending"])
    def restart_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Stops the gateway and starts it again, each within ``timeout``.

        | `Restart Gateway`
        | Session Should Stay On Instance
        """
        self.stop_gateway(timeout)
        self.start_gateway(timeout)

    @keyword(tags=["Breaking"])
    def kill_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Ends the gateway at once (SIGKILL), and waits until it has exited.

        `Start Gateway` brings it back.

        | `Kill Gateway`
        | `Start Gateway`
        """
        self._do("kill", GATEWAY, timeout)

    @keyword(tags=["Breaking"])
    def pause_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Makes the gateway hang: it keeps all connections, and answers nothing.

        `Resume Gateway` lets it go on.

        | `Pause Gateway`
        | `Resume Gateway`
        """
        self._do("pause", GATEWAY, timeout)

    @keyword(tags=["Mending"])
    def resume_gateway(self, timeout: timedelta = LIMIT) -> None:
        """Lets a paused gateway go on, and waits until it sends calls to each running instance.

        | `Resume Gateway`    timeout=20s
        """
        self._do("resume", GATEWAY, timeout)

    @keyword(tags=["Breaking"])
    def stop_auth_service(self, timeout: timedelta = LIMIT) -> None:
        """Asks the auth service to end (SIGTERM), and waits until it has exited with code 0.

        Nobody can log in until `Start Auth Service`; sessions that have a token go on.

        | `Stop Auth Service`
        | Expect Status    UNAVAILABLE    Login    TestUser    ${password}
        | `Start Auth Service`
        """
        self._do("stop", AUTH, timeout)

    @keyword(tags=["Mending"])
    def start_auth_service(self, timeout: timedelta = LIMIT) -> None:
        """Starts the auth service again, and waits until the gateway sends it calls.

        | `Start Auth Service`    timeout=20s
        """
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
