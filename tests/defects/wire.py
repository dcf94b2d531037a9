"""The small system's servers: the gateway, and each instance at its own address."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from honest import Call, Fields, Instance, Refused, System

from GrpcLibrary.schema import Method, Schema

SERVICE = "my_service.MyServiceAPI"
PROTO = Path(__file__).parents[2] / "protos" / "my_service.proto"
HOST = "127.0.0.1"
# More than any suite has calls under way: those that hang must not keep others waiting.
THREADS = 200
WATCH_SECONDS = 0.005


class Server:
    """Serves the system at the gateway's address or, given an instance, at that one's."""

    def __init__(self, system: System, schema: Schema, at: Instance | None = None, port: int = 0):
        self._system = system
        self._at = at
        methods = {
            "Login": self._login,
            "MyServiceEcho": self._echo,
            "MyServiceSubscribe": self._subscribe,
            "MyServiceShutdown": self._shutdown,
        }
        if at is not None:
            del methods["Login"]
        handlers = {
            name: _handler(schema.method(f"{SERVICE}/{name}"), behaviour)
            for name, behaviour in methods.items()
        }
        self._pool = ThreadPoolExecutor(THREADS)
        self._server = grpc.server(self._pool, options=[("grpc.so_reuseport", 0)])
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(SERVICE, handlers),)
        )
        self.port = self._server.add_insecure_port(f"{HOST}:{port}")
        self.address = f"{HOST}:{self.port}"
        self._server.start()

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._pool.shutdown()

    def _login(self, request: Any, context: grpc.ServicerContext) -> Fields:
        return self._system.login(request.username, request.password, request.session_id)

    def _echo(self, request: Any, context: grpc.ServicerContext) -> Fields:
        return self._system.echo(self._call(request.value, context))

    def _subscribe(self, request: Any, context: grpc.ServicerContext) -> Iterator[Fields]:
        return self._system.subscribe(self._call(request.value, context))

    def _shutdown(self, request: Any, context: grpc.ServicerContext) -> Fields:
        return self._system.shutdown(self._call("", context))

    def _call(self, value: str, context: grpc.ServicerContext) -> Call:
        metadata = dict(context.invocation_metadata())
        ended = threading.Event()
        if not context.add_callback(ended.set):
            ended.set()

        def wait(instance: Instance, seconds: float) -> bool:
            gone = instance.gone
            for _ in range(max(1, round(seconds / WATCH_SECONDS))):
                if gone.is_set() or ended.wait(WATCH_SECONDS):
                    return True
            return False

        call = Call(
            metadata.get("session-id", ""),
            metadata.get("authorization", ""),
            value,
            self._at,
            lambda: ended.wait(),
            wait,
        )
        if self._at is not None and self._at.state == "paused":
            call.hang()
        return call


def _handler(method: Method, behaviour: Callable[..., Any]) -> grpc.RpcMethodHandler:
    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method.response(**behaviour(request, context))
        except Refused as refused:
            context.abort(grpc.StatusCode[refused.code], refused.words)

    def answers(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        try:
            for fields in behaviour(request, context):
                yield method.response(**fields)
        except Refused as refused:
            context.abort(grpc.StatusCode[refused.code], refused.words)

    codec = method.request.FromString, method.response.SerializeToString
    if method.is_unary:
        return grpc.unary_unary_rpc_method_handler(answer, *codec)
    return grpc.unary_stream_rpc_method_handler(answers, *codec)
