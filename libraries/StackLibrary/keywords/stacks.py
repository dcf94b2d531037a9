"""Keywords that start, use and stop a stack and tell where it is."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from robot.api import logger
from robot.api.deco import keyword
from robot.libraries.BuiltIn import BuiltIn

from .. import places
from ..commands.file import read_stack_file
from ..containers.own import ComposeSettings, ComposeStack
from ..current import CurrentStack
from ..errors import StackError
from ..processes.stack import EmbeddedSettings, EmbeddedStack
from ..running import RunningStack
from ..stack import Stack
from .failure_log import show_logs, stop

EMBEDDED = "embedded"
COMPOSE = "compose"
_START_LIMITS = {EMBEDDED: timedelta(seconds=30), COMPOSE: timedelta(minutes=2)}


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
        timeout: timedelta | None = None,
        token_lifetime: timedelta = timedelta(hours=1),
        subscribe_interval: timedelta = timedelta(seconds=5),
        idle_time: timedelta = timedelta(minutes=1),
        gateways: int = 1,
        keep: bool = False,
    ) -> str:
        """Starts a stack, waits until it serves and returns its gateway's address.

        With ``gateway=embedded``, all parts are started as processes on this machine, with
        ``gateway=compose`` as containers, see `Containers`. `Use Stack` takes one that is
        already up.

        ``instances`` is how many instances there are, ``capacity`` how many sessions each of
        them can hold (0: any number), ``port`` the gateway's port (0: one that the system
        picks), and ``timeout`` how long the start may take: by default 30 seconds for processes,
        and 2 minutes for built containers. ``token_lifetime`` is how long a
        token is valid, ``subscribe_interval`` the time between two messages of a
        subscription, ``idle_time`` how long a session that makes no call keeps its place.
        ``gateways`` is how many there are in front of the same instances: any number of
        processes, or up to 2 in containers. ``keep`` leaves a stack in containers up when it
        is stopped, to be looked at.

        There is one stack at a time, for a suite and the suites below it. `Stop Stack` stops
        it; one that is still up when the suite that started it ends is stopped then.

        | ${address} =    `Start Stack`
        | ${address} =    `Start Stack`    instances=5    capacity=0
        | ${address} =    `Start Stack`    compose
        """
        if gateway not in (EMBEDDED, COMPOSE):
            raise StackError(
                f"A stack that is started is 'embedded' or 'compose', got '{gateway}'; "
                f"'Use Stack' takes one that is already up."
            )
        settings = {
            "instances": instances,
            "capacity": capacity,
            "gateway_port": port,
            "timeout": (timeout or _START_LIMITS[gateway]).total_seconds(),
            "token_lifetime": token_lifetime.total_seconds(),
            "subscribe_interval": subscribe_interval.total_seconds(),
            "idle_time": idle_time.total_seconds(),
            "gateways": gateways,
        }
        stack = self._take(lambda: self._new_stack(gateway, settings, keep))
        parts = ", ".join(f"{one.name} at {one.address}" for one in stack.instances())
        logger.info(f"Started a stack: gateway at {stack.gateway_address}, {parts}.")
        return stack.gateway_address

    @keyword(tags=["Stack"])
    def use_stack(
        self, where: str, *, fresh: bool = True, timeout: timedelta = timedelta(seconds=60)
    ) -> str:
        """Takes a system that is already up, and returns its gateway's address.

        ``where`` is the ``host:port`` of a gateway, of which nothing more is known then, or
        the path of a TOML file that says how to reach the system's parts, see `Commands`. The
        path is relative to the suite's folder or to the folder that the run was started in.

        Where the file has a command that makes the system fresh, it is run now, unless
        ``fresh`` is false. Waits until the gateway accepts connections, at most for ``timeout``.

        | ${address} =    `Use Stack`    gateway.example.com:10000
        | ${address} =    `Use Stack`    ${CURDIR}/stack.toml
        """
        stack = self._take(lambda: self._used_stack(where, fresh, timeout.total_seconds()))
        logger.info(f"Using the stack behind '{stack.gateway_address}'.")
        return stack.gateway_address

    def _take(self, make: Callable[[], Stack]) -> Stack:
        """Make a stack the current one; where that fails, show the logs of its parts."""
        if self._current.is_up:
            raise StackError("A stack is already up; 'Stop Stack' stops it.")
        try:
            stack = make()
        except StackError as err:
            show_logs(err.logs)
            raise
        self._current.set(stack, _variable("${SUITE NAME}"))
        return stack

    def _used_stack(self, where: str, fresh: bool, timeout: float) -> Stack:
        if not where.endswith(".toml"):
            return RunningStack(where)
        file = _find(where)
        return read_stack_file(file).stack(_results(), fresh=fresh, timeout=timeout)

    def _new_stack(self, kind: str, settings: dict[str, Any], keep: bool) -> Stack:
        if kind == COMPOSE:
            file = places.compose_file()
            return ComposeStack(ComposeSettings(file, _results(), keep=keep, **settings))
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

    @keyword(tags=["Stack", "Getter"])
    def get_gateway_addresses(self) -> list[str]:
        """Returns the ``host:port`` of each gateway, see ``gateways`` of `Start Stack`."""
        return self._current.get().gateway_addresses

    @keyword(tags=["Stack", "Getter"])
    def get_gateway_tls(self) -> dict[str, str]:
        """Returns how the gateway is protected, empty for plaintext.

        The keys are ``root``, ``certificate``, ``key`` and ``server_name``, as far as the
        file of `Use Stack` has them.
        """
        return dict(self._current.get().gateway_tls)


def _variable(name: str) -> str:
    return str(BuiltIn().get_variable_value(name))


def _results() -> Path:
    return Path(_variable("${OUTPUT DIR}"))


def _find(where: str) -> Path:
    """Return the file as it stands, or as the suite's folder has it."""
    path = Path(where).expanduser()
    folders = [Path(_variable("${SUITE SOURCE}")).parent, Path.cwd()]
    for candidate in (folder / path for folder in folders):
        if candidate.is_file():
            return candidate
    looked_in = " or ".join(f"'{folder}'" for folder in dict.fromkeys(folders))
    raise StackError(f"There is no file '{where}' in {looked_in}.")
