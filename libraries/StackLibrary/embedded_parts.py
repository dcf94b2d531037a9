"""The parts of an embedded stack that depend on one another: gateway and instances."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from .errors import StackFailure
from .process import Guard, Process


class GatewayProcess(Process):
    def __init__(
        self,
        command: Sequence[str],
        guard: Guard,
        services: Path,
        others: Sequence["Process"],
    ):
        """`others` are those whom it sends calls: the auth service and the instances."""
        super().__init__("mygateway", command, guard, services, title="The gateway")
        self._guard = guard
        self._services = services
        self._others = others

    def _start(self, deadline: float) -> None:
        """Serve those that are up: the rest cannot become healthy."""
        up = ",".join(other.address for other in self._others if other.state == "running")
        self.start_with("--listen", self.address, "--awaited", up, deadline=deadline)

    def wait_until_healthy(self, instance: Process, deadline: float) -> None:
        """Wait until it sends calls to the instance, unless it is down itself."""
        if self.state != "running":
            return
        command = (
            *(sys.executable, "-m", "mygateway.readiness"),
            *("--run-directory", str(self._guard.directory)),
            *("--instances", instance.address),
            *("--timeout", f"{max(0.0, deadline - time.monotonic()):.3f}"),
        )
        done = subprocess.run(
            self._guard.command(command),
            cwd=self._services,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise StackFailure(f"{instance.title} gets no calls: {done.stderr.strip()}")


class InstanceProcess(Process):
    """An instance; its `gateway` is set once there is one."""

    gateway: GatewayProcess | None = None

    def __init__(self, name: str, command: Sequence[str], guard: Guard, services: Path):
        super().__init__(name, command, guard, services, title=f"Instance '{name}'")

    def _wait_until_called(self, deadline: float) -> None:
        if self.gateway is not None:
            self.gateway.wait_until_healthy(self, deadline)
