"""Keywords that start and stop a stack and tell where it is."""

from datetime import timedelta
from pathlib import Path

from robot.api import logger
from robot.api.deco import keyword

from ..current import CurrentStack
from ..embedded import EmbeddedStack, Settings
from ..stack import RunningStack, StackError
from .failure_log import show_logs

EMBEDDED = "embedded"


class StackKeywords:
    def __init__(self, current: CurrentStack, services: Path):
        self._current = current
        self._services = services

    @keyword(tags=["Stack"])
    def start_stack(
        self,
        gateway: str = EMBEDDED,
        instances: int = 3,
        *,
        capacity: int = 1,
        port: int = 0,
        timeout: timedelta = timedelta(seconds=30),
    ) -> str:
        """Starts a stack, waits until it serves and returns its gateway's address.

        With ``gateway=embedded``, all parts are started as processes on this machine. With
        the ``host:port`` of a gateway that is already up, nothing is started, and the other
        arguments mean nothing.

        ``instances`` is how many instances there are, ``capacity`` how many sessions each of
        them can hold (0: any number), ``port`` the gateway's port (0: one that the system
        picks), and ``timeout`` how long the start may take.

        A suite has one stack at a time. `Stop Stack` stops it; one that is still up when the
        suite ends is stopped then.

        | ${address} =    `Start Stack`
        | ${address} =    `Start Stack`    instances=5    capacity=0
        | ${address} =    `Start Stack`    gateway.example.com:10000
        """
        if self._current.is_up:
            raise StackError("A stack is already up; 'Stop Stack' stops it.")
        if gateway != EMBEDDED:
            self._current.set(RunningStack(gateway))
            logger.info(f"Using the stack behind '{gateway}', which is already up.")
            return gateway
        settings = Settings(self._services, instances, capacity, port, timeout.total_seconds())
        try:
            stack = EmbeddedStack(settings)
        except StackError as err:
            show_logs(err.logs)
            raise
        self._current.set(stack)
        parts = ", ".join(f"{one.name} at {one.address}" for one in stack.instances())
        logger.info(f"Started a stack: gateway at {stack.gateway_address}, {parts}.")
        return stack.gateway_address

    @keyword(tags=["Stack"])
    def stop_stack(self) -> None:
        """Stops the stack and all its parts. Does nothing when none is up.

        A stack that was not started here is left as it is.
        """
        self._current.stop()

    @keyword(tags=["Stack", "Getter"])
    def get_gateway_address(self) -> str:
        """Returns the ``host:port`` that clients connect to."""
        return self._current.get().gateway_address
