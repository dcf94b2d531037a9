"""One part of a stack in containers."""

import time
from collections.abc import Sequence

from .docker import Docker, last_line
from .errors import StackError, StackFailure
from .part import POLL_SECONDS, Part, State

INSTANCE_PORT = 50052


class Container(Part):
    def __init__(self, service: str, container: str, docker: Docker, network: str, title: str):
        super().__init__(title)
        self.service = service
        self._container = container
        self._docker = docker
        self._network = network

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

    def run(self, *command: str) -> None:
        """Run a command in it; raise StackError with the last line that it prints."""
        self._docker.run("exec", self._container, *command)

    def _kill(self) -> None:
        self._docker.run("kill", self._container)

    def _terminate(self) -> None:
        self._docker.run("kill", "--signal", "TERM", self._container)

    def _pause(self) -> None:
        self._docker.run("pause", self._container)

    def _resume(self) -> None:
        self._docker.run("unpause", self._container)

    def _disconnect(self) -> None:
        self._docker.run("network", "disconnect", self._network, self._container)

    def _reconnect(self) -> None:
        self._docker.run(
            "network", "connect", "--alias", self.service, self._network, self._container
        )

    def _start(self, deadline: float) -> None:
        try:
            self._docker.run("start", self._container)
        except StackError as err:
            raise StackError(f"{self.title} did not start: {err}") from None
        self.wait_until_serving(deadline)

    def wait_until_serving(self, deadline: float) -> None:
        """Wait until its health check succeeds; `deadline` as `time.monotonic`."""
        while (state := self._docker.state(self._container)).health != "healthy":
            if state.status != "running":
                log = self._docker.run("logs", self._container)
                raise StackError(f"{self.title} did not start: {last_line(log)}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.title} did not serve within the time limit.")
            time.sleep(POLL_SECONDS)  # only who asks is told


class GatewayContainer(Container):
    """The gateway; `instances` are those whom it sends calls."""

    instances: Sequence[Container] = ()

    def __init__(self, service: str, container: str, docker: Docker, network: str):
        super().__init__(service, container, docker, network, "The gateway")

    def _wait_until_called(self, deadline: float) -> None:
        for instance in self.instances:
            if instance.state == "running":
                self.wait_until_healthy(instance, deadline)

    def wait_until_healthy(self, instance: Container, deadline: float) -> None:
        """Wait until it sends calls to the instance, unless it is down itself."""
        if self.state != "running":
            return
        try:
            self.run(
                *("python3", "-m", "mygateway.readiness"),
                *("--instances", f"{instance.service}:{INSTANCE_PORT}"),
                *("--timeout", f"{max(0.0, deadline - time.monotonic()):.3f}"),
            )
        except StackError as err:
            raise StackFailure(f"{instance.title} gets no calls: {err}") from None


class InstanceContainer(Container):
    def __init__(
        self, service: str, container: str, docker: Docker, network: str, gateway: GatewayContainer
    ):
        super().__init__(service, container, docker, network, f"Instance '{service}'")
        self._gateway = gateway

    def _wait_until_called(self, deadline: float) -> None:
        self._gateway.wait_until_healthy(self, deadline)
