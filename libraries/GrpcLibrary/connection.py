"""A connection to one server: the only module that makes RPCs."""

import queue
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf import descriptor_pb2
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2
from robot.api.types import Secret

from .address import check_address, is_loopback
from .outcome import GrpcError, LastOutcome, Outcome, Status, as_mapping
from .reflection import read_files
from .schema import Method
from .security import Tls, cause_of
from .stream import Stream

MetadataValue = str | bytes | Secret
RequestMetadata = Iterable[tuple[str, MetadataValue]]

# What gRPC can carry ("Custom-Metadata" in PROTOCOL-HTTP2.md of the gRPC project).
_METADATA_KEY = re.compile(r"[0-9a-z_.-]+")

READY = grpc.ChannelConnectivity.READY
TRANSIENT_FAILURE = grpc.ChannelConnectivity.TRANSIENT_FAILURE


@dataclass(frozen=True)
class Settings:
    """How a connection is made, beside its target and its deadline.

    `metadata` is sent with every call, `options` are channel options of gRPC's core
    (`grpc.max_receive_message_length`, ...), `compression` is that of what is sent.
    """

    tls: Tls | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    options: Mapping[str, str | int] = field(default_factory=dict)
    compression: grpc.Compression | None = None


class Connection:
    """A channel to one server, with a deadline for every call.

    Channels of their own, also where the target is the same: no TCP connection and no
    back-off is shared between two of them.
    """

    def __init__(
        self, target: str, deadline: float, last: LastOutcome, settings: Settings | None = None
    ):
        """`target` is `host:port` or `unix:path`, `deadline` the seconds a call may take."""
        check_address(target)
        _check_deadline(deadline)
        self.target = target
        self.deadline = deadline
        self._last = last
        self._settings = settings or Settings()
        self._metadata = tuple(self._settings.metadata.items())
        self._channel = self._open_channel()
        self._calls: dict[str, Any] = {}
        self._watchers: list[threading.Thread] = []

    def _open_channel(self) -> grpc.Channel:
        settings = self._settings
        options: list[tuple[str, Any]] = [("grpc.use_local_subchannel_pool", 1)]
        if is_loopback(self.target):
            # A proxy from the environment cannot reach this machine's loopback.
            options.append(("grpc.enable_http_proxy", 0))
        options += settings.options.items()
        if settings.tls is None:
            return grpc.insecure_channel(self.target, options, settings.compression)
        options += settings.tls.options()
        credentials = settings.tls.credentials()
        return grpc.secure_channel(self.target, credentials, options, settings.compression)

    def wait_until_ready(self, timeout: float | None = None) -> None:
        """Connect now; raise GrpcError, with the reason, where that fails.

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
                    raise GrpcError(f"Cannot connect to '{self.target}': {self._reason()}.")
        except (queue.Empty, ValueError):
            raise GrpcError(
                f"Cannot connect to '{self.target}': no gRPC server answered within {limit:g} s."
            ) from None
        finally:
            self._channel.unsubscribe(states.put)

    def call(
        self,
        method: Method,
        request: Message,
        metadata: RequestMetadata = (),
        deadline: float | None = None,
    ) -> Outcome:
        """Make one unary RPC and return what it came to, whatever that is."""
        rpc = self._calls.get(method.path)
        if rpc is None:
            rpc = self._calls[method.path] = self._channel.unary_unary(
                method.path, method.request.SerializeToString, method.response.FromString
            )
        started = time.perf_counter()
        try:
            response, ended = rpc.with_call(
                request,
                self._limit(deadline),
                _plain((*self._metadata, *metadata)),
            )
        except grpc.RpcError as err:
            response, ended = None, err
        outcome = Outcome(
            method.path,
            self.target,
            Status(ended.code(), ended.details() or ""),
            time.perf_counter() - started,
            response,
            as_mapping(ended.initial_metadata()),
            as_mapping(ended.trailing_metadata()),
        )
        self._last.value = outcome
        return outcome

    def open_stream(
        self,
        method: Method,
        metadata: RequestMetadata = (),
        deadline: float | None = None,
    ) -> Stream:
        """Open a call of any kind and return it while it goes on."""
        codec = method.request.SerializeToString, method.response.FromString
        rpc = self._channel.stream_stream(method.path, *codec)
        stream = Stream(method.path, self.target)
        limit = self._limit(deadline)
        plain = _plain((*self._metadata, *metadata))
        stream.start(lambda sent: rpc(sent, limit, plain))
        return stream

    def health(self, service: str) -> Outcome:
        """Ask the server's health service (gRPC Health Checking Protocol)."""
        check = Method(
            "/grpc.health.v1.Health/Check",
            health_pb2.HealthCheckRequest,
            health_pb2.HealthCheckResponse,
        )
        return self.call(check, health_pb2.HealthCheckRequest(service=service))

    def read_reflection(self) -> descriptor_pb2.FileDescriptorSet:
        """Return the files that the server's reflection tells of."""
        return read_files(self._channel, self.deadline)

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
        tls = self._settings.tls
        if tls is not None and tls.server_name is not None:
            return tls.server_name
        return self.target.rpartition(":")[0]

    def _reason(self) -> str:
        """Ask for the reason of a failed connection: only a call is told it."""
        probe = self._channel.unary_unary("/grpc.health.v1.Health/Check", bytes, bytes)
        try:
            probe(b"", timeout=self.deadline)
        except grpc.RpcError as err:
            reason = str(err.details()).rpartition("last error: ")[2].rstrip(".")
            return cause_of(reason, self._name, self._settings.tls)
        return "the connection was lost"


def _check_deadline(deadline: float) -> None:
    if deadline <= 0:
        raise GrpcError(f"A deadline should be longer than 0 s, got {deadline:g} s.")


def _plain(metadata: RequestMetadata) -> tuple[tuple[str, str | bytes], ...]:
    """Unwrap secrets, here and nowhere else: what is returned goes to the wire.

    What cannot be sent is found here, since grpcio's own error quotes all metadata.
    """
    plain: list[tuple[str, str | bytes]] = []
    for key, value in metadata:
        sent = value.value if isinstance(value, Secret) else value
        if not _METADATA_KEY.fullmatch(key):
            raise GrpcError(
                f"Metadata key '{key}' should consist of a-z, 0-9, '_', '-' and '.' only."
            )
        if key.endswith("-bin"):
            sent = sent.encode() if isinstance(sent, str) else sent
        elif isinstance(sent, bytes) or not (sent.isascii() and sent.isprintable()):
            raise GrpcError(f"Metadata '{key}' should consist of printable ASCII characters only.")
        plain.append((key, sent))
    return tuple(plain)
