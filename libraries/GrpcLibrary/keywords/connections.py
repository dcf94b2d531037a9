"""Keywords that open, choose and close connections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import grpc
from grpc_health.v1 import health_pb2
from robot.api import logger
from robot.api.deco import keyword

from ..connection import Connection, Settings
from ..errors import CheckFailed, RpcFailed
from ..metadata import SentMetadata
from ..record import CallRecord
from ..schema import Schema
from ..security import Tls, TlsFields
from .aliases import Aliases
from .call_log import log_metadata

# What stands for the server's own reflection among the sources of a schema.
REFLECTION = Path("reflection")

SERVING = health_pb2.HealthCheckResponse.SERVING

_COMPRESSIONS = {
    "none": None,
    "deflate": grpc.Compression.Deflate,
    "gzip": grpc.Compression.Gzip,
}


@dataclass(frozen=True, eq=False)
class Opened:
    """A connection, the methods that can be called over it, and how to cancel its streams."""

    alias: str
    connection: Connection
    schema: Schema
    cancels: dict[str, Callable[[], None]] = field(default_factory=dict)

    @property
    def target(self) -> str:
        return self.connection.target

    def close(self) -> None:
        for cancel in self.cancels.values():
            cancel()
        self.connection.close()


class ConnectionKeywords:
    def __init__(self, connections: Aliases[Opened], record: CallRecord):
        self._connections = connections
        self._record = record

    @keyword(tags=["Connection"])
    def open_connection(
        self,
        target: str,
        schema: Path | list[Path] | None = None,
        *,
        import_paths: list[Path] | None = None,
        alias: str | None = None,
        deadline: timedelta = timedelta(seconds=5),
        metadata: SentMetadata | None = None,
        tls: TlsFields | Literal["system"] | None = None,
        options: dict[str, str | int] | None = None,
        compression: Literal["none", "deflate", "gzip"] = "none",
    ) -> None:
        """Connects to a server and makes that the `active connection`.

        ``target`` is ``host:port`` or ``unix:path``. ``schema`` says where the server's methods
        are described, see `Schema`; without it, the server is asked. A list names several
        sources, among which ``reflection`` is the server. ``import_paths`` are the folders
        that ``.proto`` files import from, beside their own. ``alias`` is the name that other
        keywords use for the connection, by default its target.

        For every call of the connection, unless the call says otherwise: ``deadline`` is how
        long it may take, ``metadata`` is sent with it (values may be secrets), and
        ``compression`` is that of what is sent.

        ``tls`` is ``system`` for TLS with the roots that this machine trusts, or a dictionary,
        see `TLS`. ``options`` are channel options of gRPC's core.

        | `Open Connection`    localhost:50051
        | `Open Connection`    localhost:50051    ${CURDIR}/protos    alias=greeter    deadline=1s
        | VAR    @{sources}    ${CURDIR}/details.proto    reflection
        | `Open Connection`    localhost:50051    ${sources}
        """
        name = target if alias is None else alias
        self._connections.check_is_free(name)
        settings = Settings(
            Tls.of(tls),
            metadata or {},
            options or {},
            _COMPRESSIONS[compression],
        )
        connection = Connection(target, deadline.total_seconds(), self._record, settings)
        try:
            connection.wait_until_ready()
            opened = Opened(name, connection, _read_schema(connection, schema, import_paths or []))
        except BaseException:
            connection.close()
            raise
        self._connections.add(opened)
        logger.info(f"Connected to '{target}'.")
        log_metadata("Metadata of every call", settings.metadata)

    @keyword(tags=["Connection"])
    def switch_connection(self, alias: str) -> Opened:
        """Makes the connection of that alias the `active connection` and returns it.

        It has an ``alias`` and a ``target``.

        | `Open Connection`    localhost:50051    alias=first
        | `Open Connection`    localhost:50052    alias=second
        | `Switch Connection`    first
        """
        return self._connections.switch(alias)

    @keyword(tags=["Connection"])
    def close_connection(self, connection: str | None = None) -> None:
        """Closes the connection, by default the active one; cancels and forgets its streams.

        When it was the active one, none is active then.

        | `Close Connection`    first
        """
        self._connections.remove(connection).close()

    @keyword(tags=["Connection"])
    def close_all_connections(self) -> None:
        """Closes all connections that this library has opened, as `Close Connection` does."""
        for opened in self._connections.remove_all():
            opened.close()

    @keyword(tags=["Connection", "Wait"])
    def wait_until_server_is_ready(
        self,
        target: str,
        timeout: timedelta = timedelta(seconds=30),
        *,
        tls: TlsFields | Literal["system"] | None = None,
    ) -> None:
        """Waits until a gRPC server accepts connections at ``target``.

        Use it before `Open Connection` where the server has just been started.

        | `Wait Until Server Is Ready`    localhost:50051    timeout=1 minute
        """
        settings = Settings(Tls.of(tls))
        connection = Connection(target, timeout.total_seconds(), settings=settings)
        try:
            connection.wait_until_ready(timeout.total_seconds())
        finally:
            connection.close()

    @keyword(tags=["Connection", "Assertion"])
    def server_should_be_serving(self, service: str = "", *, connection: str | None = None) -> None:
        """Verifies that the server's health service says SERVING.

        ``service`` is a full service name, by default the server as a whole (gRPC Health
        Checking Protocol).

        | `Server Should Be Serving`
        | `Server Should Be Serving`    greeting.Greeter
        """
        opened = self._connections.get(connection)
        outcome = opened.connection.health(service, opened.alias)
        what = f"Service '{service}'" if service else "The server"
        where = f"{what} at '{outcome.target}'"
        if outcome.response is None:
            raise RpcFailed(
                f"{where} does not tell its health: {outcome.status}, expected SERVING.", outcome
            )
        answer: Any = outcome.response
        if answer.status != SERVING:
            name = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
            raise CheckFailed(f"{where} is '{name}', expected 'SERVING'.", outcome)


def _read_schema(
    connection: Connection, given: Path | Sequence[Path] | None, import_paths: Sequence[Path]
) -> Schema:
    sources = [REFLECTION] if given is None else [given] if isinstance(given, Path) else given
    reflected = connection.read_reflection() if REFLECTION in sources else None
    paths = [path for path in sources if path != REFLECTION]
    return Schema.from_paths(paths, import_paths, reflected)
