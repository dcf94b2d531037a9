"""The stack as processes on this machine, with no set-up at all."""

import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .process import Guard, Process, wait_for_addresses
from .stack import Instance, Stack, StackError, StackFailure

HOST = "127.0.0.1"
SECRET_BYTES = 48


@dataclass(frozen=True)
class Settings:
    """What an embedded stack is to be like.

    `services` is the folder of the services' packages, `capacity` the number of sessions
    that one instance can hold (0: any number), `gateway_port` 0 for a free one, and
    `timeout` the seconds in which all parts must serve.
    """

    services: Path
    instances: int = 3
    capacity: int = 1
    gateway_port: int = 0
    timeout: float = 30.0

    def check(self) -> None:
        if sys.platform == "win32":
            raise StackError(
                "The embedded stack runs on Linux and macOS, and this is Windows: give the "
                "address of a gateway that is already up instead."
            )
        if self.instances < 1:
            raise StackError(f"A stack has at least 1 instance, got {self.instances}.")
        if self.capacity < 0:
            raise StackError(f"A capacity is 0 or more sessions, got {self.capacity}.")
        if not 0 <= self.gateway_port <= 65535:
            raise StackError(f"A port is 0 to 65535, got {self.gateway_port}.")
        if not self.services.is_dir():
            raise StackError(f"There is no folder of services at '{self.services}'.")


class EmbeddedStack(Stack):
    def __init__(self, settings: Settings):
        """Start all parts and wait until the gateway serves and all are healthy."""
        settings.check()
        self._settings = settings
        self._processes: dict[str, Process] = {}
        self._logs: dict[str, str] = {}
        self._guard = Guard()
        try:
            self._start()
        except StackError as err:
            self.stop()
            raise StackError(f"The stack did not start: {err}", self._logs) from err
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        deadline = time.monotonic() + self._settings.timeout
        secret = self._write_secret()
        names = [f"myservice-{i + 1}" for i in range(self._settings.instances)]
        auth = self._run("myauth", "myauth", secret)
        capacity = str(self._settings.capacity)
        instances = [
            self._run(name, "myservice", secret, "--pod-name", name, "--capacity", capacity)
            for name in names
        ]
        wait_for_addresses([auth, *instances], deadline)
        gateway = self._run(
            "mygateway",
            "mygateway",
            secret,
            *("--auth", auth.address),
            *("--instances", ",".join(instance.address for instance in instances)),
            *("--run-directory", str(self._guard.directory)),
            port=self._settings.gateway_port,
        )
        wait_for_addresses([gateway], deadline)

    def _write_secret(self) -> Path:
        """Write a secret made for this stack alone to a file that only this user reads."""
        file = self._guard.directory / "jwt_secret"
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
        return file

    def _run(self, name: str, module: str, secret: Path, *options: str, port: int = 0) -> Process:
        command = (
            *(sys.executable, "-m", module),
            *("--listen", f"{HOST}:{port}", "--jwt-secret-file", str(secret)),
            *options,
        )
        process = Process(name, command, self._guard, self._settings.services)
        self._processes[name] = process
        return process

    @property
    def gateway_address(self) -> str:
        return self._processes["mygateway"].address

    def instances(self) -> list[Instance]:
        return [
            Instance(name, process.address, "exited" if process.has_exited else "running")
            for name, process in self._processes.items()
            if name not in ("myauth", "mygateway")
        ]

    def wait_until_exited(self, name: str, timeout: float) -> int:
        names = [instance.name for instance in self.instances()]
        if name not in names:
            raise StackError(f"The stack has no instance '{name}'; it has {', '.join(names)}.")
        try:
            return self._processes[name].wait(timeout)
        except subprocess.TimeoutExpired:
            raise StackFailure(
                f"Instance '{name}' is still running after {timeout:g} s, "
                f"expected it to have exited."
            ) from None

    def logs(self) -> dict[str, str]:
        for name, process in self._processes.items():
            self._logs[name] = process.log() or self._logs.get(name, "")
        return dict(self._logs)

    def stop(self) -> None:
        self.logs()
        self._guard.close()
        for process in self._processes.values():
            process.close()
