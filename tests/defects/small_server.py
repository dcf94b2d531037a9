"""What the servers of all small systems have in common."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from fleet import Instance, Refused
from grpc_reflection.v1alpha import reflection

from GrpcLibrary.schema import Method, Schema

HOST = "127.0.0.1"
# More than any suite has calls under way: those that hang must not keep others waiting.
THREADS = 200
WATCH_SECONDS = 0.005
GRACE_SECONDS = 0.05

# Answers a request with an answer's fields or, where the method streams, with those of each.
Behaviour = Callable[[Any, grpc.ServicerContext], Any]


class SmallServer:
    """Serves methods, given by `package.Service/Method`."""

    def __init__(self, schema: Schema, methods: Mapping[str, Behaviour], port: int = 0):
        self._is_going = threading.Event()
        self._pool = ThreadPoolExecutor(THREADS)
        self._server = grpc.server(self._pool, options=[("grpc.so_reuseport", 0)])
        for name, behaviour in methods.items():
            service, _, method = name.partition("/")
            handlers = {method: _handler(schema.method(name), behaviour, self._is_going)}
            self._server.add_generic_rpc_handlers(
                (grpc.method_handlers_generic_handler(service, handlers),)
            )
        services = {name.partition("/")[0] for name in methods}
        pool = schema.method(next(iter(methods))).types
        reflection.enable_server_reflection(services, self._server, pool)
        self._server.add_generic_rpc_handlers((_Unrouted(),))
        self.port = self._server.add_insecure_port(f"{HOST}:{port}")
        self.address = f"{HOST}:{self.port}"
        self._server.start()

    def go_away(self) -> None:
        """End as a proxy does that is gone: its clients are told UNAVAILABLE.

        A Python server alone would tell them CANCELLED.
        """
        self._is_going.set()
        time.sleep(GRACE_SECONDS)
        self.stop()

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._pool.shutdown()


class _Unrouted(grpc.GenericRpcHandler):
    """Refuses all methods that the server does not have, by their names."""

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        def refuse(request: bytes, context: grpc.ServicerContext) -> bytes:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"There is no method {details.method}")

        return grpc.unary_unary_rpc_method_handler(refuse)


class UnderWay:
    """A call for as long as it lasts."""

    def __init__(self, context: grpc.ServicerContext):
        self._ended = threading.Event()
        if not context.add_callback(self._ended.set):
            self._ended.set()

    def hang(self) -> None:
        """Return once the call has ended."""
        self._ended.wait()

    def wait(self, instance: Instance, seconds: float) -> bool:
        """Wait; return whether the instance has gone or the call has ended meanwhile."""
        gone = instance.gone
        for _ in range(max(1, round(seconds / WATCH_SECONDS))):
            if gone.is_set() or self._ended.wait(WATCH_SECONDS):
                return True
        return False


def _handler(
    method: Method, behaviour: Behaviour, is_going: threading.Event
) -> grpc.RpcMethodHandler:
    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            if is_going.is_set():
                raise Refused("UNAVAILABLE", "connection refused")
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
