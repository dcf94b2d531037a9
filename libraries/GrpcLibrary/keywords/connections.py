"""Keywords that open and close connections."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from robot.api import logger
from robot.api.deco import keyword

from ..connection import Connection
from ..outcome import LastOutcome
from ..schema import Schema
from .aliases import Aliases


@dataclass(frozen=True, eq=False)
class Opened:
    """A connection and the methods that can be called over it."""

    alias: str
    connection: Connection
    schema: Schema


class ConnectionKeywords:
    def __init__(self, connections: Aliases[Opened], last: LastOutcome):
        self._connections = connections
        self._last = last

    @keyword(tags=["Connection"])
    def open_connection(
        self,
        target: str,
        proto: Path,
        *,
        alias: str | None = None,
        deadline: timedelta = timedelta(seconds=5),
    ) -> None:
        """Connects to a server and makes that the `active connection`.

        | =Argument= | =Meaning= |
        | ``target`` | Address of the server as ``host:port``. |
        | ``proto`` | The ``.proto`` file with the server's methods. |
        | ``alias`` | Name that other keywords use for the connection; by default its target. |
        | ``deadline`` | How long a call may take, unless the call says otherwise. |

        | `Open Connection`    localhost:50051    ${CURDIR}/greeter.proto
        """
        name = target if alias is None else alias
        self._connections.check_is_free(name)
        schema = Schema.from_proto(proto)
        connection = Connection(target, deadline.total_seconds(), self._last)
        try:
            connection.wait_until_ready()
        except BaseException:
            connection.close()
            raise
        self._connections.add(Opened(name, connection, schema))
        logger.info(f"Connected to {target}.")

    @keyword(tags=["Connection"])
    def close_all_connections(self) -> None:
        """Closes all connections that this library has opened."""
        for opened in self._connections.remove_all():
            opened.connection.close()
