"""The stack in containers, as a Compose file says."""

import os
import secrets
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import OutOfReach, StackError, StackFailure
from ..limit import Limit
from ..part import Part
from ..processes.guard_process import Guard
from ..stack import Instance, Stack, instance_named
from .compose import Compose, ComposeError, last_line
from .container import Container
from .docker import Docker

_DOWN = ("down", "--volumes", "--remove-orphans", "--timeout", "0")


class ContainerStack(Stack):
    """A project of its own of a Compose file, taken down when it is stopped."""

    def __init__(
        self, file: Path, results: Path, variables: Mapping[str, str], *, keep: bool = False
    ):
        """`results` is the folder for the containers' logs, `variables` are the file's."""
        self._results = results
        self._keep = keep
        self._docker = Docker()
        self._project = f"myservice-{os.getpid()}-{secrets.token_hex(4)}"
        self._compose = Compose(file, self._project, variables)
        self._containers: dict[str, str] = {}
        self._instances: dict[str, Container] = {}
        self._logs: dict[str, str] = {}

    def _start(self, timeout: float) -> None:
        """Build and start all, and wait until it serves; on failure, take all down."""
        clean_up = () if self._keep else self._compose.command(*self._down)
        self._guard = Guard(*clean_up, environment=self._compose.environment)
        self._compose.guard = self._guard
        try:
            self._prepare()
            self._build()
            self._up(Limit(timeout))
        except (StackError, StackFailure) as err:
            self._take_down()
            logs = {**self._logs, **getattr(err, "logs", {})}
            raise StackError(f"The stack did not start: {err}", logs) from err
        except BaseException:
            self._take_down()
            raise

    @property
    def _down(self) -> tuple[str, ...]:
        return _DOWN

    def _prepare(self) -> None:
        """Write what Compose needs beside its file."""

    def _build(self) -> None:
        try:
            self._builder.run("build", "--quiet")
        except ComposeError as err:
            raise StackError(
                f"An image does not build: {last_line(err.output)}{self._build_hint}", err.logs
            ) from None

    _build_hint = ""

    @property
    def _builder(self) -> Compose:
        return self._compose

    def _up(self, limit: Limit) -> None:
        self._bring_up(self._started_services, limit)
        self._find_parts()
        for part in self._parts():
            part.wait_until_serving(limit)
        self._wait_until_called(list(self._instances), limit)

    def _bring_up(self, services: Sequence[str], limit: Limit) -> None:
        try:
            self._compose.run("up", "--detach", "--no-build", *services, timeout=limit.left)
        finally:
            self._containers = self._docker.containers(self._project)

    @property
    def _started_services(self) -> Sequence[str]:
        """The services to start, and options for that; without any, all are started."""
        return ()

    def _find_parts(self) -> None:
        for name in self._instance_services:
            self._instances[name] = self._container(name, f"Instance '{name}'")
        self._gateway = self._container(self._gateway_service, "The gateway")
        service = self._auth_service
        self._auth = self._container(service, "The auth service") if service else None

    def _parts(self) -> Sequence[Container]:
        auth = [self._auth] if self._auth else []
        return [self._gateway, *self._instances.values(), *auth]

    def _container(self, service: str, title: str) -> Container:
        return Container(service, self._containers[service], self._docker, title)

    @property
    @abstractmethod
    def _gateway_service(self) -> str: ...

    @property
    @abstractmethod
    def _instance_services(self) -> Sequence[str]: ...

    @property
    @abstractmethod
    def _auth_service(self) -> str | None: ...

    @property
    def gateway(self) -> Part:
        return self._gateway

    @property
    def auth(self) -> Container:
        if self._auth is None:
            raise OutOfReach("The auth service of this stack is out of reach.")
        return self._auth

    def check_can(self, deed: str, part: str) -> None:
        super().check_can(deed, part)
        if part == "auth":
            _ = self.auth

    def instances(self) -> list[Instance]:
        return [
            Instance(name, self._address_of(name), container.state)
            for name, container in self._instances.items()
        ]

    def _address_of(self, name: str) -> str:
        """Return an instance's address in the containers' own network, where it is known."""
        return ""

    def instance(self, name: str) -> Container:
        return instance_named(name, self._instances)

    def logs(self) -> dict[str, str]:
        for service in self._containers:
            self._read_log(service)
        return dict(self._logs)

    def _read_log(self, service: str) -> None:
        try:
            self._logs[service] = self._docker.run("logs", self._containers[service])
        except StackError as err:
            self._logs.setdefault(service, f"No log: {err}")

    def stop(self) -> None:
        """Take all down, unless it is to be kept, and leave each container's log."""
        if not self._keep:
            self._take_down()
            return
        self._write_logs()
        self._containers = {}
        self._guard.dismiss()

    def _take_down(self) -> None:
        try:
            self._write_logs()
            self._compose.run(*self._down)
        except BaseException:
            self._guard.close()  # it tries again
            raise
        finally:
            self._containers = {}
        self._guard.dismiss()

    def _write_logs(self) -> None:
        folder = self._results / "containers" / self._project
        for service, log in self.logs().items():
            try:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{service}.log").write_text(log, encoding="utf-8")
            except OSError as err:
                raise StackError(f"Cannot write to '{folder}': {err.strerror}.") from None
