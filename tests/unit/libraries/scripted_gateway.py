"""A gateway without a wire: sessions call it, and it answers as it is told."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import Message

from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.received import ReceivedMetadata
from GrpcLibrary.record import CallRecord
from SessionLibrary.description import Rpc, System, Values

OK = Status(grpc.StatusCode.OK, "")


class Sent(NamedTuple):
    """What a session has sent: the method without its service, the request, the metadata."""

    method: str
    request: Message
    metadata: dict[str, str | bytes]
    owner: str


class Request(NamedTuple):
    """What an answer depends on."""

    rpc: Rpc
    values: Values
    index: int


Reply = Callable[[Request], Outcome]


class ScriptedStream:
    """Stands in for a Stream: what its session has sent, and how much it has brought."""

    def __init__(self, rpc: Rpc, values: Values):
        self.rpc = rpc
        self.values = values
        self.messages = 0
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class ScriptedGateway:
    """Stands in for a Gateway: gives its replies in turn, the last one for good.

    Streams take their messages from the same replies, and are silent when none is left.
    `on_call` is done whenever somebody waits for a reply.
    """

    address = "gateway:10000"
    deadline = 5.0

    def __init__(self, system: System):
        self.system = system
        self.record = CallRecord(system.instance_of, kind="session")
        self.sent: list[Sent] = []
        self.on_call: Callable[[], None] = lambda: None
        self.is_closed = False
        self._replies: deque[Reply] = deque()
        self._latest: Reply | None = None

    def answers(
        self, *instances: str, metadata: Mapping[str, str | bytes] | None = None, **fields: Any
    ) -> None:
        """Be answered by these instances in turn, well but for the fields given."""
        for name in instances:
            given = {"pod_name": name, **fields}
            self._replies.append(
                lambda request, given=given: self._outcome(
                    request.rpc, OK, _answer(request, given), metadata or {}
                )
            )

    def fails(self, code: str, message: str = "", times: int = 1) -> None:
        status = Status(grpc.StatusCode[code], message)
        self._replies.extend([lambda request: self._outcome(request.rpc, status)] * times)

    def call(self, rpc: Rpc, values: Values, metadata: Any, owner: str) -> Outcome:
        self._note(rpc, values, metadata, owner)
        self.on_call()
        if self._replies:
            self._latest = self._replies.popleft()
        assert self._latest is not None, "The gateway was not told what to answer."
        return self._latest(Request(rpc, values, 0))

    def open_stream(
        self, rpc: Rpc, values: Values, metadata: Any, owner: str, deadline: float | None = None
    ) -> ScriptedStream:
        self._note(rpc, values, metadata, owner)
        return ScriptedStream(rpc, values)

    def receive(self, stream: ScriptedStream, timeout: float) -> Outcome:
        self.on_call()
        if not self._replies:
            raise TimeoutError
        reply = self._replies.popleft()
        index, stream.messages = stream.messages, stream.messages + 1
        return reply(Request(stream.rpc, stream.values, index))

    def first_message(self, rpc: Rpc, values: Values, metadata: Any, owner: str) -> Outcome:
        return self.call(rpc, values, metadata, owner)

    def in_background(self) -> "ScriptedGateway":
        return self

    def close(self) -> None:
        self.is_closed = True

    def expect(self, *outcomes: Outcome) -> None:
        self.record.expect(*outcomes)

    def _note(self, rpc: Rpc, values: Values, metadata: Any, owner: str) -> None:
        self.sent.append(Sent(rpc.name, rpc.build(values), dict(metadata), owner))

    def _outcome(
        self,
        rpc: Rpc,
        status: Status,
        response: Message | None = None,
        metadata: Mapping[str, str | bytes] | None = None,
    ) -> Outcome:
        return Outcome(
            rpc.method.path,
            self.address,
            status,
            0.01,
            response,
            ReceivedMetadata((metadata or {}).items()),
        )


def _answer(request: Request, given: Mapping[str, Any]) -> Message:
    """Return an answer as MyService gives it, but for what is given."""
    session_id = request.values.get("session_id", "")
    good: dict[str, Any] = {
        "server_session_id": session_id,
        "client_session_id": session_id,
        "server_method": request.rpc.name,
        "index": request.index,
    }
    if request.rpc.name != "MyServiceShutdown":
        good |= {"client_value": request.values["value"], "server_value": "my_service"}
    return request.rpc.method.response(**good | given)
