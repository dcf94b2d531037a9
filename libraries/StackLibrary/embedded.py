"""The stack as processes on this machine, with no set-up at all."""

import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .embedded_parts import GatewayProcess, InstanceProcess
from .errors import StackError
from .part import Part
from .process import Guard, Process, wait_for_addresses
from .settings import Settings
from .stack import Instance, Stack, instance_named

HOST = "127.0.0.1"
SECRET_BYTES = 48


@dataclass(frozen=True)
class EmbeddedSettings(Settings):
    """`services` is the folder of the services' packages."""

    services: Path

    def check(self) -> None:
        if sys.platform == "win32":
            raise StackError(
                "The embedded stack runs on Linux and macOS, and this is Windows: give the "
                "address of a gateway that is already up instead."
            )
        super().check()
        if not self.services.is_dir():
            raise StackError(f"There is no folder of services at '{self.services}'.")


class EmbeddedStack(Stack):
    def __init__(self, settings: EmbeddedSettings):
        """Start all parts and wait until the gateway serves and all are healthy."""
        settings.check()
        self._settings = settings
        self._instances: dict[str, InstanceProcess] = {}
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
        guard, services = self._guard, self._settings.services
        secret = self._write_secret()
        lifetime = ("--token-lifetime", str(self._settings.token_lifetime))
        auth = Process("myauth", _command("myauth", secret, *lifetime), guard, services)
        self._processes["myauth"] = auth
        for number in range(1, self._settings.instances + 1):
            name = f"myservice-{number}"
            own = (
                *("--pod-name", name),
                *("--capacity", str(self._settings.capacity)),
                *("--subscribe-interval", str(self._settings.subscribe_interval)),
            )
            instance = InstanceProcess(name, _command("myservice", secret, *own), guard, services)
            self._instances[name] = self._processes[name] = instance
        wait_for_addresses([*self._processes.values()], deadline)
        command = _command("mygateway", secret, *self._routes(), port=self._settings.gateway_port)
        self._gateway = GatewayProcess(command, guard, services, [*self._processes.values()])
        self._processes["mygateway"] = self._gateway
        for instance in self._instances.values():
            instance.gateway = self._gateway
        wait_for_addresses([self._gateway], deadline)

    def _write_secret(self) -> Path:
        """Write a secret made for this stack alone to a file that only this user reads."""
        file = self._guard.directory / "jwt_secret"
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
        return file

    def _routes(self) -> tuple[str, ...]:
        """Return the gateway's options that say whom it sends calls."""
        instances = ",".join(instance.address for instance in self._instances.values())
        return (
            *("--auth", self._processes["myauth"].address),
            *("--instances", instances),
            *("--run-directory", str(self._guard.directory)),
        )

    @property
    def gateway_address(self) -> str:
        return self._gateway.address

    @property
    def gateway(self) -> Part:
        return self._gateway

    def instances(self) -> list[Instance]:
        return [
            Instance(name, process.address, process.state)
            for name, process in self._instances.items()
        ]

    def instance(self, name: str) -> Part:
        return instance_named(name, self._instances)

    def logs(self) -> dict[str, str]:
        for name, process in self._processes.items():
            self._logs[name] = process.log() or self._logs.get(name, "")
        return dict(self._logs)

    def stop(self) -> None:
        self.logs()
        self._guard.close()
        for process in self._processes.values():
            process.close()


def _command(module: str, secret: Path, *options: str, port: int = 0) -> list[str]:
    """Return the command of a service on loopback, on a free port unless one is given."""
    return [
        *(sys.executable, "-m", module),
        *("--listen", f"{HOST}:{port}", "--jwt-secret-file", str(secret)),
        *options,
    ]
