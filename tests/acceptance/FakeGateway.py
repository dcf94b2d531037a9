"""A gateway that answers as it is told, so that each judgement can be made to fail."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import grpc
import jwt
from robot.api.deco import keyword, library
from served_calls import end_of

from GrpcLibrary.schema import Method, Schema

SERVICE = "my_service.MyServiceAPI"
PROTO = Path(__file__).parents[2] / "protos" / "my_service.proto"
AN_HOUR = 3600
KEY = "the key of a gateway that does as it is told, and proves nothing"

Reply = Callable[[grpc.ServicerContext], str]  # returns the answering instance's name


@library(scope="SUITE")
class FakeGateway:
    """Told nothing, it answers as the contract says, in the name of ``myservice-1``."""

    def __init__(self) -> None:
        self._server: grpc.Server | None = None

    @keyword
    def start_fake_gateway(self) -> str:
        """Starts a gateway that has been told nothing; returns its address."""
        self.stop_fake_gateway()
        schema = Schema.from_path(PROTO)
        self._echoes: deque[Reply] = deque()
        self._other_fields: dict[str, dict[str, Any]] = {}
        self._let_go = threading.Event()
        self._refusal: tuple[str, str] | None = None
        self._claims: tuple[str, int, dict[str, Any]] = ("HS256", AN_HOUR, {})
        self._messages: list[str] = ["myservice-1"]
        self._interval = 0.0
        self._end: tuple[str, str] | None = None
        answers = {
            "Login": self._login,
            "MyServiceEcho": self._echo,
            "MyServiceSubscribe": self._subscribe,
            "MyServiceShutdown": self._shutdown,
        }
        handlers = {
            name: _handler(schema.method(f"{SERVICE}/{name}"), answer)
            for name, answer in answers.items()
        }
        self._server = grpc.server(ThreadPoolExecutor(max_workers=32))
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(SERVICE, handlers),)
        )
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        return f"127.0.0.1:{port}"

    @keyword
    def stop_fake_gateway(self) -> None:
        """Stops the gateway, if there is one."""
        if self._server is not None:
            self._let_go.set()
            self._server.stop(grace=None).wait()
            self._server = None

    @keyword
    def echoes_are_answered_by(self, *instances: str) -> None:
        """The next Echoes are answered by these instances in turn, the last one for good."""
        for name in instances:
            self._echoes.append(lambda context, name=name: name)

    @keyword
    def echoes_fail_with(self, code: str, message: str, times: int = 1) -> None:
        """The next Echoes end with this status."""
        for _ in range(times):
            self._echoes.append(
                lambda context: context.abort(grpc.StatusCode[code], message)  # raises
            )

    @keyword
    def echoes_hang(self) -> None:
        """The next Echo is not answered, whatever its deadline."""
        self._echoes.append(lambda context: str(self._let_go.wait()))

    @keyword
    def answers_have(self, method: str, **fields: Any) -> None:
        """From now on, answers of the method have these fields; ``expires_in`` is seconds."""
        self._other_fields[method] = fields

    @keyword
    def logins_are_answered_with_token(
        self, algorithm: str = "HS256", expires_in: int = AN_HOUR, **claims: Any
    ) -> None:
        """From now on, tokens are genuine, but for the claims given; None leaves one out."""
        self._claims = algorithm, expires_in, claims

    @keyword
    def logins_fail_with(self, code: str, message: str) -> None:
        """From now on, logins end with this status."""
        self._refusal = code, message

    @keyword
    def subscriptions_bring_messages_from(self, *instances: str, interval: float = 0) -> None:
        """Each message of a subscription comes from the next of them, then nothing more."""
        self._messages, self._interval, self._end = list(instances), interval, None

    @keyword
    def subscriptions_end_with(self, code: str, message: str) -> None:
        """After their messages, subscriptions end with this status."""
        self._end = code, message

    def _subscribe(self, request: Any, context: grpc.ServicerContext) -> Iterator[dict[str, Any]]:
        ended = end_of(context)
        for index, pod_name in enumerate(self._messages):
            if index:
                ended.wait(self._interval)
            answer = _answer("MyServiceSubscribe", pod_name, context)
            answer.update(client_value=request.value, server_value="my_service", index=index)
            yield {**answer, **self._other_fields.get("MyServiceSubscribe", {})}
        if self._end is None:
            ended.wait()
        elif self._end[0] != "OK":
            context.abort(grpc.StatusCode[self._end[0]], self._end[1])

    def _token(self, request: Any) -> str:
        algorithm, expires_in, other = self._claims
        now = int(datetime.now(timezone.utc).timestamp())
        claims = {
            "sub": request.username,
            "role": "admin",
            "session_id": request.session_id,
            "iat": now,
            "exp": now + expires_in,
            **other,
        }
        return jwt.encode(claims, KEY, algorithm=algorithm)

    def _login(self, request: Any, context: grpc.ServicerContext) -> dict[str, Any]:
        if self._refusal is not None:
            context.abort(grpc.StatusCode[self._refusal[0]], self._refusal[1])
        fields = {"token": self._token(request), "role": "admin", "expires_in": AN_HOUR}
        fields.update(self._other_fields.get("Login", {}))
        expires_in = fields.pop("expires_in")
        if expires_in is not None:
            now = datetime.now(timezone.utc)
            expires_at = now.replace(microsecond=0) + timedelta(seconds=float(expires_in))
            fields["expires_at"] = expires_at
        return fields

    def _echo(self, request: Any, context: grpc.ServicerContext) -> dict[str, Any]:
        pod_name = "myservice-1"
        if self._echoes:
            reply = self._echoes.popleft()
            pod_name = reply(context)
            if not self._echoes:
                self._echoes.append(lambda context: pod_name)
        answer = _answer("MyServiceEcho", pod_name, context)
        answer.update(client_value=request.value, server_value="my_service")
        return {**answer, **self._other_fields.get("MyServiceEcho", {})}

    def _shutdown(self, request: Any, context: grpc.ServicerContext) -> dict[str, Any]:
        answer = _answer("MyServiceShutdown", "myservice-1", context)
        return {**answer, **self._other_fields.get("MyServiceShutdown", {})}


def _answer(method: str, pod_name: str, context: grpc.ServicerContext) -> dict[str, Any]:
    session_id = dict(context.invocation_metadata())["session-id"]
    return {
        "pod_name": pod_name,
        "server_session_id": session_id,
        "client_session_id": session_id,
        "server_method": method,
    }


def _handler(method: Method, answer: Callable[..., dict[str, Any]]) -> grpc.RpcMethodHandler:
    def response(fields: dict[str, Any]) -> Any:
        if "index" in fields:
            fields["index"] = int(fields["index"])
        return method.response(**fields)

    def one(request: Any, context: grpc.ServicerContext) -> Any:
        return response(answer(request, context))

    def many(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        return map(response, answer(request, context))

    codec = method.request.FromString, method.response.SerializeToString
    if method.is_unary:
        return grpc.unary_unary_rpc_method_handler(one, *codec)
    return grpc.unary_stream_rpc_method_handler(many, *codec)
