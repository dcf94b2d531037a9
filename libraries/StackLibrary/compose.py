"""The stack in containers, as docker-compose.yml says."""

import os
import random
import secrets
import shlex
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .container import INSTANCE_PORT, GatewayContainer, InstanceContainer
from .docker import Docker, last_line
from .errors import StackError
from .part import Part
from .process import Guard
from .settings import Settings
from .stack import Instance, Stack, instance_named

# The project under whose name the images are built: Compose labels them with it, and with
# one name a run each would leave images of its own.
IMAGES = "myservice-system"
HOST = "127.0.0.1"
INSTANCES = 3
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


class ComposeStack(Stack):
    def __init__(self, settings: ComposeSettings):
        """Build the images, start all parts and wait until they are healthy."""
        settings.check()
        self._settings = settings
        self._docker = Docker()
        self._project = f"myservice-{os.getpid()}-{secrets.token_hex(4)}"
        self._port = settings.gateway_port or _free_port()
        self._environment = {
            "JWT_SECRET": secrets.token_urlsafe(SECRET_BYTES),
            "GATEWAY_PORT": str(self._port),
            "MYSERVICE_CAPACITY": str(settings.capacity),
            "MYSERVICE_SUBSCRIBE_INTERVAL": str(settings.subscribe_interval),
            "MYAUTH_TOKEN_LIFETIME": str(settings.token_lifetime),
        }
        self._containers: dict[str, str] = {}
        self._logs: dict[str, str] = {}
        self._images = _compose_library(settings.file, IMAGES)
        self._compose = _compose_library(settings.file, self._project)
        self._guard = self._set_guard()
        try:
            self._start()
        except StackError as err:
            self._take_down()
            logs = {**self._logs, **err.logs}
            raise StackError(f"The stack did not start: {err}", logs) from err
        except BaseException:
            self._take_down()
            raise

    def _set_guard(self) -> Guard:
        """Have all taken down, and what Compose does ended, if this process ends before."""
        name, *rest = self._compose._docker_compose_cmd
        path = shutil.which(name) or name
        project = ("--project-name", self._project, "--file", str(self._settings.file))
        self._command = (name, *rest, *project)
        down = (path, *rest, *project, "down", "--volumes", "--remove-orphans", "--timeout", "0")
        clean_up = () if self._settings.keep else down
        guard = Guard(*clean_up, environment={**os.environ, **self._environment})
        for library in (self._images, self._compose):
            library._docker_compose_cmd = guard.command([path, *rest])
        return guard

    def _start(self) -> None:
        self._do("build", self._images.docker_compose_build)
        deadline = time.monotonic() + self._settings.timeout
        try:
            self._do("up", self._compose.docker_compose_up, no_build=True, wait=False)
        finally:
            self._containers = self._docker.containers(self._project)
        self._gateway = GatewayContainer("mygateway", *self._where("mygateway"))
        self._instances = {
            name: InstanceContainer(name, *self._where(name), self._gateway)
            for name in self._containers
            if name.startswith("myservice-")
        }
        self._gateway.instances = [*self._instances.values()]
        self._gateway.wait_until_serving(deadline)
        for instance in self._instances.values():
            self._gateway.wait_until_healthy(instance, deadline)

    def _where(self, service: str) -> tuple[str, Docker, str]:
        return self._containers[service], self._docker, f"{self._project}_system"

    def _do(self, what: str, act: Any, **options: Any) -> None:
        try:
            with _environment(self._environment):
                act(**options)
        except AssertionError as err:  # all that the library ever raises
            raise self._error(what, str(err)) from None

    def _error(self, what: str, output: str) -> StackError:
        logs = {f"docker compose {what}": output}
        if any(words in output for words in _PORT_IS_TAKEN):
            return StackError(
                f"Port {self._port} of {HOST} is taken: give another one, or none, and a "
                f"free one is taken.",
                logs,
            )
        if what == "build":
            return StackError(
                f"An image does not build: {last_line(output)} If it is the base image that "
                f"is out of reach, BASE_IMAGE names another one.",
                logs,
            )
        return StackError(last_line(output), logs)

    @property
    def gateway_address(self) -> str:
        return f"{HOST}:{self._port}"

    @property
    def gateway(self) -> Part:
        return self._gateway

    def instances(self) -> list[Instance]:
        return [
            Instance(name, f"{name}:{INSTANCE_PORT}", container.state)
            for name, container in self._instances.items()
        ]

    def instance(self, name: str) -> Part:
        return instance_named(name, self._instances)

    def logs(self) -> dict[str, str]:
        for service, container in self._containers.items():
            try:
                self._logs[service] = self._docker.run("logs", container)
            except StackError as err:
                self._logs.setdefault(service, f"No log: {err}")
        return dict(self._logs)

    def stop(self) -> None:
        """Take all down, unless it is to be kept, and leave each container's log."""
        if self._settings.keep:
            self._write_logs()
            self._containers = {}
            self._guard.dismiss()
        else:
            self._take_down()

    def _take_down(self) -> None:
        self._write_logs()
        self._containers = {}
        try:
            self._do("down", self._compose.docker_compose_down, timeout="0s")
        except BaseException:
            self._guard.close()  # it tries again
            raise
        self._guard.dismiss()

    def _write_logs(self) -> None:
        folder = self._settings.results / "containers" / self._project
        for service, log in self.logs().items():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{service}.log").write_text(log, encoding="utf-8")

    @property
    def farewell(self) -> str:
        if not self._settings.keep:
            return ""
        compose = f"JWT_SECRET=- {shlex.join(self._command)}"
        return (
            f"The stack stays up, with its gateway at {self.gateway_address}. "
            f"See its logs with '{compose} logs --follow', "
            f"take it down with '{compose} down --volumes'."
        )


def _compose_library(file: Path, project: str) -> Any:
    """Return robotframework-docker's library, which looks for Docker as soon as it is there."""
    try:
        from DockerComposeLibrary import DockerComposeLibrary
    except ImportError:
        raise StackError(
            "robotframework-docker is not installed, which a stack in containers needs: "
            "install it with 'pip install robotframework-docker'."
        ) from None
    try:
        return DockerComposeLibrary(str(file), project, str(file.parent))
    except (FileNotFoundError, AssertionError):
        raise StackError(
            "There is neither 'docker compose' nor 'docker-compose' on this machine, which a "
            "stack in containers needs: install Docker Compose, or use GATEWAY:embedded."
        ) from None


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Have variables in the environment of the commands that the library runs meanwhile."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _free_port() -> int:
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as listener:
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return port
    raise StackError(f"None of the ports {PORTS.start} to {PORTS.stop - 1} is free.")
