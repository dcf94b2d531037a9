"""Keywords that connect to gateways, and the gateways that sessions use."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from robot.api import logger
from robot.api.deco import keyword
from robot.libraries.BuiltIn import BuiltIn

from GrpcLibrary.errors import UsageError
from GrpcLibrary.outcome import Outcome
from GrpcLibrary.record import CallRecord
from GrpcLibrary.security import Tls, TlsFields

from ..description import Description, System, find_description
from ..gateway import Gateway


class Gateways:
    """The gateways that sessions use; a new session uses the latest."""

    def __init__(self, system: str | Path) -> None:
        """`system` is the description's file, read when a gateway is connected to."""
        self.record = CallRecord(self.instance_of, kind="session")
        self._file = system
        self._description: Description | None = None
        self._gateways: list[Gateway] = []

    def description(self) -> Description:
        if self._description is None:
            source = BuiltIn().get_variable_value("${SUITE SOURCE}")
            folders = [Path(source).parent, Path.cwd()]
            self._description = Description(find_description(str(self._file), folders))
        return self._description

    def add(self, gateway: Gateway) -> None:
        self._gateways.append(gateway)

    def add_beside(self, gateway: Gateway) -> None:
        """Keep one that sessions do not use unless told to."""
        self._gateways.insert(0, gateway)

    def latest(self) -> Gateway:
        if not self._gateways:
            raise UsageError("There is no gateway yet; 'Connect To Gateway' connects to one.")
        return self._gateways[-1]

    def instance_of(self, outcome: Outcome) -> str:
        """Return which instance gave an answer; empty where that is not known."""
        return self._gateways[-1].system.instance_of(outcome) if self._gateways else ""

    def close_all(self) -> None:
        while self._gateways:
            self._gateways.pop().close()


class GatewayKeywords:
    def __init__(self, gateways: Gateways):
        self._gateways = gateways

    @keyword(tags=["Session"])
    def connect_to_gateway(
        self,
        address: str,
        deadline: timedelta = timedelta(seconds=5),
        *,
        tls: TlsFields | Literal["system"] | None = None,
    ) -> None:
        """Opens a channel to the gateway at ``address``, which is ``host:port``.

        ``deadline`` is that of every call, and the time for connecting. Fails, with the
        reason, when no gRPC server is there. `Login` and `Open Session` use the gateway
        connected to last; sessions that are open keep theirs.

        ``tls`` is ``system`` for TLS with the roots that this machine trusts, or a dictionary
        with any of ``root``, ``certificate``, ``key`` (files in PEM form) and ``server_name``,
        as in GrpcLibrary's ``Open Connection``.

        | `Connect To Gateway`    localhost:10000
        | VAR    &{tls}    root=${CURDIR}/ca.pem    server_name=gateway.example.com
        | `Connect To Gateway`    localhost:10443    deadline=2s    tls=${tls}
        """
        gateway = Gateway.connect(
            address,
            deadline.total_seconds(),
            self._gateways.description(),
            self._gateways.record,
            Tls.of(tls),
        )
        self._gateways.add(gateway)
        if (shutdown := gateway.system.shutdown) is not None:
            self._gateways.record.shutdown_methods.add(shutdown.method.path)
        logger.info(f"Connected to the gateway at '{address}'.")

    @keyword(tags=["Session", "Getter"])
    def get_system(self) -> System:
        """Returns what the description says of the system behind the gateway.

        It has a ``name``, and ``login``, ``stream`` and ``shutdown``, each ``${None}`` where
        the description has no such section.

        | ${system} =    `Get System`
        | IF    $system.shutdown    `Shutdown Instance`
        """
        return self._gateways.latest().system
