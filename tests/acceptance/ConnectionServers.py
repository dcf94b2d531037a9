"""Servers to connect to: one that tells how it was called, and some that misbehave."""

import os
import select
import socket
import struct
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from robot.api.deco import keyword, library
from served_calls import end_of

from GrpcLibrary.schema import Schema

PROTO = Path(__file__).parents[2] / "protos" / "my_service.proto"
SERVICE = "my_service.MyServiceAPI"
NO_LINGER = struct.pack("ii", 1, 0)  # a closed socket resets its connection
SETTINGS_FRAME = bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
HEADERS = 1  # type of a frame (RFC 9113, section 6)
STATUS_200_AND_HTML = b"\x88\x0f\x10\x09text/html"  # RFC 7541, appendix A


@library(scope="TEST", auto_keywords=False)
class ConnectionServers:
    def __init__(self) -> None:
        self._servers: list[grpc.Server] = []
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._relayed = 0

    @keyword
    def start_echo_server(self, address: str = "127.0.0.1:0", has_health: bool = True) -> str:
        """Starts a server that echoes ``value`` and the session's id; returns its address."""
        method = Schema.from_path(PROTO).method("MyServiceAPI/MyServiceEcho")
        handler = grpc.unary_unary_rpc_method_handler(
            lambda request, context: method.response(**self._echo(request, context)),
            method.request.FromString,
            method.response.SerializeToString,
        )
        handlers = {"MyServiceEcho": handler}
        server = grpc.server(ThreadPoolExecutor(max_workers=4))
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
        if has_health:
            servicer = health.HealthServicer()
            servicer.set("resting", health_pb2.HealthCheckResponse.NOT_SERVING)
            health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
        port = server.add_insecure_port(address)
        server.start()
        self._servers.append(server)
        return address if address.startswith("unix:") else f"127.0.0.1:{port}"

    @keyword
    def start_echo_server_after_first_attempt(self) -> str:
        """The first connection is closed, then a server starts; returns its address."""
        listener = self._listener()
        address = _address(listener)

        def start() -> None:
            listener.accept()[0].close()
            listener.close()
            self.start_echo_server(address)

        self._in_thread(start)
        return address

    @keyword
    def listen_and_reset(self) -> str:
        """Resets each connection; returns the address."""

        def reset(accepted: socket.socket) -> None:
            accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)

        return self._serve(reset)

    @keyword
    def serve_web_pages(self) -> str:
        """Answers each call over HTTP/2 with a page; returns the address."""
        return self._serve(_answer_with_pages)

    @keyword
    def start_relay(self, target: str) -> str:
        """Relays connections to the target, and counts what goes there; returns the address."""
        host, _, port = target.rpartition(":")

        def relay(accepted: socket.socket) -> None:
            with socket.create_connection((host, int(port))) as onward:
                peers = {accepted: onward, onward: accepted}
                while True:
                    for ready in select.select(list(peers), [], [])[0]:
                        data = ready.recv(65536)
                        if not data:
                            return
                        self._relayed += len(data) if ready is accepted else 0
                        peers[ready].sendall(data)

        return self._serve(relay)

    @keyword
    def get_relayed_bytes(self) -> int:
        return self._relayed

    @keyword
    def stop_servers(self) -> None:
        for listener in self._sockets:
            if listener.fileno() != -1:
                listener.shutdown(socket.SHUT_RDWR)  # accept ends
                listener.close()
        for thread in self._threads:
            thread.join()
        for server in self._servers:
            server.stop(grace=None).wait()

    def _echo(self, request: Any, context: grpc.ServicerContext) -> dict[str, Any]:
        if request.value == "hang":
            end_of(context).wait()
        sent = context.invocation_metadata()
        metadata = dict(sent)
        return {
            "client_value": request.value,
            "client_session_id": ", ".join(value for key, value in sent if key == "session-id"),
            "pod_name": str(metadata.get("authorization") == os.environ.get("TOKEN", "a.to.ken")),
        }

    def _serve(self, handle: Callable[[socket.socket], None]) -> str:
        """Handle connections one at a time, until the servers stop."""
        listener = self._listener()

        def serve() -> None:
            while True:
                try:
                    accepted, _ = listener.accept()
                except OSError:
                    return
                with accepted:
                    handle(accepted)

        self._in_thread(serve)
        return _address(listener)

    def _listener(self) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", 0))
        self._sockets.append(listener)
        return listener

    def _in_thread(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run)
        thread.start()
        self._threads.append(thread)


def _address(listener: socket.socket) -> str:
    return f"127.0.0.1:{listener.getsockname()[1]}"


def _answer_with_pages(accepted: socket.socket) -> None:
    stream = accepted.makefile("rwb")
    stream.read(len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
    stream.write(SETTINGS_FRAME)
    stream.flush()
    while len(head := stream.read(9)) == 9:
        stream.read(int.from_bytes(head[:3], "big"))
        if head[3] == HEADERS:
            ends_all = 0x5  # END_STREAM and END_HEADERS
            size = len(STATUS_200_AND_HTML).to_bytes(3, "big")
            stream.write(size + bytes((HEADERS, ends_all)) + head[5:9] + STATUS_200_AND_HTML)
            stream.flush()
