"""Somebody else's system in containers, as a Compose file of theirs says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import StackError
from .stack import ContainerStack


@dataclass(frozen=True)
class ForeignComposeSettings:
    """The services of the file that are the system's parts; `port` is the gateway's own."""

    file: Path
    gateway: str
    port: int
    instances: tuple[str, ...]
    auth: str | None = None
    tls: Mapping[str, str] = field(default_factory=dict)

    def stack(self, results: Path, *, fresh: bool, timeout: float) -> "ForeignComposeStack":
        """Start it: what has just been started is fresh."""
        return ForeignComposeStack(self, results, timeout)


class ForeignComposeStack(ContainerStack):
    def __init__(self, settings: ForeignComposeSettings, results: Path, timeout: float):
        super().__init__(settings.file, results, {})
        self._settings = settings
        self._start(timeout)

    @property
    def kind(self) -> str:
        return "compose"

    @property
    def _down(self) -> tuple[str, ...]:
        return (*super()._down, "--rmi", "local")

    @property
    def _gateway_service(self) -> str:
        return self._settings.gateway

    @property
    def _instance_services(self) -> Sequence[str]:
        return self._settings.instances

    @property
    def _auth_service(self) -> str | None:
        return self._settings.auth

    def _container(self, service: str, title: str):  # type: ignore[no-untyped-def]
        if service not in self._containers:
            known = ", ".join(self._containers)
            raise StackError(f"'{self._settings.file}' has no service '{service}'; it has {known}.")
        return super()._container(service, title)

    @property
    def gateway_address(self) -> str:
        """Asked for each time: a port that Docker picks is another one after a restart."""
        return self._gateway.published(self._settings.port)

    @property
    def gateway_tls(self) -> Mapping[str, str]:
        return self._settings.tls
