"""The small MyService's servers: the gateway, and each instance at its own address."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
from fleet import Instance
from honest import Call, Fields, System
from small_server import SmallServer, UnderWay

from GrpcLibrary.schema import Schema

SERVICE = "my_service.MyServiceAPI"
PROTO = Path(__file__).parents[2] / "protos" / "my_service.proto"


class MyServiceServer(SmallServer):
    """Serves the system at the gateway's address or, given an instance, at that one's."""

    def __init__(self, system: System, at: Instance | None = None, port: int = 0, gateway: int = 0):
        self._system = system
        self._gateway = gateway
        self._at = at
        methods = {
            f"{SERVICE}/Login": self._login,
            f"{SERVICE}/MyServiceEcho": self._echo,
            f"{SERVICE}/MyServiceSubscribe": self._subscribe,
            f"{SERVICE}/MyServiceShutdown": self._shutdown,
        }
        if at is not None:
            del methods[f"{SERVICE}/Login"]
        super().__init__(schema(), methods, port, system.unrouted)

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
        session_id, token = metadata.get("session-id", ""), metadata.get("authorization", "")
        under_way = UnderWay(context)
        if self._at is not None and self._at.state == "paused":
            under_way.hang()
        own = (self._at, under_way.hang, under_way.wait, self._gateway)
        return Call(session_id, token, value, *own)


@functools.cache
def schema() -> Schema:
    return Schema.from_path(PROTO)
