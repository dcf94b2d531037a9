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
# Less than clients wait before they try again.
QUIET_SECONDS = 0.05

# Answers a request with an answer's fields or, where the method streams, with those of each.
Behaviour = Callable[[Any, grpc.ServicerContext], Any]


class SmallServer:
    """Serves methods, given by `package.Service/Method`."""

    def __init__(
        self,
        schema: Schema,
        methods: Mapping[str, Behaviour],
        port: int,
        refusal: Callable[[str], Refused],
    ):
        """`refusal` returns the answer to a call of a method that is not served."""
        self._pool = ThreadPoolExecutor(THREADS)
        self._runs = threading.Event()
        self._runs.set()
        self._refused_at = 0.0  # since it leaves
        self._server = grpc.server(self._pool, options=[("grpc.so_reuseport", 0)])
        for name, behaviour in methods.items():
            service, _, method = name.partition("/")
            handlers = {method: self._handler(schema.method(name), behaviour)}
            self._server.add_generic_rpc_handlers(
                (grpc.method_handlers_generic_handler(service, handlers),)
            )
        self._server.add_generic_rpc_handlers([_Unrouted(refusal)])
        services = {name.partition("/")[0] for name in methods}
        pool = schema.method(next(iter(methods))).types
        reflection.enable_server_reflection(services, self._server, pool)
        self.port = self._server.add_insecure_port(f"{HOST}:{port}")
        self.address = f"{HOST}:{self.port}"
        self._server.start()

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._pool.shutdown()

    def leave(self) -> None:
        """Stop as a process does: calls end with UNAVAILABLE, not with CANCELLED."""
        self._refused_at = time.monotonic()
        while time.monotonic() - self._refused_at < QUIET_SECONDS:
            time.sleep(WATCH_SECONDS)
        self.stop()

    def pause(self) -> None:
        """Answer nothing, and keep all connections."""
        self._runs.clear()

    def resume(self) -> None:
        self._runs.set()

    def _let_in(self, context: grpc.ServicerContext) -> None:
        """Wait while the server is paused; refuse the call if the server is stopping."""
        while not self._runs.wait(WATCH_SECONDS) and context.is_active():
            pass
        if self._refused_at:
            self._refused_at = time.monotonic()
            raise Refused("UNAVAILABLE", "the gateway has gone")

    def _handler(self, method: Method, behaviour: Behaviour) -> grpc.RpcMethodHandler:
        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            try:
                self._let_in(context)
                answered = method.response(**behaviour(request, context))
                self._let_in(context)
                return answered
            except Refused as refused:
                context.abort(grpc.StatusCode[refused.code], refused.words)

        def answers(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            try:
                self._let_in(context)
                for fields in behaviour(request, context):
                    self._let_in(context)
                    yield method.response(**fields)
            except Refused as refused:
                context.abort(grpc.StatusCode[refused.code], refused.words)

        codec = method.request.FromString, method.response.SerializeToString
        if method.is_unary:
            return grpc.unary_unary_rpc_method_handler(answer, *codec)
        return grpc.unary_stream_rpc_method_handler(answers, *codec)


class _Unrouted(grpc.GenericRpcHandler):
    """Refuses methods that no earlier handler serves."""

    def __init__(self, refusal: Callable[[str], Refused]):
        self._refusal = refusal

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        if details.method.startswith("/grpc.reflection."):
            return None
        refused = self._refusal(details.method.removeprefix("/"))

        def refuse(request: Any, context: grpc.ServicerContext) -> Any:
            context.abort(grpc.StatusCode[refused.code], refused.words)

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
