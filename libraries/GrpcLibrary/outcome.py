"""What one RPC came to."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import Message

from .received import ReceivedMetadata


class Status(NamedTuple):
    """A gRPC status: its code and its message (statuscodes.md of the gRPC project)."""

    code: grpc.StatusCode
    message: str

    @property
    def is_ok(self) -> bool:
        return self.code is grpc.StatusCode.OK

    def __str__(self) -> str:
        if self.is_ok:
            return "OK"
        if not self.message:
            return f"{self.code.name} with an empty message"
        return f"{self.code.name} '{self.message}'"


Metadata = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Outcome:
    """What one RPC came to, whatever its status.

    `method` is the full name (`/package.Service/Method`), `target` the address as
    `host:port`, `response` None unless the status is OK, `duration` in seconds, `ended` in
    seconds since 1970. `types` are the pools of message types that error details may be of.
    """

    method: str
    target: str
    status: Status
    duration: float
    # What may hold secrets is not shown.
    response: Message | None = field(default=None, repr=False)
    initial_metadata: Metadata = field(default_factory=dict, repr=False)
    trailing_metadata: Metadata = field(default_factory=dict, repr=False)
    types: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    ended: float = field(default_factory=time.time, compare=False)

    def __str__(self) -> str:
        return f"{self.method} at {self.target}: {self.status} after {self.duration * 1000:.1f} ms"


def as_mapping(metadata: Any) -> Metadata:
    """Return received metadata by key; the values of a key that came twice are joined."""
    return ReceivedMetadata(metadata)


class RpcFailed(AssertionError):
    """An RPC that should have been answered ended with another status than OK."""

    ROBOT_SUPPRESS_NAME = True

    def __init__(self, message: str, outcome: Outcome):
        super().__init__(message)
        self.outcome = outcome


class JudgementFailed(AssertionError):
    """What an RPC came to is not what it should be; its status alone is not the reason."""

    ROBOT_SUPPRESS_NAME = True


class StreamFailed(AssertionError):
    """A stream did not bring in time what it should."""

    ROBOT_SUPPRESS_NAME = True


class GrpcError(RuntimeError):
    """A call could not be made as asked: wrong input, or nothing to talk to."""

    ROBOT_SUPPRESS_NAME = True


class LastOutcome:
    """Keeps the outcome of the latest RPC, for keywords that judge it afterwards."""

    def __init__(self) -> None:
        self.value: Outcome | None = None
