"""One part of a stack in containers."""

import time

from ..errors import StackError
from ..limit import Limit
from ..part import Part, State
from .compose import last_line
from .docker import Docker

POLL_SECONDS = 0.02
SERVING_POLL_SECONDS = 0.1  # what starts needs the processor itself
COMMAND_SECONDS = 5.0


class Container(Part):
    poll_seconds = POLL_SECONDS

    def __init__(
        self, service: str, container: str, docker: Docker, title: str, serves_at: str = ""
    ):
        """`serves_at` is the address that it prints once it serves, where it does that."""
        super().__init__(title)
        self._serves_at = serves_at
        self.service = service
        self._container = container
        self._docker = docker
        self._networks: list[str] = []

    @property
    def state(self) -> State:
        state = self._docker.state(self._container)
        if state.status == "paused":
            return "paused"
        if state.status != "running":
            return "exited"
        return "running" if state.networks else "disconnected"

    @property
    def exit_code(self) -> int:
        """As for a process: a signal's number, negative; Docker tells 128 and the number."""
        code = self._docker.state(self._container).exit_code
        return 128 - code if code > 128 else code

    def run(self, module: str, *options: str, limit: Limit) -> str:
        """Run one of its Python modules in it; return what is wrong, or nothing.

        The module has a limit of its own, and some time more to say that it has passed.
        """
        command = ("exec", self._container, "python3", "-m", module, *options)
        try:
            self._docker.run(*command, timeout=limit.left + COMMAND_SECONDS)
        except StackError as err:
            return str(err)
        return ""

    def published(self, port: int) -> str:
        """Return the `host:port` at which this machine serves the container's port."""
        told = self._docker.run("port", self._container, f"{port}/tcp").split()
        if not told:
            raise StackError(f"{self.title} does not publish its port {port}.")
        host, _, number = told[0].rpartition(":")
        return f"127.0.0.1:{number}" if host in ("0.0.0.0", "[::]", "::") else told[0]  # noqa: S104

    def log(self) -> str:
        return self._docker.run("logs", self._container)

    def _kill(self) -> None:
        self._docker.run("kill", self._container)

    def _terminate(self) -> None:
        self._docker.run("kill", "--signal", "TERM", self._container)

    def _pause(self) -> None:
        self._docker.run("pause", self._container)

    def _resume(self) -> None:
        self._docker.run("unpause", self._container)

    def _disconnect(self) -> None:
        self._networks = self._docker.networks(self._container)
        for network in self._networks:
            self._docker.run("network", "disconnect", network, self._container)

    def _reconnect(self) -> None:
        for network in self._networks:
            self._docker.run(
                "network", "connect", "--alias", self.service, network, self._container
            )

    def _start(self, limit: Limit) -> None:
        self._run_again()
        self.wait_until_serving(limit)

    def _run_again(self) -> None:
        try:
            self._docker.run("start", self._container)
        except StackError as err:
            raise StackError(f"{self.title} did not start: {err}") from None

    def wait_until_serving(self, limit: Limit) -> None:
        """Wait until it says so, its health check succeeds, or it runs where it has none."""
        while (state := self._docker.state(self._container)).health not in ("healthy", ""):
            self.should_run(state.status)
            if self._has_said_so():
                return
            if limit.has_passed:
                raise StackError(f"{self.title} did not serve within {limit}.")
            time.sleep(SERVING_POLL_SECONDS)  # a state can only be asked for
        self.should_run(state.status)

    def _has_said_so(self) -> bool:
        """Docker's health checks are seconds apart: a container's own word comes earlier."""
        return bool(self._serves_at) and self._docker.has_printed(self._container, self._serves_at)

    def should_run(self, status: str) -> None:
        """Raise StackError with the reason, where a container that has been started has ended."""
        if status == "running":
            return
        if self._docker.was_out_of_memory(self._container):
            raise StackError(f"{self.title} did not start: its memory limit was too low.")
        raise StackError(f"{self.title} did not start: {last_line(self.log())}")
