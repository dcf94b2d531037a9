"""A client of generated stubs and nothing else: what it sees is what is true."""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "services"))

import grpc

import my_service_pb2 as messages
from my_service_pb2_grpc import MyServiceAPIStub

DEADLINE_SECONDS = 5.0


class PlainClient:
    """One session, on a channel of its own."""

    def __init__(self, address: str, session_id: str):
        self.channel = grpc.insecure_channel(address, [("grpc.enable_http_proxy", 0)])
        self._stub = MyServiceAPIStub(self.channel)
        user = messages.LoginRequest(
            username="TestUser", password="TestPassword", session_id=session_id
        )
        token = self._stub.Login(user, timeout=DEADLINE_SECONDS).token
        self.metadata = [("authorization", token), ("session-id", session_id)]
        self.instance = self.echo()

    def echo(self, deadline: float = DEADLINE_SECONDS) -> str:
        """Return the name of the instance that answered."""
        request = messages.EchoRequest(value="Hello!")
        answer = self._stub.MyServiceEcho(request, metadata=self.metadata, timeout=deadline)
        return str(answer.pod_name)

    def shut_down(self) -> None:
        self._stub.MyServiceShutdown(
            messages.ShutdownRequest(), metadata=self.metadata, timeout=DEADLINE_SECONDS
        )

    def subscribe(self, metadata: list[tuple[str, str]] | None = None) -> "grpc.Call":
        return self._stub.MyServiceSubscribe(
            messages.EchoRequest(value="Hello!"),
            metadata=self.metadata if metadata is None else metadata,
            timeout=DEADLINE_SECONDS,
        )

    def wait_until_moved(self, limit: float) -> tuple[float | None, Counter[str]]:
        """Call until another instance answers; return after how long, and the errors."""
        errors: Counter[str] = Counter()
        began = time.monotonic()
        while time.monotonic() < began + limit:
            try:
                now = self.echo()
            except grpc.RpcError as err:
                errors[err.code().name] += 1
            else:
                if now != self.instance:
                    self.instance = now
                    return time.monotonic() - began, errors
            time.sleep(0.01)
        return None, errors

    def instances_for(self, seconds: float) -> list[str]:
        """Call for that long; return the instances in turn, errors by their codes."""
        seen: list[str] = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                now = self.echo()
            except grpc.RpcError as err:
                now = err.code().name
            if now != (seen[-1] if seen else None):
                seen.append(now)
            time.sleep(0.02)
        return seen


def status_of(call: "grpc.Call") -> tuple[str, str]:
    """Read the stream to its end; return the code's name and the message."""
    try:
        for _ in call:
            pass
    except grpc.RpcError as err:
        return err.code().name, err.details()
    return "OK", ""
