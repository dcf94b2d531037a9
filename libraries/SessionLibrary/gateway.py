"""The gateway as its clients see it: a connection, and what the system's methods are."""

import time

import grpc

from GrpcLibrary.connection import Connection, Observer, Settings
from GrpcLibrary.errors import UsageError
from GrpcLibrary.metadata import Entries
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.record import CallRecord
from GrpcLibrary.schema import Schema
from GrpcLibrary.security import Tls
from GrpcLibrary.stream import Stream

from .description import Description, LoginRpc, Rpc, System, Values

# A subscription goes on until it is cancelled, and yet every RPC has a deadline.
SUBSCRIPTION_SECONDS = 3600.0


class Gateway:
    """A channel to the gateway, or to an instance itself, with a deadline for every call."""

    def __init__(
        self, connection: Connection, system: System, record: CallRecord, tls: Tls | None = None
    ):
        self.system = system
        self._connection = connection
        self._record = record
        self._tls = tls

    @classmethod
    def connect(
        cls,
        address: str,
        deadline: float,
        description: Description,
        record: CallRecord,
        tls: Tls | None = None,
    ) -> "Gateway":
        """Connect to `host:port`; each call may take `deadline` seconds.

        Raises UsageError, with the reason, where there is no gRPC server, or where the
        description does not fit its schema.
        """
        connection = Connection(address, deadline, record, Settings(tls))
        try:
            connection.wait_until_ready()
            system = description.system(lambda: Schema(connection.read_reflection()))
        except BaseException:
            connection.close()
            raise
        return cls(connection, system, record, tls)

    @property
    def address(self) -> str:
        return self._connection.target

    @property
    def deadline(self) -> float:
        """Seconds that a call may take."""
        return self._connection.deadline

    def login(self, values: Values, owner: str) -> Outcome:
        """Log in; `owner` is the session's id as far as it is known."""
        login = self.login_rpc
        return self._connection.call(login.method, login.request.build(values), owner=owner)

    @property
    def login_rpc(self) -> LoginRpc:
        if self.system.login is None:
            raise UsageError(
                f"The description of '{self.system.name}' has no section [login]: "
                f"'Open Session' begins its sessions."
            )
        return self.system.login

    def call(self, rpc: Rpc, values: Values, metadata: Entries, owner: str) -> Outcome:
        """Make one unary call of a session."""
        return self._connection.call(rpc.method, rpc.build(values), metadata, owner=owner)

    def open_stream(
        self,
        rpc: Rpc,
        values: Values,
        metadata: Entries,
        owner: str,
        deadline: float | None = None,
    ) -> Stream:
        """Open a stream of a session; without a `deadline`, it may last as long as any test."""
        seconds = SUBSCRIPTION_SECONDS if deadline is None else deadline
        return self._connection.open_stream(rpc.method, metadata, seconds, rpc.build(values), owner)

    def receive(self, stream: Stream, timeout: float) -> Outcome:
        """Return a stream's next message as an outcome, or what its end came to.

        Raises TimeoutError when neither comes within so many seconds.
        """
        started = time.perf_counter()
        messages = stream.receive(1, timeout)
        if messages:
            outcome = Outcome(
                stream.method,
                stream.target,
                Status(grpc.StatusCode.OK, ""),
                time.perf_counter() - started,
                messages[0],
                stream.initial_metadata,
                owner=stream.owner,
            )
            self._record.message_received(stream, outcome)
            return outcome
        if stream.outcome is None:
            raise TimeoutError
        self._record.latest = stream.outcome
        return stream.outcome

    def first_message(self, rpc: Rpc, values: Values, metadata: Entries, owner: str) -> Outcome:
        """Open a stream and cancel it at its first message; it may end before."""
        stream = self.open_stream(rpc, values, metadata, owner, self.deadline)
        try:
            return self.receive(stream, 2 * self.deadline)  # its deadline ends it before
        finally:
            stream.close()

    def expect(self, *outcomes: Outcome) -> None:
        """Note that the test has expected these statuses, so that none is an error to it."""
        self._record.expect(*outcomes)

    def at(self, address: str) -> "Gateway":
        """Return a channel of its own to that address, with the same settings."""
        return self._beside(address, self._record)

    def in_background(self) -> "Gateway":
        """Return a channel of its own for calls that the test does not make itself."""
        return self._beside(self.address, self._record.in_background())

    def _beside(self, address: str, observer: Observer) -> "Gateway":
        connection = Connection(address, self.deadline, observer, Settings(self._tls))
        return Gateway(connection, self.system, self._record, self._tls)

    def close(self) -> None:
        self._connection.close()
