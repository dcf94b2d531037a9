"""A connection to one server: the only module that makes RPCs."""

import queue
import re
import threading
import time
from collections.abc import Iterable
from typing import Any

import grpc
from google.protobuf.message import Message
from robot.api.types import Secret

from .address import check_address, is_loopback
from .outcome import GrpcError, LastOutcome, Metadata, Outcome, Status
from .schema import Method

RequestMetadata = Iterable[tuple[str, str | Secret]]

# What gRPC can carry ("Custom-Metadata" in PROTOCOL-HTTP2.md of the gRPC project).
_METADATA_KEY = re.compile(r"[0-9a-z_.-]+")

READY = grpc.ChannelConnectivity.READY
TRANSIENT_FAILURE = grpc.ChannelConnectivity.TRANSIENT_FAILURE


class Connection:
    """A channel to one server, with a deadline for every call.

    Channels of their own, also where the target is the same: no TCP connection and no
    back-off is shared between two of them.
    """

    def __init__(self, target: str, deadline: float, last: LastOutcome):
        """`target` is `host:port`, `deadline` the seconds that a call may take."""
        check_address(target)
        if deadline <= 0:
            raise GrpcError(f"A deadline should be longer than 0 s, got {deadline:g} s.")
        self.target = target
        self.deadline = deadline
        self._last = last
        options = [("grpc.use_local_subchannel_pool", 1)]
        if is_loopback(target):
            # A proxy from the environment cannot reach this machine's loopback.
            options.append(("grpc.enable_http_proxy", 0))
        self._channel = grpc.insecure_channel(target, options)
        self._calls: dict[str, Any] = {}
        self._watchers: list[threading.Thread] = []

    def wait_until_ready(self) -> None:
        """Connect now; raise GrpcError, with the reason, where that fails."""
        states: queue.SimpleQueue[grpc.ChannelConnectivity] = queue.SimpleQueue()
        give_up_at = time.monotonic() + self.deadline
        others = set(threading.enumerate())
        self._channel.subscribe(states.put, try_to_connect=True)
        self._watchers += [thread for thread in threading.enumerate() if thread not in others]
        try:
            while (state := states.get(timeout=give_up_at - time.monotonic())) != READY:
                if state == TRANSIENT_FAILURE:
                    raise GrpcError(f"Cannot connect to '{self.target}': {self._reason()}.")
        except (queue.Empty, ValueError):
            raise GrpcError(
                f"Cannot connect to '{self.target}': no gRPC server answered "
                f"within {self.deadline:g} s."
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
                request, self.deadline if deadline is None else deadline, _plain(metadata)
            )
        except grpc.RpcError as err:
            response, ended = None, err
        outcome = Outcome(
            method.path,
            self.target,
            Status(ended.code(), ended.details() or ""),
            time.perf_counter() - started,
            response,
            _as_mapping(ended.initial_metadata()),
            _as_mapping(ended.trailing_metadata()),
        )
        self._last.value = outcome
        return outcome

    def close(self) -> None:
        # grpcio goes on watching for up to 0.2 s after the last one has unsubscribed, and
        # prints a traceback where the channel is closed meanwhile.
        for watcher in self._watchers:
            watcher.join(timeout=1)
        self._channel.close()

    def _reason(self) -> str:
        """Ask for the reason of a failed connection: only a call is told it."""
        probe = self._channel.unary_unary("/grpc.health.v1.Health/Check", bytes, bytes)
        try:
            probe(b"", timeout=self.deadline)
        except grpc.RpcError as err:
            return str(err.details()).rpartition("last error: ")[2].rstrip(".")
        return "the connection was lost"


def _plain(metadata: RequestMetadata) -> tuple[tuple[str, str], ...]:
    """Unwrap secrets, here and nowhere else: what is returned goes to the wire.

    What cannot be sent is found here, since grpcio's own error quotes all metadata.
    """
    plain = []
    for key, value in metadata:
        text = value.value if isinstance(value, Secret) else value
        if not _METADATA_KEY.fullmatch(key):
            raise GrpcError(
                f"Metadata key '{key}' should consist of a-z, 0-9, '_', '-' and '.' only."
            )
        if not (text.isascii() and text.isprintable()):
            raise GrpcError(f"Metadata '{key}' should consist of printable ASCII characters only.")
        plain.append((key, text))
    return tuple(plain)


def _as_mapping(metadata: Any) -> Metadata:
    return dict(metadata or ())
