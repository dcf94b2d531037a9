"""This project's own system in containers, as its docker-compose.yml says."""

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import StackError, StackFailure
from ..events import AUTH
from ..limit import Limit
from ..settings import Settings
from .compose import Compose, ComposeError
from .container import Container
from .gateway import ANY_HOST, INSTANCE_PORT, GatewayContainer, address_of
from .ports import HOST, free_ports
from .stack import ContainerStack

# The project under whose name the images are built: Compose labels them with it, and with
# one name a run each would leave images of its own.
IMAGES = "myservice-system"
INSTANCE = "myservice-"
# What the file has: instances myservice-1 to -3, and the gateways.
INSTANCES_IN_FILE = 3
GATEWAYS = ("mygateway", "mygateway-2")
SECOND_GATEWAY = "two-gateways"  # the profile that the second one is in
AUTH_PORT = 50051
SECRET_BYTES = 48
_PORT_IS_TAKEN = ("port is already allocated", "address already in use")


@dataclass(frozen=True)
class ComposeSettings(Settings):
    """`file` is docker-compose.yml, and `results` the folder for the containers' logs.

    `keep` leaves the stack up when it is stopped.
    """

    file: Path
    results: Path
    keep: bool = False

    def check(self) -> None:
        super().check()
        if self.gateways > len(GATEWAYS):
            raise StackError(f"A stack in containers has 1 or 2 gateways, got {self.gateways}.")
        if not self.file.is_file():
            raise StackError(f"There is no '{self.file}'.")


class ComposeStack(ContainerStack):
    _gateway_service = GATEWAYS[0]
    _auth_service = "myauth"
    _build_hint = " If it is the base image that is out of reach, BASE_IMAGE names another one."

    def __init__(self, settings: ComposeSettings):
        """Build the images, start all parts and wait until they are healthy."""
        settings.check()
        self._file = settings.file
        self._folder: Path | None = None
        self._ports = free_ports(settings.gateways, first=settings.gateway_port)
        self._names = [f"{INSTANCE}{number + 1}" for number in range(settings.instances)]
        variables = {
            "JWT_SECRET_FILE": "-",  # until there is one; nothing but 'up' reads it
            "COMPOSE_PROFILES": SECOND_GATEWAY,
            "GATEWAY_PORT": str(self._ports[0]),
            "SECOND_GATEWAY_PORT": str(self._ports[-1]),
            "MYGATEWAY_INSTANCES": ",".join(map(address_of, self._names)),
            "MYSERVICE_CAPACITY": str(settings.capacity),
            "MYSERVICE_IDLE_TIME": str(settings.idle_time),
            "MYSERVICE_SUBSCRIBE_INTERVAL": str(settings.subscribe_interval),
            "MYAUTH_TOKEN_LIFETIME": str(settings.token_lifetime),
        }
        super().__init__(settings.file, settings.results, variables, keep=settings.keep)
        self._images = Compose(settings.file, IMAGES, variables)
        self._start(settings.timeout)

    def _prepare(self) -> None:
        """Write the secret, and the instances that the file does not have."""
        if self._keep:  # what the containers of a stack that stays up read, must stay, too
            self._folder = Path(tempfile.mkdtemp(prefix="stack-"))
        self._files = self._folder or self._guard.directory
        secret = self._files / "jwt_secret"
        _write(secret, secrets.token_urlsafe(SECRET_BYTES))
        self._compose.environment["JWT_SECRET_FILE"] = str(secret)
        self._write_instances(self._names)

    def _write_instances(self, names: Iterable[str]) -> None:
        """Write a second Compose file, where there are more instances than in the first."""
        services = {
            name: {
                "extends": {"file": str(self._file.resolve()), "service": f"{INSTANCE}1"},
                "environment": {"MYSERVICE_POD_NAME": name},
            }
            for name in names
            if _number(name) > INSTANCES_IN_FILE
        }
        if services:
            self._compose.more = self._files / "more-instances.json"
            _write(self._compose.more, json.dumps({"services": services}))

    @property
    def _builder(self) -> Compose:
        self._images.guard = self._guard
        return self._images

    @property
    def _started_services(self) -> Sequence[str]:
        # Without what they depend on: that may be more instances than are wanted.
        return ["--no-deps", self._auth_service, *self._names, *self._gateway_services]

    @property
    def _gateway_services(self) -> Sequence[str]:
        return GATEWAYS[: len(self._ports)]

    def _up(self, limit: Limit) -> None:
        try:
            super()._up(limit)
        except ComposeError as err:
            if not any(words in err.output for words in _PORT_IS_TAKEN):
                raise
            taken = [port for port in self._ports if f"{HOST}:{port}" in err.output]
            raise StackError(
                f"Port {(taken or self._ports)[0]} of {HOST} is taken: give another one, or "
                f"none, and a free one is taken.",
                err.logs,
            ) from None

    def _find_parts(self) -> None:
        super()._find_parts()
        others = [self._container(name, "The gateway") for name in self._gateway_services[1:]]
        self._gateways = [self._gateway, *others]

    def _parts(self) -> Sequence[Container]:
        return [self.auth, *self._instances.values(), *self._gateways]

    def _container(self, service: str, title: str) -> Container:
        part = (service, self._containers[service], self._docker, title)
        if service in GATEWAYS:
            return GatewayContainer(*part, self._instances)
        port = AUTH_PORT if service == self._auth_service else INSTANCE_PORT
        return Container(*part, f"{ANY_HOST}:{port}")

    @property
    def _instance_services(self) -> Sequence[str]:
        return self._names

    @property
    def gateway_address(self) -> str:
        return self.gateway_addresses[0]

    @property
    def gateway_addresses(self) -> list[str]:
        return [f"{HOST}:{port}" for port in self._ports]

    def _address_of(self, name: str) -> str:
        return f"myauth:{AUTH_PORT}" if name == AUTH else address_of(name)

    def _wait_until_called(self, names: Sequence[str], limit: Limit) -> None:
        if not names:
            return
        addresses = [self._address_of(name) for name in names]
        for gateway in self._running_gateways():
            problem = gateway.wait_until_called(addresses, limit)
            if problem:
                titles = ", ".join(self.part(name).title for name in names)
                verb = "gets" if len(names) == 1 else "get"
                raise StackFailure(f"{titles} {verb} no calls within {limit}: {problem}")

    def _running_gateways(self) -> list[GatewayContainer]:
        gateways = [one for one in self._gateways if isinstance(one, GatewayContainer)]
        return [one for one in gateways if one.state == "running"]

    def add_instance(self, timeout: float) -> str:
        limit = Limit(timeout)
        name = f"{INSTANCE}{1 + max(map(_number, self._instances))}"
        self._write_instances([*self._instances, name])
        try:
            self._bring_up(["--no-deps", name], limit)
            self._instances[name] = self._container(name, f"Instance '{name}'")
            self._instances[name].wait_until_serving(limit)
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

    def _publish(self, limit: Limit) -> None:
        for gateway in self._running_gateways():
            gateway.publish(limit)

    def _forget(self, name: str) -> None:
        """Remove an instance's container, where there is one, but keep its log."""
        self._instances.pop(name, None)
        if name in self._containers:
            self._read_log(name)
            self._docker.remove(self._containers.pop(name))

    def slow_down(self, name: str, delay: float, timeout: float) -> None:
        instance = self.instance(name)
        instance.should_be("running")
        problem = instance.run("myservice.latency", "--delay", str(delay), limit=Limit(timeout))
        if problem:
            raise StackFailure(f"{instance.title} cannot be slowed down: {problem}")

    def _take_down(self) -> None:
        try:
            super()._take_down()
        finally:
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def farewell(self) -> str:
        if not self._keep:
            return ""
        compose = f"JWT_SECRET_FILE=- COMPOSE_PROFILES={SECOND_GATEWAY} {self._compose}"
        return (
            f"The stack stays up, with its gateway at {self.gateway_address}. "
            f"See its logs with '{compose} logs --follow', "
            f"take it down with '{compose} down --volumes --remove-orphans; "
            f"rm -r {self._folder}'."
        )


def _number(name: str) -> int:
    return int(name.removeprefix(INSTANCE))


def _write(file: Path, text: str) -> None:
    """Write a file that the containers' user can read; its folder keeps others out."""
    try:
        file.write_text(text, encoding="ascii")
        file.chmod(0o644)
    except OSError as err:
        raise StackError(f"Cannot write '{file}': {err.strerror}.") from None
