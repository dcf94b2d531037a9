"""The stack as processes on this machine, with no set-up at all."""

import importlib.util
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutOfReach, StackError, StackFailure
from ..events import AUTH
from ..limit import Limit
from ..part import Part
from ..settings import Settings
from ..stack import Instance, Stack, instance_named
from .environment import environment
from .guard_process import Guard
from .process import Process, wait_for_addresses

HOST = "127.0.0.1"
SECRET_BYTES = 48
# What the services import, beside what the libraries need themselves.
_SERVICES_NEED = ("argon2", "grpc_health", "grpc_reflection", "jwt")
DISTRIBUTION = "robotframework-grpc-sessions"
# Beyond the limit that it has been given itself, a command may need this much to say that.
_COMMAND_SECONDS = 5.0


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
        missing = [name for name in _SERVICES_NEED if importlib.util.find_spec(name) is None]
        if missing:
            raise StackError(
                f"The embedded stack needs packages that are not installed "
                f"({', '.join(missing)}): run 'pip install \"{DISTRIBUTION}[system]\"'."
            )


class EmbeddedStack(Stack):
    def __init__(self, settings: EmbeddedSettings):
        """Start all parts and wait until the gateway serves and all are healthy."""
        settings.check()
        self._settings = settings
        self._instances: dict[str, Process] = {}
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
        settings, limit = self._settings, Limit(self._settings.timeout)
        secret = self._write_secret()
        lifetime = ("--token-lifetime", str(settings.token_lifetime))
        self._auth = self._run("myauth", "The auth service", _command("myauth", secret, *lifetime))
        for number in range(1, settings.instances + 1):
            name = f"myservice-{number}"
            own = (
                *("--pod-name", name),
                *("--capacity", str(settings.capacity)),
                *("--subscribe-interval", str(settings.subscribe_interval)),
            )
            command = _command("myservice", secret, *own)
            self._instances[name] = self._run(name, f"Instance '{name}'", command)
        others = [*self._processes.values()]
        wait_for_addresses(others, limit)
        command = _command("mygateway", secret, *self._routes(), port=settings.gateway_port)
        self._gateway = GatewayProcess(
            "mygateway",
            command,
            self._guard,
            settings.services,
            "The gateway",
        )
        self._gateway.others = others
        self._processes["mygateway"] = self._gateway
        wait_for_addresses([self._gateway], limit)

    def _run(self, name: str, title: str, command: Sequence[str]) -> Process:
        process = Process(name, command, self._guard, self._settings.services, title)
        self._processes[name] = process
        return process

    def _write_secret(self) -> Path:
        """Write a secret made for this stack alone to a file that only this user reads."""
        file = self._guard.directory / "jwt_secret"
        try:
            file.touch(mode=0o600, exist_ok=False)
            file.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
        except OSError as err:
            raise StackError(f"Cannot write '{file}': {err.strerror}.") from None
        return file

    def _routes(self) -> tuple[str, ...]:
        """Return the gateway's options that name the parts that it sends calls to."""
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

    @property
    def auth(self) -> Part:
        return self._auth

    def instances(self) -> list[Instance]:
        return [
            Instance(name, process.address, process.state)
            for name, process in self._instances.items()
        ]

    def instance(self, name: str) -> Part:
        return instance_named(name, self._instances)

    def check_can(self, deed: str, part: str) -> None:
        if deed in ("disconnect", "reconnect"):
            raise OutOfReach("The parts of this stack are processes, which cannot be cut off.")

    def _wait_until_called(self, names: Sequence[str], limit: Limit) -> None:
        addresses = [self._address(name) for name in names]
        if not addresses or self.gateway.state != "running":
            return
        command = (
            *(sys.executable, "-m", "mygateway.readiness"),
            *("--run-directory", str(self._guard.directory)),
            *("--instances", ",".join(addresses)),
            *("--timeout", f"{limit.left:.3f}"),
        )
        try:
            done = subprocess.run(
                self._guard.command(command),
                cwd=self._settings.services,
                env=environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=limit.left + _COMMAND_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise StackFailure(
                f"The gateway does not answer, expected it to within {limit}."
            ) from None
        if done.returncode != 0:
            titles = ", ".join(self.part(name).title for name in names)
            verb = "gets" if len(names) == 1 else "get"
            raise StackFailure(f"{titles} {verb} no calls within {limit}: {done.stderr.strip()}")

    def _address(self, name: str) -> str:
        return self._auth.address if name == AUTH else self._instances[name].address

    def logs(self) -> dict[str, str]:
        for name, process in self._processes.items():
            self._logs[name] = process.log() or self._logs.get(name, "")
        return dict(self._logs)

    def stop(self) -> None:
        self.logs()
        self._guard.close()
        for process in self._processes.values():
            process.close()


class GatewayProcess(Process):
    """The gateway; `others` are the parts that it sends calls to."""

    others: Sequence[Process] = ()

    def _start(self, limit: Limit) -> None:
        """Serve those that are up: the rest cannot become healthy."""
        up = ",".join(other.address for other in self.others if other.state == "running")
        self.start_with("--listen", self.address, "--awaited", up, limit=limit)


def _command(module: str, secret: Path, *options: str, port: int = 0) -> list[str]:
    """Return the command of a service on loopback, on a free port unless one is given."""
    return [
        *(sys.executable, "-m", module),
        *("--listen", f"{HOST}:{port}", "--jwt-secret-file", str(secret)),
        *options,
    ]
