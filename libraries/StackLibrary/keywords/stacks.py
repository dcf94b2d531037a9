"""Keywords that start and stop a stack and tell where it is."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from robot.api import logger
from robot.api.deco import keyword
from robot.libraries.BuiltIn import BuiltIn

from ..compose import ComposeSettings, ComposeStack
from ..current import CurrentStack
from ..embedded import EmbeddedSettings, EmbeddedStack
from ..errors import StackError
from ..stack import RunningStack, Stack
from .failure_log import show_logs, stop

EMBEDDED = "embedded"
COMPOSE = "compose"


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
        token_lifetime: timedelta = timedelta(hours=1),
        subscribe_interval: timedelta = timedelta(seconds=5),
        keep: bool = False,
    ) -> str:
        """Starts a stack, waits until it serves and returns its gateway's address.

        With ``gateway=embedded``, all parts are started as processes on this machine, with
        ``gateway=compose`` as containers, see `Containers`. With the ``host:port`` of a
        gateway that is already up, nothing is started, and the other arguments mean nothing.

        ``instances`` is how many instances there are, ``capacity`` how many sessions each of
        them can hold (0: any number), ``port`` the gateway's port (0: one that the system
        picks), and ``timeout`` how long the start may take. ``token_lifetime`` is how long a
        token is valid, ``subscribe_interval`` the time between two messages of a
        subscription. A stack in containers has 3 instances; ``keep`` leaves it up when it is
        stopped, to be looked at.

        A suite has one stack at a time. `Stop Stack` stops it; one that is still up when the
        suite ends is stopped then.

        | ${address} =    `Start Stack`
        | ${address} =    `Start Stack`    instances=5    capacity=0
        | ${address} =    `Start Stack`    compose
        | ${address} =    `Start Stack`    gateway.example.com:10000
        """
        if self._current.is_up:
            raise StackError("A stack is already up; 'Stop Stack' stops it.")
        if gateway not in (EMBEDDED, COMPOSE):
            self._current.set(RunningStack(gateway))
            logger.info(f"Using the stack behind '{gateway}', which is already up.")
            return gateway
        settings = {
            "instances": instances,
            "capacity": capacity,
            "gateway_port": port,
            "timeout": timeout.total_seconds(),
            "token_lifetime": token_lifetime.total_seconds(),
            "subscribe_interval": subscribe_interval.total_seconds(),
        }
        try:
            stack = self._new_stack(gateway, settings, keep)
        except StackError as err:
            show_logs(err.logs)
            raise
        self._current.set(stack)
        parts = ", ".join(f"{one.name} at {one.address}" for one in stack.instances())
        logger.info(f"Started a stack: gateway at {stack.gateway_address}, {parts}.")
        return stack.gateway_address

    def _new_stack(self, kind: str, settings: dict[str, Any], keep: bool) -> Stack:
        if kind == COMPOSE:
            file = self._services.parent / "docker-compose.yml"
            results = Path(BuiltIn().get_variable_value("${OUTPUT DIR}"))
            return ComposeStack(ComposeSettings(file, results, keep=keep, **settings))
        if keep:
            raise StackError(
                "An embedded stack cannot be kept, as its processes end with the run: "
                "use GATEWAY:compose."
            )
        return EmbeddedStack(EmbeddedSettings(self._services, **settings))

    @keyword(tags=["Stack"])
    def stop_stack(self) -> None:
        """Stops the stack and all its parts. Does nothing when none is up.

        A stack that was not started here is left as it is.
        """
        stop(self._current)

    @keyword(tags=["Stack", "Getter"])
    def get_gateway_address(self) -> str:
        """Returns the ``host:port`` that clients connect to."""
        return self._current.get().gateway_address
