"""This project's own system in containers, as its docker-compose.yml says."""

import random
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import StackError, StackFailure
from ..events import AUTH
from ..limit import Limit
from ..settings import Settings
from .compose import Compose
from .stack import ContainerStack

# The project under whose name the images are built: Compose labels them with it, and with
# one name a run each would leave images of its own.
IMAGES = "myservice-system"
HOST = "127.0.0.1"
INSTANCES = 3
INSTANCE_PORT, AUTH_PORT = 50052, 50051
SECRET_BYTES = 48
# Below those that systems give away by themselves: nobody gets it meanwhile.
PORTS = range(20_000, 30_000)
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
        if self.instances != INSTANCES:
            raise StackError(
                f"A stack in containers has {INSTANCES} instances, those of "
                f"'{self.file.name}', got {self.instances}."
            )
        super().check()
        if not self.file.is_file():
            raise StackError(f"There is no '{self.file}'.")


class ComposeStack(ContainerStack):
    _gateway_service = "mygateway"
    _auth_service = "myauth"
    _build_hint = " If it is the base image that is out of reach, BASE_IMAGE names another one."

    def __init__(self, settings: ComposeSettings):
        """Build the images, start all parts and wait until they are healthy."""
        settings.check()
        self._port = settings.gateway_port or _free_port()
        variables = {
            "JWT_SECRET": secrets.token_urlsafe(SECRET_BYTES),
            "GATEWAY_PORT": str(self._port),
            "MYSERVICE_CAPACITY": str(settings.capacity),
            "MYSERVICE_IDLE_TIME": str(settings.idle_time),
            "MYSERVICE_SUBSCRIBE_INTERVAL": str(settings.subscribe_interval),
            "MYAUTH_TOKEN_LIFETIME": str(settings.token_lifetime),
        }
        super().__init__(settings.file, settings.results, variables, keep=settings.keep)
        self._images = Compose(settings.file, IMAGES, variables)
        self._start(settings.timeout)

    @property
    def _builder(self) -> Compose:
        self._images.guard = self._guard
        return self._images

    def _up(self, limit: Limit) -> None:
        try:
            super()._up(limit)
        except StackError as err:
            output = str(err.logs)
            if any(words in output for words in _PORT_IS_TAKEN):
                raise StackError(
                    f"Port {self._port} of {HOST} is taken: give another one, or none, and a "
                    f"free one is taken.",
                    err.logs,
                ) from None
            raise

    @property
    def _instance_services(self) -> Sequence[str]:
        return [name for name in self._containers if name.startswith("myservice-")]

    @property
    def gateway_address(self) -> str:
        return f"{HOST}:{self._port}"

    def _address_of(self, name: str) -> str:
        return f"{name}:{INSTANCE_PORT}"

    def _wait_until_called(self, names: Sequence[str], limit: Limit) -> None:
        if not names or self.gateway.state != "running":
            return
        addresses = [
            f"myauth:{AUTH_PORT}" if name == AUTH else self._address_of(name) for name in names
        ]
        try:
            self._gateway.run(
                *("python3", "-m", "mygateway.readiness"),
                *("--instances", ",".join(addresses)),
                *("--timeout", f"{limit.left:.3f}"),
            )
        except StackError as err:
            titles = ", ".join(self.part(name).title for name in names)
            verb = "gets" if len(names) == 1 else "get"
            raise StackFailure(f"{titles} {verb} no calls within {limit}: {err}") from None


def _free_port() -> int:
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as listener:
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return port
    raise StackError(f"None of the ports {PORTS.start} to {PORTS.stop - 1} is free.")
