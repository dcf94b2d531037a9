"""Keywords that start and stop a stack and tell where it is."""

from datetime import timedelta
from pathlib import Path

from robot.api import logger
from robot.api.deco import keyword

from ..embedded import EmbeddedStack, Settings
from ..stack import RunningStack, Stack, StackError
from .failure_log import show_logs

EMBEDDED = "embedded"


class CurrentStack:
    """The one stack that a suite works with; it stays known after it was stopped."""

    def __init__(self) -> None:
        self._stack: Stack | None = None
        self.is_up = False

    def get(self) -> Stack:
        if self._stack is None or not self.is_up:
            raise StackError("No stack is up; 'Start Stack' starts one.")
        return self._stack

    def set(self, stack: Stack) -> None:
        self._stack = stack
        self.is_up = True

    def stop(self) -> None:
        if self._stack is not None and self.is_up:
            self.is_up = False
            self._stack.stop()

    def logs(self) -> dict[str, str]:
        return self._stack.logs() if self._stack else {}


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

        | =Argument= | =Meaning= |
        | ``gateway`` | ``embedded`` to start all parts as processes on this machine, or the ``host:port`` of a gateway that is already up: then nothing is started, and the other arguments mean nothing. |
        | ``instances`` | How many instances the embedded stack has. |
        | ``capacity`` | How many sessions one instance can hold, 0 for any number. |
        | ``port`` | The gateway's port, 0 for a free one. |
        | ``timeout`` | How long the start may take. |

        A suite has one stack at a time. `Stop Stack` stops it; what outlives the suite
        is stopped at its end.

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
        settings = Settings(
            self._services, instances, capacity, port, timeout.total_seconds()
        )
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
