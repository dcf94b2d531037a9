"""A connection to one server."""

import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2

from .address import check_address, host_of, is_loopback
from .errors import UsageError
from .file_sets import PartialFiles
from .metadata import Entries, to_wire
from .options import channel_options
from .outcome import Outcome, Status
from .received import ReceivedMetadata
from .reflection import read_files
from .schema import Method, UnreadableAnswer
from .security import Tls, cause_of
from .stream import Stream

# A client waits longer and longer before it connects again, up to 2 minutes by default
# (connection-backoff.md of the gRPC project). Here that would look like the server's fault:
# what is tested is when the server is there again, so a client looks after 0.1 to 0.2 s. The
# second setting is, in spite of its name, how long one attempt may take (20 s by default):
# longer than any handshake, and short where packets were lost meanwhile.
_RECONNECT = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 2000),
    ("grpc.max_reconnect_backoff_ms", 200),
)

READY = grpc.ChannelConnectivity.READY
TRANSIENT_FAILURE = grpc.ChannelConnectivity.TRANSIENT_FAILURE


@dataclass(frozen=True)
class Settings:
    """How a connection is made, beside its target and its deadline.

    `metadata` is sent with every call, `options` are channel options of gRPC's core
    (`grpc.max_receive_message_length`, ...), `compression` is that of what is sent.
    """

    tls: Tls | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, str | int] = field(default_factory=dict)
    compression: grpc.Compression | None = None


class Observer(Protocol):
    """Who is told of every call of a connection, in whatever thread it ends."""

    def call_ended(self, outcome: Outcome) -> None:
        """A unary call has ended."""

    def stream_opened(self, stream: Stream) -> None:
        """A stream was opened; its `outcome` is there once it has ended."""


class Connection:
    """A channel to one server, with a deadline for every call.

    Channels of their own, also where the target is the same: no TCP connection and no
    back-off is shared between two of them.
    """

    def __init__(
        self,
        target: str,
        deadline: float,
        observer: Observer | None = None,
        settings: Settings | None = None,
    ):
        """`target` is `host:port` or `unix:path`, `deadline` the seconds a call may take."""
        check_address(target)
        _check_deadline(deadline)
        self.target = target
        self.deadline = deadline
        self._observer = observer
        self.settings = settings or Settings()
        self._metadata = tuple(self.settings.metadata.items())
        self._channel = self._open_channel()
        self._calls: dict[str, Any] = {}
        self._watchers: list[threading.Thread] = []

    def _open_channel(self) -> grpc.Channel:
        settings = self.settings
        options: list[tuple[str, Any]] = [("grpc.use_local_subchannel_pool", 1), *_RECONNECT]
        if is_loopback(self.target):
            # A proxy from the environment cannot reach this machine's loopback.
            options.append(("grpc.enable_http_proxy", 0))
        options += channel_options(settings.options)
        if settings.tls is None:
            return grpc.insecure_channel(self.target, options, settings.compression)
        options += settings.tls.options()
        credentials = settings.tls.credentials()
        return grpc.secure_channel(self.target, credentials, options, settings.compression)

    def wait_until_ready(self, timeout: float | None = None) -> None:
        """Connect now; raise UsageError, with the reason, where that fails.

        With a `timeout`, failed attempts are made again until it is over.
        """
        states: queue.SimpleQueue[grpc.ChannelConnectivity] = queue.SimpleQueue()
        limit = self.deadline if timeout is None else timeout
        give_up_at = time.monotonic() + limit
        others = set(threading.enumerate())
        self._channel.subscribe(states.put, try_to_connect=True)
        self._watchers += [thread for thread in threading.enumerate() if thread not in others]
        try:
            while (state := states.get(timeout=give_up_at - time.monotonic())) != READY:
                if state == TRANSIENT_FAILURE and timeout is None:
                    reason = self._reason(self.deadline)
                    raise UsageError(f"Cannot connect to '{self.target}': {reason}.")
        except (queue.Empty, ValueError):
            raise UsageError(
                f"Cannot connect to '{self.target}' within {limit:g} s: {self._reason(0.1)}."
            ) from None
        finally:
            self._channel.unsubscribe(states.put)

    def call(
        self,
        method: Method,
        request: Message,
        metadata: Entries = (),
        deadline: float | None = None,
        owner: str = "",
    ) -> Outcome:
        """Make one unary RPC on behalf of `owner` and return what it came to."""
        rpc = self._calls.get(method.path)
        if rpc is None:
            rpc = self._calls[method.path] = self._channel.unary_unary(
                method.path, method.request.SerializeToString, None
            )
        started = time.perf_counter()
        data = response = None
        try:
            data, ended = rpc.with_call(
                request,
                self._limit(deadline),
                to_wire(metadata, self._metadata),
            )
        except grpc.RpcError as err:
            ended = err
        duration = time.perf_counter() - started
        status = Status(ended.code(), ended.details() or "")
        if status.is_ok:
            status, response = _read_answer(method, status, data)
        outcome = Outcome(
            method.path,
            self.target,
            status,
            duration,
            response,
            ReceivedMetadata(ended.initial_metadata()),
            ReceivedMetadata(ended.trailing_metadata()),
            (method.types,),
            owner=owner,
        )
        if self._observer is not None:
            self._observer.call_ended(outcome)
        return outcome

    def open_stream(
        self,
        method: Method,
        metadata: Entries = (),
        deadline: float | None = None,
        request: Message | None = None,
        owner: str = "",
    ) -> Stream:
        """Open a call of any kind and return it while it goes on.

        With a `request`, that is all that will be sent, and the call is one with a single
        request on the wire as well: some gateways treat others in another way.
        """
        stream = Stream(method, self.target, owner)
        limit = self._limit(deadline)
        wire = to_wire(metadata, self._metadata)
        how = method.path, method.request.SerializeToString, None
        if request is None:
            many = self._channel.stream_stream(*how)
            stream.start(lambda sent: many(sent, limit, wire))
        else:
            stream.half_close()
            one = self._channel.unary_stream(*how)
            stream.start(lambda sent: one(request, limit, wire))
        if self._observer is not None:
            self._observer.stream_opened(stream)
        return stream

    def health(self, service: str, owner: str = "") -> Outcome:
        """Ask the server's health service (gRPC Health Checking Protocol)."""
        check = Method(
            "/grpc.health.v1.Health/Check",
            health_pb2.HealthCheckRequest,
            health_pb2.HealthCheckResponse,
        )
        return self.call(check, health_pb2.HealthCheckRequest(service=service), owner=owner)

    def read_reflection(self) -> PartialFiles:
        """Return the files that the server's reflection tells of."""
        return read_files(self._channel, self.deadline, to_wire(self._metadata))

    def close(self) -> None:
        # grpcio goes on watching for up to 0.2 s after the last one has unsubscribed, and
        # prints a traceback where the channel is closed meanwhile.
        for watcher in self._watchers:
            watcher.join(timeout=1)
        self._channel.close()

    def _limit(self, deadline: float | None) -> float:
        """Return the seconds that a call may take: the call's own word, or the connection's."""
        if deadline is None:
            return self.deadline
        _check_deadline(deadline)
        return deadline

    @property
    def _name(self) -> str:
        """What the server's certificate should call it."""
        tls = self.settings.tls
        if tls is not None and tls.server_name is not None:
            return tls.server_name
        return host_of(self.target)

    def _reason(self, timeout: float) -> str:
        """Ask for the reason of a failed connection: only a call is told it."""
        probe = self._channel.unary_unary("/grpc.health.v1.Health/Check", bytes, bytes)
        try:
            probe(b"", timeout=timeout)
        except grpc.RpcError as err:
            if err.code() is not grpc.StatusCode.UNAVAILABLE:
                return "no gRPC server answered"
            reason = str(err.details()).rpartition("last error: ")[2].rstrip(".")
            return cause_of(reason, self._name, self.settings.tls, self.target)
        return "the connection was lost"


def _read_answer(
    method: Method, status: Status, data: bytes | None
) -> tuple[Status, Message | None]:
    """Read the answer of a call that ended with OK.

    One that is missing or cannot be read makes the call end with INTERNAL (statuscodes.md of
    the gRPC project).
    """
    if data is None:
        return Status(
            grpc.StatusCode.INTERNAL, "the call ended with OK, but without an answer"
        ), None
    try:
        return status, method.read(data)
    except UnreadableAnswer as err:
        return Status(grpc.StatusCode.INTERNAL, str(err)), None


def _check_deadline(deadline: float) -> None:
    if deadline <= 0:
        raise UsageError(f"A deadline should be longer than 0 s, got {deadline:g} s.")
