"""What one RPC came to."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import Message

from .received import ReceivedMetadata

_ids = itertools.count(1)


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


@dataclass(frozen=True)
class Outcome:
    """What one RPC came to, whatever its status.

    `method` is the full name (`/package.Service/Method`), `target` the address as
    `host:port`, `response` None unless the status is OK, `duration` in seconds, `ended` in
    seconds since 1970. `types` are the pools of message types that error details may be of.
    `messages` is how many a stream had brought when it ended; `owner` says on whose behalf
    the call was made, such as a session's id. `id` is its identity, also in the report: no
    other outcome of the run has it.
    """

    method: str
    target: str
    status: Status
    duration: float
    # What may hold secrets is not shown.
    response: Message | None = field(default=None, repr=False)
    initial_metadata: ReceivedMetadata = field(default_factory=ReceivedMetadata, repr=False)
    trailing_metadata: ReceivedMetadata = field(default_factory=ReceivedMetadata, repr=False)
    types: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    messages: int | None = None
    owner: str = field(default="", compare=False)
    ended: float = field(default_factory=time.time, compare=False)
    id: int = field(default_factory=_ids.__next__, compare=False)

    def __str__(self) -> str:
        return f"{self.method} at {self.target}: {self.status} after {self.duration * 1000:.1f} ms"
