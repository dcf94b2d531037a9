"""The stack as processes on this machine, with no set-up at all."""

import importlib.util
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
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
        self._secret = self._write_secret()
        lifetime = ("--token-lifetime", str(settings.token_lifetime))
        command = _command("myauth", self._secret, *lifetime)
        self._auth = self._run("myauth", "The auth service", command)
        for number in range(1, settings.instances + 1):
            self._run_instance(f"myservice-{number}")
        wait_for_addresses([*self._processes.values()], limit)
        self._gateways = [self._run_gateway(number) for number in range(settings.gateways)]
        wait_for_addresses(self._gateways, limit)

    def _run_instance(self, name: str) -> Process:
        settings = self._settings
        own = (
            *("--pod-name", name),
            *("--capacity", str(settings.capacity)),
            *("--idle-time", str(settings.idle_time)),
            *("--subscribe-interval", str(settings.subscribe_interval)),
        )
        command = _command("myservice", self._secret, *own)
        self._instances[name] = self._run(name, f"Instance '{name}'", command)
        return self._instances[name]

    def _run_gateway(self, number: int) -> "GatewayProcess":
        """Run a gateway with a run directory of its own; the first one has the port asked for."""
        name = f"mygateway-{number + 1}" if number else "mygateway"
        directory = self._guard.directory
        if number:  # short, as the path of a socket can be of 100 characters only
            directory /= str(number + 1)
            directory.mkdir(mode=0o700)
        own = ("--auth", self._auth.address, "--run-directory", str(directory))
        port = 0 if number else self._settings.gateway_port
        command = _command("mygateway", self._secret, *own, port=port)
        addresses = [instance.address for instance in self._instances.values()]
        gateway = GatewayProcess(
            name,
            [*command, "--instances", ",".join(addresses)],
            self._guard,
            self._settings.services,
            "The gateway",
        )
        gateway.directory, gateway.auth, gateway.instances = directory, self._auth, self._instances
        self._processes[name] = gateway
        return gateway

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

    @property
    def gateway_address(self) -> str:
        return self._gateways[0].address

    @property
    def gateway_addresses(self) -> list[str]:
        return [gateway.address for gateway in self._gateways]

    @property
    def gateway(self) -> Part:
        return self._gateways[0]

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
        super().check_can(deed, part)
        if deed in ("disconnect", "reconnect"):
            raise OutOfReach("The parts of this stack are processes, which cannot be cut off.")

    def _wait_until_called(self, names: Sequence[str], limit: Limit) -> None:
        addresses = [self._address(name) for name in names]
        if not addresses:
            return
        for gateway in self._running_gateways():
            problem = self._ask(gateway, "mygateway.readiness", addresses, limit, "--unless-gone")
            if problem:
                titles = ", ".join(self.part(name).title for name in names)
                verb = "gets" if len(names) == 1 else "get"
                raise StackFailure(f"{titles} {verb} no calls within {limit}: {problem}")

    def add_instance(self, timeout: float) -> str:
        limit = Limit(timeout)
        number = 1 + max(int(name.rpartition("-")[2]) for name in self._instances)
        name = f"myservice-{number}"
        instance = self._run_instance(name)
        try:
            wait_for_addresses([instance], limit)
            self._publish(limit)
        except BaseException:
            self._forget(name)
            raise
        return name

    def remove_instance(self, name: str, timeout: float) -> None:
        limit = Limit(timeout)
        removed = self.instance(name)
        if len(self._instances) == 1:
            raise StackError(f"{removed.title} is the only one, which cannot be removed.")
        del self._instances[name]
        self._publish(limit)
        if removed.state == "running":
            removed.stop(limit.left)
        self._forget(name)

    def _forget(self, name: str) -> None:
        self._instances.pop(name, None)
        process = self._processes.pop(name)
        process.close()
        self._logs[name] = process.log()

    def _publish(self, limit: Limit) -> None:
        """Have the gateways use the instances that there are now, and no others."""
        addresses = [instance.address for instance in self._instances.values()]
        for gateway in self._running_gateways():
            problem = self._ask(gateway, "mygateway.instances", addresses, limit)
            if problem:
                raise StackFailure(
                    f"The gateway does not use the new list of instances within {limit}: {problem}"
                )

    def slow_down(self, name: str, delay: float, timeout: float) -> None:
        instance = self.instance(name)
        instance.should_be("running")
        options = ("--instance", self._address(name), "--delay", str(delay))
        problem = self._run_command("myservice.latency", options, Limit(timeout))
        if problem:
            raise StackFailure(f"{instance.title} cannot be slowed down: {problem}")

    def _running_gateways(self) -> list["GatewayProcess"]:
        return [gateway for gateway in self._gateways if gateway.state == "running"]

    def _ask(
        self,
        gateway: "GatewayProcess",
        module: str,
        addresses: Sequence[str],
        limit: Limit,
        *more: str,
    ) -> str:
        """Run one of the gateway's commands; return what is wrong, or nothing."""
        options = (
            *("--run-directory", str(gateway.directory)),
            *("--instances", ",".join(addresses)),
            *("--timeout", f"{limit.left:.3f}"),
            *more,
        )
        return self._run_command(module, options, limit)

    def _run_command(self, module: str, options: Sequence[str], limit: Limit) -> str:
        command = self._guard.command([sys.executable, "-m", module, *options])
        try:
            done = subprocess.run(
                command,
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
        return done.stderr.strip() if done.returncode != 0 else ""

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
    """The gateway; `auth` and `instances` are the parts that it sends calls to."""

    directory: Path
    auth: Process
    instances: Mapping[str, Process]

    def _start(self, limit: Limit) -> None:
        """Serve the instances that there are now; wait for those that are up."""
        instances = [*self.instances.values()]
        up = [one.address for one in (self.auth, *instances) if one.state == "running"]
        self.start_with(
            *("--listen", self.address),
            *("--instances", ",".join(one.address for one in instances)),
            *("--awaited", ",".join(up)),
            limit=limit,
        )


def _command(module: str, secret: Path, *options: str, port: int = 0) -> list[str]:
    """Return the command of a service on loopback, on a free port unless one is given."""
    return [
        *(sys.executable, "-m", module),
        *("--listen", f"{HOST}:{port}", "--jwt-secret-file", str(secret)),
        *options,
    ]
